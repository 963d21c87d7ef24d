#include <algorithm>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/flow/steps.hpp"
#include "core/integration_oauth.hpp"
#include "core/store/store_patience.hpp"
#include "core/tenants/tenant_list.hpp"

// How a grant, or one of its tenants, goes: at the provider as far as that can be done, and here.
// The flow is in integration_oauth.cpp.

namespace patchbay {
namespace {

/// @param is_in_doubt  whether an earlier call may have removed it.
awaitable<bool> removeOnce(IntegrationStore* store, IntegrationAccess grant, bool is_in_doubt) {
  bool is_removed = false;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_remove);
  is_removed = co_await store->removeGrant(grant.grant_id, grant.generation);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_after_remove);
  if (is_removed || !is_in_doubt) co_return is_removed;
  const auto stored = co_await store->findGrant(grant.grant_id);
  co_return !stored;
}

}  // namespace

// --- a grant ---

/// Whether the provider confirmed it; empty when the grant moved meanwhile, and lives on.
awaitable<std::optional<bool>> IntegrationOAuth::disconnectGrant(IntegrationAccess grant) {
  std::optional<bool> revoked;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_revoke);
  const bool is_revoked = co_await tryToRevoke(grant);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_after_revoke);
  // Also when it cannot be removed now: what was revoked is worth nothing.
  forgetWorkspace(grant.workspace_id);
  const bool is_removed = co_await removeGrant(grant);
  forgetWorkspace(grant.workspace_id);
  if (!is_removed) co_return revoked;
  revoked = is_revoked;
  context_.log.info("disconnected", {{"integration", integration_name_},
                                     {"workspace_id", grant.workspace_id},
                                     {"grant_id", grant.grant_id},
                                     {"revoked_at_provider", is_revoked ? 1 : 0}});
  co_return revoked;
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

awaitable<bool> IntegrationOAuth::removeGrant(IntegrationAccess grant) {
  StorePatience patience(context_.clock, kStepPatience);
  auto remove = [&] { return removeOnce(&context_.store, grant, patience.isInDoubt()); };
  const bool is_removed = co_await patience.outlast(std::move(remove));
  co_return is_removed;
}

// --- a tenant ---

awaitable<bool> IntegrationOAuth::removeTenantAtProvider(IntegrationAccess, Tenant) {
  co_return false;
}

awaitable<DisconnectResult> IntegrationOAuth::disconnectTenant(std::string workspace_id,
                                                               std::string tenant_id) {
  DisconnectResult result;
  for (;;) {
    const auto grants = co_await context_.store.findGrants(workspace_id, integration_name_);
    const auto reaching = std::find_if(
        grants.begin(), grants.end(),
        [&](const IntegrationAccess& grant) { return findTenant(grant, tenant_id) != nullptr; });
    if (reaching == grants.end()) throw tenantNotConnected(app_.name);
    if (reaching->tenants.size() == 1) {
      const auto revoked = co_await disconnectGrant(*reaching);
      if (!revoked) continue;
      result.grants = 1;
      result.revoked_at_provider = *revoked ? 1 : 0;
      co_return result;
    }
    Tenant tenant = *findTenant(*reaching, tenant_id);
    const bool is_gone_there = co_await tryToRemoveTenant(*reaching, std::move(tenant));
    const bool is_removed = co_await context_.store.removeTenant(reaching->grant_id, tenant_id);
    forgetWorkspace(workspace_id);
    if (!is_removed) continue;  // it became the grant's last meanwhile, or went
    result.tenants = 1;
    result.revoked_at_provider = is_gone_there ? 1 : 0;
    context_.log.info("tenant_disconnected", {{"integration", integration_name_},
                                              {"workspace_id", workspace_id},
                                              {"grant_id", reaching->grant_id},
                                              {"revoked_at_provider", is_gone_there ? 1 : 0}});
    co_return result;
  }
}

awaitable<bool> IntegrationOAuth::tryToRemoveTenant(IntegrationAccess grant, Tenant tenant) {
  std::string reason;
  const std::string grant_id = grant.grant_id;
  try {
    const bool is_gone = co_await removeUnlessShared(std::move(grant), std::move(tenant));
    if (is_gone) co_return true;
    reason = "the provider did not confirm, or another connection needs it";
  } catch (const std::exception& error) {
    reason = error.what();
  }
  context_.log.warning(
      "tenant_not_removed_at_provider",
      {{"integration", integration_name_}, {"grant_id", grant_id}, {"detail", reason}});
  co_return false;
}

/// At the provider, a tenant may belong to the user rather than to the grant (Xero), so another
/// workspace's connection of that user would go with it.
awaitable<bool> IntegrationOAuth::removeUnlessShared(IntegrationAccess grant, Tenant tenant) {
  const auto holders = co_await context_.store.findGrantsReaching(integration_name_, tenant.id);
  const bool is_shared = std::any_of(
      holders.begin(), holders.end(),
      [&](const IntegrationAccess& holder) { return holder.grant_id != grant.grant_id; });
  if (is_shared || grant.requires_reconnect) co_return false;
  IntegrationAccess fresh = co_await refreshIfNeeded(std::move(grant), kLeastLeft);
  fresh.tenant_id = tenant.id;
  const bool is_gone = co_await removeTenantAtProvider(std::move(fresh), std::move(tenant));
  co_return is_gone;
}

}  // namespace patchbay
