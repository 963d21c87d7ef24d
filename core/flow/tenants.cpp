#include <algorithm>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/flow/steps.hpp"
#include "core/integration_oauth.hpp"
#include "core/store/store_patience.hpp"
#include "core/tenants/tenant_list.hpp"

// What concerns tenants: which ones a grant reaches, which of them a workspace may hold, which one
// the backend chooses, and how one of them is lost. The flow is in integration_oauth.cpp, the end
// user's choice in tenant_choice.cpp.

namespace patchbay {
namespace {

bool holds(const std::vector<Tenant>& tenants, const std::string& id) {
  return std::any_of(tenants.begin(), tenants.end(),
                     [&](const Tenant& tenant) { return tenant.id == id; });
}

IntegrationError noTenant(const OAuthApp& app) {
  return IntegrationError(ErrorCode::access_denied,
                          app.name + " gave access to no company; connect again and pick one");
}

IntegrationError choiceNeeded(const OAuthApp& app, IntegrationAccess grant,
                              std::vector<Tenant> tenants) {
  grant.tenants = std::move(tenants);
  IntegrationError error(ErrorCode::conflict,
                         "several tenants of " + app.name +
                             " are reached, and the workspace may hold one; choose it with PUT "
                             ".../tenant, or connect again");
  error.withMember("tenants", describeTenants({std::move(grant)}));
  return error;
}

}  // namespace

// --- hooks with defaults ---

// An account without tenants stands as its own only one: to connect it again then heals the same
// connection, as with a tenant.
awaitable<std::vector<Tenant>> IntegrationOAuth::discoverTenants(IntegrationAccess) {
  std::vector<Tenant> tenants;
  if (!app_.has_tenants) tenants.emplace_back("account", app_.name);
  co_return tenants;
}

// --- which tenants a grant has ---

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::completeTenants(
    IntegrationAccess access) {
  const std::string workspace_id = access.workspace_id;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_tenants);
  auto tenants = co_await findTenants(access);
  if (app_.tenancy.workspace_holds == TenantCount::one) {
    tenants = co_await allowedTenants(access, std::move(tenants));
  }
  std::optional<IntegrationError> refusal;
  try {
    auto stored = co_await attach(access, tenants);
    forgetWorkspace(workspace_id);
    co_return stored;
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::tenant_refused) throw;
    refusal = error;
  }
  throw TenantsUnsettled(*refusal, std::move(access), std::move(tenants));
}

// A provider's own word for "none" and an empty list are the same.
awaitable<std::vector<Tenant>> IntegrationOAuth::findTenants(IntegrationAccess access) {
  std::vector<Tenant> tenants;
  IntegrationError none = noTenant(app_);
  try {
    tenants = co_await discoverTenants(access);
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::access_denied) throw;
    none = error;
  }
  if (tenants.empty()) throw TenantsUnsettled(none, std::move(access), std::move(tenants));
  co_return tenants;
}

