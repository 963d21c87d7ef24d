#include <algorithm>
#include <cctype>
#include <utility>

#include "core/api/api_settings.hpp"
#include "core/base/fault_point.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "core/fetch/data_purge.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/integration_oauth.hpp"
#include "core/oauth/introspection.hpp"
#include "core/oauth/strict_json.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/store/store_patience.hpp"

// What the base offers to providers, and the defaults of their hooks. The flow that uses them is in
// core/integration_oauth.cpp, what concerns OpenID Connect and discovery in openid.cpp, tenants in
// tenants.cpp; calls to the provider's API are in api_calls.cpp.

namespace patchbay {
namespace {

// How long a browser is kept waiting for a database that is away.
constexpr Milliseconds kConnectPatience{30'000};

bool isProviderName(const std::string& name) {
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return c < 0x80 && std::isalnum(c); });
}

std::string toLowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void require(bool holds, const OAuthApp& app, const std::string& fact) {
  if (holds) return;
  throw IntegrationError(ErrorCode::settings_invalid,
                         app.name + ": " + fact + "; correct registerOAuthApp or its settings");
}

void checkFacts(const OAuthApp& app) {
  require(isProviderName(app.name), app, "the name must be letters and digits, a letter first");
  require(!app.client_id.empty(), app, "client_id is missing");
  require(
      app.client_authentication == oauth::ClientAuthentication::none || !app.client_secret.empty(),
      app, "client_secret is missing");
  require(!app.authorization_endpoint.empty(), app, "authorization_endpoint is missing");
  require(!app.token_endpoint.empty(), app, "token_endpoint is missing");
  require(app.jwks_uri.empty() || !app.issuer.empty(), app, "jwks_uri needs an issuer");
}

// The operator decides how many tenants a workspace may hold: `GUSTO_TENANTS=one`.
void readTenancy(const Settings& settings, OAuthApp& app) {
  std::string setting = app.name + "_TENANTS";
  std::transform(setting.begin(), setting.end(), setting.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto wanted = settings.find(setting);
  if (!wanted) return;
  if (*wanted != "one" && *wanted != "many") {
    throw IntegrationError(ErrorCode::settings_invalid,
                           setting + " must be `one` or `many`: how many companies of " + app.name +
                               " a workspace may connect");
  }
  app.tenancy.workspace_holds = *wanted == "one" ? TenantCount::one : TenantCount::many;
}

// How the outcome of a token call is told to whoever waits for it.
ErrorCode codeOf(oauth::OutcomeClass outcome) {
  switch (outcome) {
    case oauth::OutcomeClass::not_sent:
      return ErrorCode::provider_unavailable;
    case oauth::OutcomeClass::temporary:
      return ErrorCode::temporarily_unavailable;
    case oauth::OutcomeClass::permanent:
      return ErrorCode::invalid_grant;
    case oauth::OutcomeClass::operator_fault:
      return ErrorCode::invalid_client;
    case oauth::OutcomeClass::configuration:
      return ErrorCode::provider_configuration;
    case oauth::OutcomeClass::ambiguous:
    case oauth::OutcomeClass::success:
      break;
  }
  return ErrorCode::ambiguous_answer;
}

/// Whether a pair that was issued and never came ends the one before it.
bool mayLosePair(const Rotation& rotation) {
  return rotation.kind == Rotation::Kind::strict || rotation.kind == Rotation::Kind::grace;
}

RefreshFailed refused(const OAuthApp& app, const oauth::TokenError& error) {
  RefreshOutcome outcome;
  outcome.outcome = error.outcome;
  // A bare 503, 429 or 408 may be a gateway's word, whose connection to the provider broke.
  outcome.may_have_rotated = error.outcome == oauth::OutcomeClass::temporary &&
                             error.error.empty() && mayLosePair(app.rotation);
  outcome.error = error.error.empty() ? "status " + std::to_string(error.status) : error.error;
  outcome.retry_after = error.retry_after;
  RefreshFailed failed(codeOf(error.outcome), app.name + " answered " + outcome.error, outcome);
  if (error.retry_after) failed.withRetryAfter(*error.retry_after);
  return failed;
}

RefreshFailed unreachable(const OAuthApp& app, const http::TransportError& error) {
  const bool is_unsent = error.fault() == http::TransportFault::not_sent ||
                         error.fault() == http::TransportFault::certificate;
  RefreshOutcome outcome;
  outcome.outcome = is_unsent ? oauth::OutcomeClass::not_sent : oauth::OutcomeClass::ambiguous;
  outcome.error = error.what();
  outcome.certificate_refused = error.fault() == http::TransportFault::certificate;
  return RefreshFailed(codeOf(outcome.outcome),
                       app.name + (is_unsent ? " cannot be reached" : " did not answer completely"),
                       outcome);
}

/// Providers ask for first and for later pairs alike, so the grant type tells which it is.
http::RequestPurpose purposeOf(const oauth::Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    if (name == "grant_type" && value == "authorization_code") {
      return http::RequestPurpose::connect;
    }
  }
  return http::RequestPurpose::refresh;
}

ErrorCode codeOfStatus(unsigned status) {
  if (status == 401) return ErrorCode::invalid_grant;
  if (status == 408 || status == 429 || status == 503) return ErrorCode::temporarily_unavailable;
  return status >= 500 ? ErrorCode::ambiguous_answer : ErrorCode::provider_configuration;
}

}  // namespace

