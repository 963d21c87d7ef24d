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
#include "core/oauth/parameters.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/store/store_patience.hpp"

// What the base offers to providers, and the defaults of their hooks. The flow that uses them is in
// core/integration_oauth.cpp; token calls are in token_calls.cpp, what concerns OpenID Connect and
// discovery in openid.cpp, tenants in tenants.cpp; calls to the provider's API in api_calls.cpp.

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

bool isJsonPointer(const std::string& path) { return path.empty() || path.front() == '/'; }

// What would not fail at once, but at somebody's login or first refresh.
void checkDifferences(const OAuthApp& app) {
  require(oauth::nameOf(app.parameter_names, "state") == "state", app,
          "parameter_names may not rename state, by which a callback is recognised");
  require(
      !app.code_parameter.empty() && app.code_parameter != "state" && app.code_parameter != "error",
      app, "code_parameter must name the parameter that brings the code");
  require(isJsonPointer(app.token_response.path), app,
          "token_response.path must begin with /, such as /data");
  require(isJsonPointer(app.token_errors.path), app,
          "token_errors.path must begin with /, such as /code");
  for (const auto& stated : app.token_errors.codes) {
    require(!stated.first.empty(), app, "token_errors.codes holds an empty code");
    require(stated.second != oauth::OutcomeClass::success &&
                stated.second != oauth::OutcomeClass::not_sent,
            app, "token_errors.codes holds a class that no answer can have");
  }
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
  checkDifferences(app);
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

awaitable<IntegrationAccess> insertOnce(IntegrationStore* store, IntegrationAccess access,
                                        TimePoint now) {
  std::optional<IntegrationAccess> stored;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_commit);
  stored = co_await store->insertGrant(std::move(access), now);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_after_commit);
  co_return std::move(*stored);
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

// --- what its owner and its users have of it ---

std::shared_ptr<IntegrationOAuth> IntegrationOAuth::use() {
  auto held = uses_.hold();
  if (!held) return nullptr;
  return std::shared_ptr<IntegrationOAuth>(std::move(held), this);
}

FetchAdapter* IntegrationOAuth::fetchAdapter() {
  const std::lock_guard lock(adapter_mutex_);
  if (!has_made_adapter_) adapter_ = makeFetchAdapter();
  has_made_adapter_ = true;
  return adapter_.get();
}

// --- hooks with defaults ---

std::unique_ptr<FetchAdapter> IntegrationOAuth::makeFetchAdapter() { return nullptr; }

void IntegrationOAuth::adjustAuthorizationParameters(oauth::Parameters&) const {}

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
  auto insert = [&] { return insertOnce(&context_.store, access, context_.clock.now()); };
  auto stored = co_await patience.outlast(std::move(insert));
  co_return stored;
}

// The provider has issued this pair and replaced the old one, so it exists nowhere but here: it is
// kept until the database takes it, as long as this process lives.
awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitNext(IntegrationAccess access) {
  access.refreshed_at = context_.clock.now();  // its age counts from here, however long this takes
  const auto tell = [&](const IntegrationError& error) {
    context_.log.warning("commit_waits", {{"integration", integration_name_},
                                          {"grant_id", access.grant_id},
                                          {"detail", error.what()}});
  };
  StorePatience patience(context_.clock, StorePatience::kForEver, tell);
  auto commit = [&] { return commitOnce(access); };
  auto stored = co_await patience.outlast(std::move(commit));
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
