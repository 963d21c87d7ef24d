#include "xero_integration_oauth.hpp"

#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "core/plugin/plugin_abi.hpp"
#include "xero_connections.hpp"
#include "xero_settings.hpp"

namespace patchbay {

OAuthApp XeroIntegrationOAuth::registerOAuthApp(const Settings& settings) {
  return readXeroApp(settings);
}

awaitable<IntegrationAccessToken> XeroIntegrationOAuth::performTokenRefresh(
    IntegrationAccess access) {
  oauth::Parameters parameters;
  parameters.emplace_back("grant_type", "refresh_token");
  parameters.emplace_back("refresh_token", access.token.refresh_token.reveal());
  auto response = co_await requestToken(std::move(parameters));
  co_return processRefreshResponse(response, access.token.scope);
}

awaitable<std::optional<IntegrationAccess>> XeroIntegrationOAuth::storeOAuthToken(
    IntegrationAccess access) {
  const bool is_connect = access.generation == 0;
  if (is_connect && access.token.refresh_token.empty()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Xero gave a token that cannot be renewed, so nothing was connected; "
                           "connect again");
  }
  // The pair is durable before its access token is used for the first time.
  auto stored = co_await commit(std::move(access));
  if (!is_connect || !stored) co_return stored;
  auto complete = co_await completeTenants(*stored);
  co_return complete;
}

awaitable<std::vector<Tenant>> XeroIntegrationOAuth::discoverTenants(IntegrationAccess access) {
  std::vector<Tenant> organisations;
  const auto event = authenticationEventOf(access.token.access_token.reveal());
  auto answer = co_await getJson(std::move(access), "/connections");
  for (auto& connection : connectionsOfConsent(readConnections(answer), event)) {
    organisations.emplace_back(connection.tenant_id, connection.tenant_name);
  }
  co_return organisations;
}

}  // namespace patchbay

PATCHBAY_PLUGIN("Xero", patchbay::XeroIntegrationOAuth);