// --- facts ---

IntegrationOAuth::IntegrationOAuth(const IntegrationContext& context) : context_(context) {}
IntegrationOAuth::~IntegrationOAuth() = default;

void IntegrationOAuth::setup() {
  app_ = registerOAuthApp(context_.settings);
  checkFacts(app_);
  readApiSettings(context_.settings, app_);
  integration_name_ = toLowerCase(app_.name);
  readTenancy(context_.settings, app_);
  ApiConnection& connection = *this;
  api_ = std::make_unique<ProviderApi>(app_, context_.http, context_.clock, connection);
}

std::string IntegrationOAuth::loginEndpoint() const {
  return "/integration/" + integration_name_ + "/login";
}

std::string IntegrationOAuth::callbackEndpoint() const {
  return "/integration/" + integration_name_ + "/callback";
}

std::string IntegrationOAuth::redirectUri() const {
  return context_.public_url + callbackEndpoint();
}

std::string IntegrationOAuth::loginId(std::string_view state) {
  return crypto::sha256Hex(state).substr(0, 16);
}

// --- hooks with defaults ---

std::unique_ptr<FetchAdapter> IntegrationOAuth::makeFetchAdapter() { return nullptr; }

void IntegrationOAuth::adjustAuthorizationParameters(oauth::Parameters&) const {}

std::optional<oauth::TokenError> IntegrationOAuth::classifyTokenError(
    const http::HttpResponse& response) const {
  return oauth::findTokenError(response, context_.clock.now());
}

IntegrationAccessToken IntegrationOAuth::processRefreshResponse(
    const http::HttpResponse& response, const std::string& requested_scope) {
  if (const auto error = classifyTokenError(response)) throw refused(app_, *error);
  oauth::TokenResponseRules rules;
  rules.default_expires_in = app_.default_expires_in;
  rules.requested_scope = requested_scope;
  try {
    oauth::ParsedToken parsed =
        oauth::parseTokenResponse(response.body, rules, context_.clock.now());
    if (!parsed.warnings.empty()) {
      context_.log.warning("token_answer_odd",
                           {{"integration", integration_name_}, {"detail", parsed.warnings}});
    }
    return std::move(parsed.token);
  } catch (const IntegrationError& error) {
    RefreshOutcome outcome;
    outcome.outcome = oauth::OutcomeClass::ambiguous;
    outcome.error = error.publicText();
    throw RefreshFailed(ErrorCode::malformed_answer,
                        app_.name + " gave an answer that is no token: " + error.publicText(),
                        outcome);
  }
}

