#include <utility>

#include "core/base/fault_point.hpp"
#include "core/http/status.hpp"
#include "core/integration_oauth.hpp"
#include "core/oauth/introspection.hpp"
#include "core/oauth/parameters.hpp"

// The calls to a provider's token, revocation and introspection endpoints, made and read by the
// facts that its app states, and the hooks that may do it otherwise.

namespace patchbay {
namespace {

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
  return RefreshFailed(codeOf(error.outcome), app.name + " answered " + outcome.error, outcome);
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

/// No refresh token, no renewal: as if the provider had ended the grant.
RefreshFailed notRenewable(const OAuthApp& app) {
  RefreshOutcome outcome;
  outcome.outcome = oauth::OutcomeClass::permanent;
  outcome.error = "no refresh token was given";
  return RefreshFailed(ErrorCode::invalid_grant, app.name + " gave no refresh token", outcome);
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
  if (http::asksToWait(status)) return ErrorCode::temporarily_unavailable;
  return status >= 500 ? ErrorCode::ambiguous_answer : ErrorCode::provider_configuration;
}

}  // namespace

// --- how a token is asked for ---

void IntegrationOAuth::adjustTokenRequest(http::HttpRequest&) const {}

http::HttpRequest IntegrationOAuth::authenticated(const std::string& endpoint,
                                                  const oauth::Parameters& parameters,
                                                  oauth::TokenMethod method) const {
  oauth::ClientCredentials client;
  client.client_id = app_.client_id;
  client.client_secret = app_.client_secret;
  client.method = app_.client_authentication;
  oauth::RequestStyle style(app_.body_encoding);
  style.method = method;
  style.names = app_.parameter_names;
  auto request = oauth::tokenRequest(endpoint, parameters, client, style);
  for (const auto& [field, value] : app_.extra_headers) request.headers.add(field, value);
  request.deadline = context_.refresh.times().token_call;
  adjustTokenRequest(request);
  return request;
}

awaitable<http::HttpResponse> IntegrationOAuth::requestToken(oauth::Parameters parameters) {
  const auto purpose = purposeOf(parameters);
  auto response = co_await askForToken(std::move(parameters), purpose);
  co_return response;
}

awaitable<http::HttpResponse> IntegrationOAuth::askForToken(oauth::Parameters parameters,
                                                            http::RequestPurpose purpose) {
  const bool is_elsewhere =
      purpose == http::RequestPurpose::refresh && !app_.refresh_endpoint.empty();
  auto request = authenticated(is_elsewhere ? app_.refresh_endpoint : app_.token_endpoint,
                               parameters, app_.token_method);
  request.purpose = purpose;
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

awaitable<IntegrationAccessToken> IntegrationOAuth::performTokenRefresh(IntegrationAccess access) {
  oauth::Parameters parameters;
  if (access.token.refresh_token.empty()) throw notRenewable(app_);
  parameters.emplace_back("grant_type", "refresh_token");
  parameters.emplace_back("refresh_token", access.token.refresh_token.reveal());
  if (app_.refresh_repeats_redirect_uri) parameters.emplace_back("redirect_uri", redirectUri());
  parameters = oauth::changed(std::move(parameters), app_.token_parameters);
  parameters = oauth::changed(std::move(parameters), app_.refresh_parameters);
  const auto response = co_await askForToken(std::move(parameters), http::RequestPurpose::refresh);
  co_return processRefreshResponse(response, access.token.scope);
}

// --- how the answer is read ---

std::optional<oauth::TokenError> IntegrationOAuth::classifyTokenError(
    const http::HttpResponse& response) const {
  return oauth::findTokenError(response, context_.clock.now(), app_.token_errors,
                               app_.token_response);
}

IntegrationAccessToken IntegrationOAuth::processRefreshResponse(
    const http::HttpResponse& response, const std::string& requested_scope) {
  if (const auto error = classifyTokenError(response)) throw refused(app_, *error);
  oauth::TokenResponseRules rules;
  rules.default_expires_in = app_.default_expires_in;
  rules.requested_scope = requested_scope;
  rules.format = app_.token_response;
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
  const bool has_refresh_token =
      !app_.revokes_by_access_token && !access.token.refresh_token.empty();
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