/// Where a workspace may hold one tenant: the one that it holds, or the only one there is.
awaitable<std::vector<Tenant>> IntegrationOAuth::allowedTenants(IntegrationAccess access,
                                                                std::vector<Tenant> tenants) {
  std::vector<Tenant> held;
  const auto grants = co_await context_.store.findGrants(access.workspace_id, integration_name_);
  for (const IntegrationAccess& grant : grants) {
    held.insert(held.end(), grant.tenants.begin(), grant.tenants.end());
  }
  std::vector<Tenant> kept;
  std::copy_if(tenants.begin(), tenants.end(), std::back_inserter(kept),
               [&](const Tenant& tenant) { return holds(held, tenant.id); });
  if (!kept.empty()) co_return kept;
  if (held.empty() && tenants.size() == 1) co_return tenants;
  auto error = held.empty() ? choiceNeeded(app_, access, tenants) : secondTenantRefused();
  throw TenantsUnsettled(std::move(error), std::move(access), std::move(tenants));
}

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::attach(IntegrationAccess access,
                                                                     std::vector<Tenant> tenants) {
  StorePatience patience(context_.clock, kConnectPatience);
  std::optional<IntegrationAccess> stored;
  for (bool is_through = false; !is_through;) {
    auto attach_once = [&] { return attachOnce(access, tenants); };
    stored = co_await patience.outlast(std::move(attach_once));
    is_through = !stored || !stored->tenants.empty();
    // Refreshed since we looked, which its tenants do not mind.
    if (!is_through) access.generation = stored->generation;
  }
  co_return stored;
}

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::attachOnce(
    IntegrationAccess access, std::vector<Tenant> tenants) {
  std::optional<IntegrationAccess> stored;
  stored =
      co_await context_.store.attachTenants(access.grant_id, access.generation, std::move(tenants),
                                            app_.tenancy.workspace_holds, context_.clock.now());
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_after_tenants);
  if (stored) co_return stored;
  // The generation moved: by a call of ours whose answer got lost, which may have handed the pair
  // over, by another request that asked for the tenants too, or by a refresh.
  stored = co_await context_.store.findGrant(access.grant_id);
  co_return stored;
}

// --- the backend chooses ---

awaitable<void> IntegrationOAuth::setDefaultTenant(std::string workspace_id,
                                                   std::string tenant_id) {
  bool is_set =
      co_await context_.store.setDefaultTenant(workspace_id, integration_name_, tenant_id);
  if (!is_set) is_set = co_await settleByName(workspace_id, tenant_id);
  forgetWorkspace(workspace_id);
  if (!is_set) throw tenantNotConnected(app_.name);
}

/// Gives a grant that has no tenant yet the one of that name, if it reaches it.
awaitable<bool> IntegrationOAuth::settleByName(std::string workspace_id, std::string tenant_id) {
  const auto grants = co_await context_.store.findGrants(workspace_id, integration_name_);
  for (const IntegrationAccess& grant : grants) {
    if (!app_.has_tenants || !grant.tenants.empty() || grant.requires_reconnect) continue;
    IntegrationAccess fresh = co_await refreshIfNeeded(grant, kLeastLeft);
    auto tenants = co_await discoverTenants(fresh);
    if (!holds(tenants, tenant_id)) continue;
    std::erase_if(tenants, [&](const Tenant& tenant) { return tenant.id != tenant_id; });
    const auto stored = co_await attach(std::move(fresh), std::move(tenants));
    if (stored) co_return true;
  }
  co_return false;
}

// --- a tenant is lost ---

awaitable<void> IntegrationOAuth::reportTenantLost(IntegrationAccess access) {
  const bool reaches_one = app_.tenancy.grant_reaches == TenantCount::one;
  if (reaches_one || access.tenant_id.empty()) {
    co_await requireReconnect(std::move(access), ReconnectCause::tenant_lost);
    co_return;
  }
  const bool is_noted = co_await context_.store.setTenantState(access.grant_id, access.generation,
                                                               access.tenant_id, TenantState::lost);
  forgetWorkspace(access.workspace_id);
  if (!is_noted) co_return;
  context_.log.warning("tenant_lost", {{"integration", integration_name_},
                                       {"workspace_id", access.workspace_id},
                                       {"grant_id", access.grant_id}});
}

awaitable<bool> IntegrationOAuth::requireReconnect(IntegrationAccess access, ReconnectCause cause) {
  const bool is_noted = co_await context_.store.requireReconnect(access.grant_id, access.generation,
                                                                 cause, context_.clock.now());
  forgetWorkspace(access.workspace_id);
  if (!is_noted) co_return false;
  context_.log.warning("reconnect_required", {{"integration", integration_name_},
                                              {"workspace_id", access.workspace_id},
                                              {"grant_id", access.grant_id},
                                              {"cause", name(cause)}});
  co_return true;
}

}  // namespace patchbay
