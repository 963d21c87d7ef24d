#include "host/routes/v1_routes.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "host/routes/json_body.hpp"
#include "host/routes/session_request.hpp"
#include "host/routes/v1_access.hpp"

namespace patchbay::host {
namespace {

namespace json = boost::json;
using http::ServerRequest;
using http::ServerResponse;

void checkWish(const HostServices& services, SessionWish& wish) {
  for (std::string& name : wish.integrations) {
    const auto found = services.integrations.find(name);
    if (found == nullptr) {
      throw IntegrationError(ErrorCode::invalid_request,
                             "`integrations` names one that this host does not have; GET "
                             "/v1/integrations lists them.");
    }
    name = found->integrationName();
  }
  const auto& urls = services.return_urls;
  if (!wish.return_url.empty() &&
      std::find(urls.begin(), urls.end(), wish.return_url) == urls.end()) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "`return_url` is not in the host's list; add exactly this text to "
                           "PATCHBAY_RETURN_URLS.");
  }
}

/// With what it can do, so that nobody has to find out by a 404.
json::object describeIntegration(IntegrationOAuth& integration) {
  const OAuthApp& app = integration.app();
  const FetchAdapter* const adapter = integration.fetchAdapter();
  json::object described;
  described["name"] = integration.integrationName();
  described["display_name"] = app.name;
  described["api_type"] = name(app.api_type);
  described["data"] = adapter != nullptr;
  described["data_endpoints"] = adapter != nullptr && adapter->hasDataEndpoints();
  described["events"] = !app.event_signature.header.empty();
  return described;
}

json::value describeMoment(const std::optional<TimePoint>& moment) {
  return moment ? json::value(toRfc3339(*moment)) : json::value(nullptr);
}

json::array describeTenants(const std::vector<IntegrationAccess>& accesses) {
  json::array tenants;
  for (const IntegrationAccess& access : accesses) {
    for (const Tenant& tenant : access.tenants) {
      json::object described;
      described["id"] = tenant.id;
      described["name"] = tenant.name;
      described["requires_reconnect"] =
          access.requires_reconnect || tenant.state == TenantState::lost;
      tenants.push_back(std::move(described));
    }
  }
  return tenants;
}

json::object describeState(const IntegrationOAuth& integration,
                           const std::vector<IntegrationAccess>& accesses) {
  std::optional<TimePoint> connected_at;
  std::optional<TimePoint> refreshed_at;
  const IntegrationAccess* broken = nullptr;
  for (const IntegrationAccess& access : accesses) {
    connected_at = std::min(connected_at.value_or(access.connected_at), access.connected_at);
    refreshed_at = std::max(refreshed_at.value_or(access.refreshed_at), access.refreshed_at);
    if (access.requires_reconnect && broken == nullptr) broken = &access;
  }
  json::object state;
  state["name"] = integration.integrationName();
  state["display_name"] = integration.app().name;
  state["connected"] = !accesses.empty();
  state["requires_reconnect"] = broken != nullptr;
  state["reconnect_cause"] =
      broken == nullptr ? json::value(nullptr) : json::value(name(broken->reconnect_cause));
  state["reconnect_since"] =
      describeMoment(broken == nullptr ? std::nullopt : broken->reconnect_since);
  state["tenants"] = describeTenants(accesses);
  state["connected_at"] = describeMoment(connected_at);
  state["refreshed_at"] = describeMoment(refreshed_at);
  return state;
}

}  // namespace

void V1Routes::addTo(http::Router& router) {
  add(router, "POST", "/v1/connect-sessions", &V1Routes::openSession);
  add(router, "GET", "/v1/integrations", &V1Routes::listIntegrations);
  add(router, "GET", "/v1/workspaces/{workspace}/integrations", &V1Routes::showWorkspace);
  add(router, "DELETE", "/v1/workspaces/{workspace}/integrations/{name}", &V1Routes::disconnect);
  token_.addTo(router);
  data_.addTo(router);
  tenants_.addTo(router);
}

void V1Routes::add(http::Router& router, std::string_view method, std::string_view pattern,
                   Answer answer) {
  router.add(method, pattern,
             [this, answer](ServerRequest request) { return (this->*answer)(std::move(request)); });
}

awaitable<ServerResponse> V1Routes::openSession(ServerRequest request) {
  const ApiKeyScope scope = authorize(services_, request, Operation::connect_sessions);
  requireJson(request);
  SessionWish wish = parseSessionRequest(request.body);
  if (!scope.sees(wish.workspace_id)) throw unknownWorkspace();
  checkWish(services_, wish);
  const OpenedSession opened = co_await sessions_.open(std::move(wish));
  json::object answer;
  answer["token"] = opened.token.reveal();
  answer["connect_url"] = opened.url.reveal();
  answer["expires_at"] = toRfc3339(opened.expires_at);
  co_return jsonAnswer(201, json::serialize(answer));
}

awaitable<ServerResponse> V1Routes::listIntegrations(ServerRequest request) {
  authorize(services_, request, Operation::integrations);
  json::array integrations;
  const auto serving = services_.integrations.all();
  for (const auto& integration : serving) {
    integrations.push_back(describeIntegration(*integration));
  }
  co_return jsonAnswer(200, json::serialize(integrations));
}

awaitable<ServerResponse> V1Routes::showWorkspace(ServerRequest request) {
  const ApiKeyScope scope = authorize(services_, request, Operation::state);
  const std::string workspace = request.pathValue("workspace");
  if (!scope.sees(workspace)) throw unknownWorkspace();
  json::array states;
  const auto integrations = services_.integrations.all();
  for (const auto& integration : integrations) {
    const auto accesses = co_await integration->listAccess(workspace);
    states.push_back(describeState(*integration, accesses));
  }
  co_return jsonAnswer(200, json::serialize(states));
}

awaitable<ServerResponse> V1Routes::disconnect(ServerRequest request) {
  const auto integration = authorizedIntegration(services_, request, Operation::disconnect);
  const std::string workspace = request.pathValue("workspace");
  const auto grants = co_await integration->listAccess(workspace);
  if (grants.empty()) throw notConnected(integration->integrationName());
  const std::string tenant = request.queryValue("tenant_id").value_or("");
  DisconnectResult result;
  if (tenant.empty()) {
    result = co_await integration->disconnect(workspace);
  } else {
    result = co_await integration->disconnectTenant(workspace, tenant);
  }
  json::object answer;
  answer["grants"] = result.grants;
  answer["tenants"] = result.tenants;
  answer["revoked_at_provider"] = result.revoked_at_provider;
  co_return jsonAnswer(200, json::serialize(answer));
}

}  // namespace patchbay::host