awaitable<bool> IntegrationOAuth::revokeToken(IntegrationAccess access) {
  if (app_.revocation_endpoint.empty()) co_return false;
  const bool has_refresh_token = !access.token.refresh_token.empty();
  const Secret& token = has_refresh_token ? access.token.refresh_token : access.token.access_token;
  oauth::Parameters parameters;
  parameters.emplace_back("token", token.reveal());
  parameters.emplace_back("token_type_hint", has_refresh_token ? "refresh_token" : "access_token");
  auto request = authenticated(app_.revocation_endpoint, parameters);
  request.purpose = http::RequestPurpose::disconnect;
  const auto response = co_await context_.http.send(std::move(request));
  // RFC 7009 section 2.2: 200 also for an unknown token; anything else means it may still live.
  co_return response.status == 200;
}

awaitable<std::optional<bool>> IntegrationOAuth::introspectToken(IntegrationAccess access) {
  std::optional<bool> is_active;
  if (app_.introspection_endpoint.empty()) co_return is_active;
  oauth::Parameters parameters;
  parameters.emplace_back("token", access.token.access_token.reveal());
  parameters.emplace_back("token_type_hint", "access_token");
  auto request = authenticated(app_.introspection_endpoint, parameters);
  try {
    const auto answer = co_await fetchJson(std::move(request));
    is_active = oauth::parseIntrospection(answer);
  } catch (const IntegrationError& error) {
    // A 401 is about who asks here, not about the token (RFC 7662 section 2.3).
    if (error.code() != ErrorCode::invalid_grant) throw;
    throw IntegrationError(ErrorCode::invalid_client, app_.name + " rejects our credentials");
  }
  co_return is_active;
}

awaitable<bool> IntegrationOAuth::tryToRevoke(IntegrationAccess access) {
  std::string reason;
  try {
    const bool is_revoked = co_await revokeToken(access);
    if (is_revoked) co_return true;
    reason = "the provider did not confirm";
  } catch (const std::exception& error) {
    reason = error.what();
  }
  context_.log.warning(
      "revocation_failed",
      {{"integration", integration_name_}, {"grant_id", access.grant_id}, {"detail", reason}});
  co_return false;
}

// --- pieces for providers ---

http::HttpRequest IntegrationOAuth::authenticated(const std::string& endpoint,
                                                  const oauth::Parameters& parameters) const {
  oauth::ClientCredentials client;
  client.client_id = app_.client_id;
  client.client_secret = app_.client_secret;
  client.method = app_.client_authentication;
  auto request = oauth::tokenRequest(endpoint, parameters, client, app_.body_encoding);
  for (const auto& [field, value] : app_.extra_headers) request.headers.add(field, value);
  request.deadline = context_.refresh.times().token_call;
  return request;
}

awaitable<http::HttpResponse> IntegrationOAuth::requestToken(oauth::Parameters parameters) {
  auto request = authenticated(app_.token_endpoint, parameters);
  request.purpose = purposeOf(parameters);
  request.connection_wait = context_.refresh.times().connectionWait();
  const bool is_connect = request.purpose == http::RequestPurpose::connect;
  std::optional<http::TransportError> failure;
  try {
    auto response = co_await context_.http.send(std::move(request));
    if (faultPointsArmed()) {
      const auto point =
          is_connect ? FaultPoint::connect_after_receive : FaultPoint::refresh_after_receive;
      co_await faultPoint(point);
    }
    co_return response;
  } catch (const http::TransportError& error) {
    failure = error;
  }
  // A refresh says so in the one line of its failure.
  if (is_connect && failure->fault() == http::TransportFault::certificate) {
    context_.log.error("provider_certificate_refused",
                       {{"integration", integration_name_}, {"detail", failure->what()}});
  }
  throw unreachable(app_, *failure);
}

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commit(IntegrationAccess access) {
  const std::string workspace_id = access.workspace_id;
  std::optional<IntegrationAccess> stored;
  if (access.generation == 0) {
    stored = co_await commitFirst(std::move(access));
  } else {
    stored = co_await commitNext(std::move(access));
  }
  context_.memory.forget(workspace_id, integration_name_);
  co_return stored;
}

