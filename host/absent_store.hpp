#pragma once

#include "core/store/integration_store.hpp"

namespace patchbay::host {

/// Stands where a store is asked for but none is needed: loading integrations to look at them.
/// Every call throws `storage_unavailable`.
class AbsentStore final : public IntegrationStore {
 public:
  awaitable<void> insertPendingLogin(PendingLogin login) override;
  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override;
  awaitable<void> insertConnectSession(ConnectSession session) override;
  awaitable<std::optional<ConnectSession>> findConnectSession(std::string token_hash,
                                                              TimePoint now) override;
  awaitable<void> insertPendingChoice(PendingChoice choice) override;
  awaitable<std::optional<PendingChoice>> takePendingChoice(std::string choice_hash,
                                                            TimePoint now) override;
  awaitable<std::int64_t> removeExpired(TimePoint now) override;
  awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) override;
  awaitable<std::optional<IntegrationAccess>> attachTenants(std::string grant_id,
                                                            std::int64_t generation,
                                                            std::vector<Tenant> tenants,
                                                            TenantCount allowed,
                                                            TimePoint now) override;
  awaitable<std::vector<IntegrationAccess>> findGrants(std::string workspace_id,
                                                       std::string integration) override;
  awaitable<std::optional<IntegrationAccess>> findGrant(std::string grant_id) override;
  awaitable<bool> removeGrant(std::string grant_id, std::int64_t generation) override;
  awaitable<bool> setDefaultTenant(std::string workspace_id, std::string integration,
                                   std::string tenant_id) override;
  awaitable<bool> setTenantState(std::string grant_id, std::int64_t generation,
                                 std::string tenant_id, TenantState state) override;
  awaitable<bool> removeTenant(std::string grant_id, std::string tenant_id) override;
  awaitable<std::vector<IntegrationAccess>> findGrantsReaching(std::string integration,
                                                               std::string tenant_id) override;
  awaitable<bool> requireReconnect(std::string grant_id, std::int64_t generation,
                                   ReconnectCause cause, TimePoint now) override;
  awaitable<void> noteGrantChange(std::string grant_id) override;
  awaitable<std::int64_t> insertProviderEvents(std::vector<ProviderEvent> events,
                                               std::int64_t most_waiting, TimePoint now) override;
  awaitable<std::vector<ProviderEvent>> takeProviderEvents(std::int64_t most,
                                                           Milliseconds hold) override;
  awaitable<void> finishProviderEvent(std::string integration, std::string id,
                                      TimePoint now) override;
  awaitable<void> insertEventHandshake(EventHandshake handshake) override;
  awaitable<std::vector<EventHandshake>> listEventHandshakes(std::string integration) override;
  awaitable<RefreshClaim> claimRefresh(std::string grant_id, std::int64_t seen_generation,
                                       std::string owner, Milliseconds lease) override;
  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override;
  awaitable<bool> recordRefreshFailure(std::string grant_id, std::int64_t generation,
                                       std::string owner, RefreshFailure failure,
                                       TimePoint now) override;
  awaitable<DueGrants> takeDueGrants(DueQuery query, TimePoint now) override;
  awaitable<void> recordUses(std::vector<std::string> grant_ids, TimePoint now) override;
  awaitable<GrantChanges> findGrantChanges(std::int64_t after, std::int64_t most) override;
  awaitable<std::int64_t> trimGrantChanges(Milliseconds keep) override;
  awaitable<void> insertApiKey(ApiKey key) override;
  awaitable<std::vector<ApiKey>> listApiKeys() override;
  awaitable<bool> revokeApiKey(std::string id, TimePoint now) override;
  awaitable<std::int64_t> apiKeysRevision() override;
  awaitable<void> checkWritable() override;
};

}  // namespace patchbay::host
