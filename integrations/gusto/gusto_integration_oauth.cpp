#include "gusto_integration_oauth.hpp"

#include <boost/json/value.hpp>
#include <utility>

#include "core/plugin/plugin_abi.hpp"
#include "gusto_events.hpp"
#include "gusto_token_info.hpp"

namespace patchbay {
namespace {

/// Pinned, so that Gusto's answers keep their shape; supported for at least a year.
constexpr const char* kApiVersion = "2026-06-15";

}  // namespace

OAuthApp GustoIntegrationOAuth::registerOAuthApp(const Settings& settings) {
  const auto base = settings.requireUrl("GUSTO_API_BASE_URL", "https://api.gusto.com");
  OAuthApp app;
  app.name = "Gusto";
  app.api_type = ApiType::payroll;
  app.client_id = settings.require("GUSTO_CLIENT_ID");
  app.client_secret = settings.requireSecret("GUSTO_CLIENT_SECRET");
  app.client_authentication = oauth::ClientAuthentication::client_secret_post;
  app.body_encoding = oauth::BodyEncoding::json;
  app.api_base_url = base;
  app.authorization_endpoint =
      settings.requireUrl("GUSTO_AUTHORIZE_URL", base + "/oauth/authorize");
  app.token_endpoint = settings.requireUrl("GUSTO_REFRESH_URL", base + "/oauth/token");
  app.revocation_endpoint = base + "/oauth/revoke";
  // None are asked for: Gusto attaches them to the application when it reviews it.
  app.required_scopes = {"companies:read", "employees:read", "compensations:read"};
  // Gusto does not mention PKCE. A server that does not know the parameters ignores them
  // (RFC 6749 section 3.1), and one that does is the safer for it.
  app.uses_pkce = true;
  app.rotation.kind = Rotation::Kind::until_first_use;
  app.default_expires_in = Seconds(7200);
  app.extra_headers.emplace_back("X-Gusto-API-Version", kApiVersion);
  app.event_signature.header = "x-gusto-signature";
  app.event_signature.encoding = EventSignature::Encoding::hex;
  app.event_signature.key =
      settings.findSecret("GUSTO_EVENTS_VERIFICATION_TOKEN").value_or(Secret());
  return app;
}

awaitable<IntegrationAccessToken> GustoIntegrationOAuth::performTokenRefresh(
    IntegrationAccess access) {
  oauth::Parameters parameters;
  parameters.emplace_back("grant_type", "refresh_token");
  parameters.emplace_back("refresh_token", access.token.refresh_token.reveal());
  // Older texts of Gusto require it, newer ones ignore it.
  parameters.emplace_back("redirect_uri", redirectUri());
  auto response = co_await requestToken(std::move(parameters));
  co_return processRefreshResponse(response, access.token.scope);
}

IntegrationAccessToken GustoIntegrationOAuth::processRefreshResponse(
    const http::HttpResponse& response, const std::string& requested_scope) {
  auto token = IntegrationOAuth::processRefreshResponse(response, requested_scope);
  // Not what Gusto documents. At a refresh the base keeps the old one, which works on unless Gusto
  // takes the first use of this access token for a rotation: then only a reconnect helps.
  if (token.refresh_token.empty()) {
    context().log.warning("refresh_token_missing", {{"integration", integrationName()}});
  }
  return token;
}

awaitable<std::optional<IntegrationAccess>> GustoIntegrationOAuth::storeOAuthToken(
    IntegrationAccess access) {
  const bool is_connect = access.generation == 0;
  if (is_connect && access.token.refresh_token.empty()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto gave a token that cannot be renewed, so nothing was connected; "
                           "connect again");
  }
  // The old refresh token dies at the first use of the new access token: commit before that.
  auto stored = co_await commit(std::move(access));
  if (!is_connect || !stored) co_return stored;
  auto complete = co_await completeTenants(*stored);
  co_return complete;
}

awaitable<std::vector<Tenant>> GustoIntegrationOAuth::discoverTenants(IntegrationAccess access) {
  std::vector<Tenant> company;
  auto answer = co_await getJson(access, "/v1/token_info");
  const auto info = readTokenInfo(answer);
  std::string name;
  if (info.may_read_company) {
    name = co_await findCompanyName(std::move(access), info.company_uuid);
  }
  company.emplace_back(info.company_uuid, std::move(name), "company");
  co_return company;
}

awaitable<std::string> GustoIntegrationOAuth::findCompanyName(IntegrationAccess access,
                                                              std::string company_uuid) {
  std::string reason;
  try {
    auto path = "/v1/companies/" + company_uuid;
    auto company = co_await getJson(std::move(access), std::move(path));
    co_return readCompanyName(company);
  } catch (const IntegrationError& error) {
    reason = error.what();
  }
  context().log.warning("company_name_unknown",
                        {{"integration", integrationName()}, {"detail", reason}});
  co_return std::string();
}

awaitable<bool> GustoIntegrationOAuth::revokeToken(IntegrationAccess access) {
  // Gusto wants the access token here, and forgets the refresh token with it.
  access.token.refresh_token = Secret();
  const bool is_gone = co_await IntegrationOAuth::revokeToken(std::move(access));
  co_return is_gone;
}

std::vector<ProviderEvent> GustoIntegrationOAuth::readEvents(const std::string& body,
                                                             TimePoint received_at) const {
  return readGustoEvents(body, received_at);
}

Secret GustoIntegrationOAuth::readEventHandshake(const std::string& body) const {
  return readGustoVerificationToken(body);
}

}  // namespace patchbay

PATCHBAY_PLUGIN("Gusto", patchbay::GustoIntegrationOAuth);
