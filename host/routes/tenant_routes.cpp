#include "host/routes/tenant_routes.hpp"

#include <boost/json/value.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "core/tenants/tenant_list.hpp"
#include "host/routes/json_body.hpp"
#include "host/routes/v1_access.hpp"

namespace patchbay::host {
namespace {

using http::ServerRequest;
using http::ServerResponse;

std::string parseTenant(const ServerRequest& request) {
  requireJson(request);
  const auto members = parseBody(request.body, {"tenant_id"});
  const auto* const tenant = members.if_contains("tenant_id");
  if (tenant == nullptr) refuseBody("`tenant_id` is missing.");
  return readText(*tenant, "tenant_id", kLongestId);
}

}  // namespace

void TenantRoutes::addTo(http::Router& router) {
  const std::string base = "/v1/workspaces/{workspace}/integrations/{name}";
  router.add("GET", base + "/tenants",
             [this](ServerRequest request) { return list(std::move(request)); });
  router.add("PUT", base + "/tenant",
             [this](ServerRequest request) { return choose(std::move(request)); });
}

awaitable<ServerResponse> TenantRoutes::list(ServerRequest request) {
  const auto integration = authorizedIntegration(services_, request, Operation::state);
  const auto grants = co_await integration->listAccess(request.pathValue("workspace"));
  if (grants.empty()) throw notConnected(integration->integrationName());
  co_return jsonAnswer(200, describeTenants(grants));
}

awaitable<ServerResponse> TenantRoutes::choose(ServerRequest request) {
  const auto integration = authorizedIntegration(services_, request, Operation::choose_tenant);
  const std::string workspace = request.pathValue("workspace");
  std::string tenant = parseTenant(request);
  const auto grants = co_await integration->listAccess(workspace);
  if (grants.empty()) throw notConnected(integration->integrationName());
  co_await integration->setDefaultTenant(workspace, std::move(tenant));
  const auto chosen = co_await integration->listAccess(workspace);
  co_return jsonAnswer(200, describeTenants(chosen));
}

}  // namespace patchbay::host
