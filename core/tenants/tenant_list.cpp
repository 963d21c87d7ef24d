#include "core/tenants/tenant_list.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace patchbay {
namespace {

boost::json::object describe(const Tenant& tenant, const IntegrationAccess& grant) {
  boost::json::object described;
  described["id"] = tenant.id;
  described["name"] = tenant.name;
  described["type"] = tenant.type;
  described["grant"] = grant.grant_id;
  const std::string_view state =
      grant.requires_reconnect ? std::string_view("requires_reconnect") : name(tenant.state);
  described["state"] = boost::json::string_view(state.data(), state.size());
  described["default"] = tenant.is_default;
  return described;
}

/// A tenant with the grant that reaches it.
struct Reached {
  const IntegrationAccess* grant = nullptr;
  const Tenant* tenant = nullptr;
};

std::vector<Reached> allReached(const std::vector<IntegrationAccess>& grants) {
  std::vector<Reached> all;
  for (const IntegrationAccess& grant : grants) {
    for (const Tenant& tenant : grant.tenants) all.push_back({&grant, &tenant});
  }
  return all;
}

IntegrationAccess about(const Reached& reached) {
  IntegrationAccess access = *reached.grant;
  access.tenant_id = reached.tenant->id;
  return access;
}

IntegrationError severalFit(const std::vector<IntegrationAccess>& grants,
                            const std::string& provider) {
  IntegrationError error(ErrorCode::conflict,
                         "several tenants of " + provider +
                             " are connected; name one with tenant_id, or choose a default with "
                             "PUT .../tenant");
  error.withMember("tenants", describeTenants(grants));
  return error;
}

}  // namespace

std::string describeTenants(const std::vector<IntegrationAccess>& grants) {
  boost::json::array list;
  for (const Reached& reached : allReached(grants)) {
    list.push_back(describe(*reached.tenant, *reached.grant));
  }
  return boost::json::serialize(list);
}

IntegrationAccess pickAccess(const std::vector<IntegrationAccess>& grants,
                             const std::string& tenant_id, const std::string& provider) {
  const auto all = allReached(grants);
  for (const Reached& reached : all) {
    const bool is_it = tenant_id.empty() ? all.size() == 1 || reached.tenant->is_default
                                         : reached.tenant->id == tenant_id;
    if (is_it) return about(reached);
  }
  if (!tenant_id.empty()) throw tenantNotConnected(provider);
  if (grants.empty()) throw workspaceNotConnected(provider);
  if (!all.empty() || grants.size() > 1) throw severalFit(grants, provider);
  return grants.front();
}

IntegrationError workspaceNotConnected(const std::string& provider) {
  return IntegrationError(ErrorCode::not_connected,
                          "the workspace is not connected to " + provider);
}

IntegrationError tenantNotConnected(const std::string& provider) {
  return IntegrationError(ErrorCode::not_connected,
                          "the workspace is not connected to this tenant of " + provider);
}

}  // namespace patchbay
