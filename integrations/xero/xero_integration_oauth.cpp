#include "xero_integration_oauth.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "core/oauth/strict_json.hpp"
#include "core/plugin/plugin_abi.hpp"
#include "xero_adapter.hpp"
#include "xero_api_answer.hpp"
#include "xero_events.hpp"
#include "xero_settings.hpp"

namespace patchbay {
namespace {

bool reaches(const std::vector<XeroConnection>& connections, const std::string& tenant_id) {
  return std::any_of(connections.begin(), connections.end(), [&](const XeroConnection& connection) {
    return connection.tenant_id == tenant_id;
  });
}

}  // namespace

OAuthApp XeroIntegrationOAuth::registerOAuthApp(const Settings& settings) {
  return readXeroApp(settings);
}

// --- organisations ---

awaitable<std::vector<Tenant>> XeroIntegrationOAuth::discoverTenants(IntegrationAccess access) {
  std::vector<Tenant> organisations;
  const auto event = authenticationEventOf(access.token.access_token.reveal());
  auto connections = co_await listConnections(std::move(access));
  for (const auto& connection : connectionsOfConsent(std::move(connections), event)) {
    organisations.emplace_back(connection.tenant_id, connection.tenant_name, connection.tenant_type,
                               connection.id);
  }
  co_return organisations;
}

awaitable<std::vector<XeroConnection>> XeroIntegrationOAuth::listConnections(
    IntegrationAccess access) {
  const auto answer = co_await getJson(std::move(access), "/connections");
  co_return readConnections(answer);
}

awaitable<bool> XeroIntegrationOAuth::confirmTenantLost(IntegrationAccess access,
                                                        std::string tenant_id) {
  const auto connections = co_await listConnections(std::move(access));
  co_return !reaches(connections, tenant_id);
}

// --- disconnecting ---

// By what Xero lists now: since the consent, the connection may have got another id.
awaitable<bool> XeroIntegrationOAuth::removeTenantAtProvider(IntegrationAccess access,
                                                             Tenant tenant) {
  auto connections = co_await listConnections(access);
  const bool is_gone =
      co_await deleteConnections(std::move(access), std::move(connections), tenant.id);
  co_return is_gone;
}

/// True when none of that tenant is left; also when there was none.
awaitable<bool> XeroIntegrationOAuth::deleteConnections(IntegrationAccess access,
                                                        std::vector<XeroConnection> connections,
                                                        std::string tenant_id) {
  bool is_gone = true;
  std::erase_if(connections, [&](const auto& each) { return each.tenant_id != tenant_id; });
  for (const auto& connection : connections) {
    ApiRequest request("DELETE", "/connections/" + connection.id);
    const auto response = co_await callApi(access, std::move(request));
    const bool is_deleted = response.status == 204 || response.status == 404;
    is_gone = is_gone && is_deleted;
  }
  co_return is_gone;
}

/// Xero revokes by user and application: with one token pair go all organisations that the user
/// ever connected, in whatever workspace. So the organisations of this grant are removed one by
/// one, and the pair is revoked when nothing else is left for it to end.
awaitable<bool> XeroIntegrationOAuth::revokeToken(IntegrationAccess access) {
  bool is_gone = true;
  auto stored = co_await context().store.findGrant(access.grant_id);
  // A pair that came too late, after the disconnect that gave the organisations back. Nothing is
  // asked with it: a refused token would wait for the very refresh that calls this.
  if (!stored) co_return false;
  auto connections = co_await listConnections(access);
  for (const Tenant& tenant : access.tenants) {
    const bool is_shared = co_await isHeldElsewhere(access.grant_id, tenant.id);
    if (is_shared) is_gone = false;
    if (is_shared) continue;
    const bool is_removed = co_await deleteConnections(access, connections, tenant.id);
    is_gone = is_gone && is_removed;
    std::erase_if(connections, [&](const auto& each) { return each.tenant_id == tenant.id; });
  }
  if (!is_gone || !connections.empty()) co_return is_gone && !access.tenants.empty();
  stored = co_await context().store.findGrant(access.grant_id);  // a call may have renewed it
  if (!stored) co_return false;
  is_gone = co_await IntegrationOAuth::revokeToken(std::move(*stored));
  co_return is_gone;
}

awaitable<bool> XeroIntegrationOAuth::isHeldElsewhere(std::string grant_id, std::string tenant_id) {
  const auto holders =
      co_await context().store.findGrantsReaching(integrationName(), std::move(tenant_id));
  co_return std::any_of(holders.begin(), holders.end(), [&](const IntegrationAccess& holder) {
    return holder.grant_id != grant_id;
  });
}

// --- the API ---

std::unique_ptr<FetchAdapter> XeroIntegrationOAuth::makeFetchAdapter() {
  return std::make_unique<XeroAdapter>(
      [this](IntegrationAccess access, std::string tenant_id, std::string path) {
        return getForTenant(std::move(access), std::move(tenant_id), std::move(path));
      },
      accountingApiPath(context().settings), context().clock);
}

awaitable<boost::json::value> XeroIntegrationOAuth::getForTenant(IntegrationAccess access,
                                                                 std::string tenant_id,
                                                                 std::string path) {
  ApiRequest request("GET", std::move(path));
  request.headers.add("xero-tenant-id", tenant_id);
  request.tenant_id = std::move(tenant_id);
  const auto response = co_await api().fetch(std::move(access), std::move(request));
  co_return boost::json::value(oauth::parseStrictJson(response.body));
}

ApiVerdict XeroIntegrationOAuth::judgeApiAnswer(const http::HttpResponse& response,
                                                const ApiRequest& request) const {
  return judgeXeroAnswer(response, !request.tenant_id.empty());
}

IntegrationError XeroIntegrationOAuth::apiErrorOf(const http::HttpResponse& response) const {
  return xeroApiError(response, context().clock.now());
}

std::vector<ProviderEvent> XeroIntegrationOAuth::readEvents(const std::string& body,
                                                            TimePoint received_at) const {
  return readXeroEvents(body, received_at);
}

}  // namespace patchbay

PATCHBAY_PLUGIN("Xero", patchbay::XeroIntegrationOAuth);