void IntegrationOAuth::forgetWorkspace(const std::string& workspace_id) {
  context_.memory.forget(workspace_id, integration_name_);
  if (context_.data_purge != nullptr) context_.data_purge->purge(workspace_id, integration_name_);
}

// A browser waits for this one, so not for ever. The name is chosen here: an insert whose answer
// got lost is then found when it is repeated.
awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitFirst(
    IntegrationAccess access) {
  if (access.grant_id.empty()) access.grant_id = crypto::randomId("grant_");
  StorePatience patience(context_.clock, kConnectPatience);
  std::optional<IntegrationAccess> stored;
  while (!stored) {
    try {
      if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_commit);
      stored = co_await context_.store.insertGrant(access, context_.clock.now());
      if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_after_commit);
    } catch (const IntegrationError& error) {
      stored.reset();
      patience.endure(error);
    }
    if (!stored) co_await patience.pause();
  }
  co_return stored;
}

// The provider has issued this pair and replaced the old one, so it exists nowhere but here: it is
// kept until the database takes it, as long as this process lives.
awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitNext(IntegrationAccess access) {
  StorePatience patience(context_.clock, StorePatience::kForEver);
  access.refreshed_at = context_.clock.now();  // its age counts from here, however long this takes
  std::optional<IntegrationAccess> stored;
  for (bool is_through = false; !is_through;) {
    try {
      stored = co_await commitOnce(access);
      is_through = true;
    } catch (const IntegrationError& error) {
      if (!patience.isInDoubt()) {
        context_.log.warning("commit_waits", {{"integration", integration_name_},
                                              {"grant_id", access.grant_id},
                                              {"detail", error.what()}});
      }
      patience.endure(error);
    }
    if (!is_through) co_await patience.pause();
  }
  if (patience.isInDoubt()) {
    context_.log.info("commit_through",
                      {{"integration", integration_name_}, {"grant_id", access.grant_id}});
  }
  co_return stored;
}

bool IntegrationOAuth::holdsPairOf(const IntegrationAccess& stored, const IntegrationAccess& ours) {
  return stored.token.access_token.equals(ours.token.access_token.reveal());
}

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitOnce(IntegrationAccess access) {
  std::optional<IntegrationAccess> stored;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_before_commit);
  stored = co_await context_.store.commitRefresh(access.grant_id, access.generation, access.token,
                                                 access.refreshed_at);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_after_commit);
  if (stored) co_return stored;
  // The generation moved: by a commit of ours whose answer got lost, or by somebody else's.
  stored = co_await context_.store.findGrant(access.grant_id);
  if (stored && holdsPairOf(*stored, access)) co_return stored;
  // Disconnected while the provider answered: nobody will ever use this pair. One that a later
  // consent replaced is only dropped: revoking it may end that consent as well.
  if (!stored) co_await tryToRevoke(access);
  co_return std::nullopt;
}

awaitable<std::string> IntegrationOAuth::fetchJson(http::HttpRequest request) {
  std::string fault;
  if (!request.headers.find("Accept")) request.headers.add("Accept", "application/json");
  try {
    auto response = co_await context_.http.send(std::move(request));
    if (response.status == 200) co_return std::move(response.body);
    throw IntegrationError(codeOfStatus(response.status),
                           app_.name + " answered status " + std::to_string(response.status));
  } catch (const http::TransportError& error) {
    fault = error.what();
  }
  throw IntegrationError(ErrorCode::provider_unavailable, app_.name + " cannot be reached", fault);
}

}  // namespace patchbay
