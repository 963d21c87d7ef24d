#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/store/integration_store.hpp"

namespace patchbay::conformance {

/// A store that hands everything on to another: a base for those that do one thing wrongly.
class ForwardingStore : public IntegrationStore {
 public:
  explicit ForwardingStore(IntegrationStore& inner) : inner_(inner) {}

  awaitable<void> insertPendingLogin(PendingLogin login) override {
    return inner_.insertPendingLogin(std::move(login));
  }
  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override {
    return inner_.takePendingLogin(std::move(state_hash), now);
  }
  awaitable<void> insertConnectSession(ConnectSession session) override {
    return inner_.insertConnectSession(std::move(session));
  }
  awaitable<std::optional<ConnectSession>> findConnectSession(std::string token_hash,
                                                              TimePoint now) override {
    return inner_.findConnectSession(std::move(token_hash), now);
  }
  awaitable<void> insertPendingChoice(PendingChoice choice) override {
    return inner_.insertPendingChoice(std::move(choice));
  }
  awaitable<std::optional<PendingChoice>> takePendingChoice(std::string choice_hash,
                                                            TimePoint now) override {
    return inner_.takePendingChoice(std::move(choice_hash), now);
  }
  awaitable<std::int64_t> removeExpired(TimePoint now) override {
    return inner_.removeExpired(now);
  }
  awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) override {
    return inner_.insertGrant(std::move(access), now);
  }
  awaitable<std::optional<IntegrationAccess>> attachTenants(std::string grant_id,
                                                            std::int64_t generation,
                                                            std::vector<Tenant> tenants,
                                                            TenantCount allowed,
                                                            TimePoint now) override {
    return inner_.attachTenants(std::move(grant_id), generation, std::move(tenants), allowed, now);
  }
  awaitable<std::vector<IntegrationAccess>> findGrants(std::string workspace_id,
                                                       std::string integration) override {
    return inner_.findGrants(std::move(workspace_id), std::move(integration));
  }
  awaitable<std::optional<IntegrationAccess>> findGrant(std::string grant_id) override {
    return inner_.findGrant(std::move(grant_id));
  }
  awaitable<bool> removeGrant(std::string grant_id, std::int64_t generation) override {
    return inner_.removeGrant(std::move(grant_id), generation);
  }
  awaitable<bool> setDefaultTenant(std::string workspace_id, std::string integration,
                                   std::string tenant_id) override {
    return inner_.setDefaultTenant(std::move(workspace_id), std::move(integration),
                                   std::move(tenant_id));
  }
  awaitable<bool> setTenantState(std::string grant_id, std::int64_t generation,
                                 std::string tenant_id, TenantState state) override {
    return inner_.setTenantState(std::move(grant_id), generation, std::move(tenant_id), state);
  }
  awaitable<bool> removeTenant(std::string grant_id, std::string tenant_id) override {
    return inner_.removeTenant(std::move(grant_id), std::move(tenant_id));
  }
  awaitable<std::vector<IntegrationAccess>> findGrantsReaching(std::string integration,
                                                               std::string tenant_id) override {
    return inner_.findGrantsReaching(std::move(integration), std::move(tenant_id));
  }
  awaitable<bool> requireReconnect(std::string grant_id, std::int64_t generation,
                                   ReconnectCause cause, TimePoint now) override {
    return inner_.requireReconnect(std::move(grant_id), generation, cause, now);
  }
  awaitable<void> noteGrantChange(std::string grant_id) override {
    return inner_.noteGrantChange(std::move(grant_id));
  }
  awaitable<std::int64_t> insertProviderEvents(std::vector<ProviderEvent> events,
                                               std::int64_t most_waiting, TimePoint now) override {
    return inner_.insertProviderEvents(std::move(events), most_waiting, now);
  }
  awaitable<std::vector<ProviderEvent>> takeProviderEvents(std::int64_t most,
                                                           Milliseconds hold) override {
    return inner_.takeProviderEvents(most, hold);
  }
  awaitable<void> finishProviderEvent(std::string integration, std::string id,
                                      TimePoint now) override {
    return inner_.finishProviderEvent(std::move(integration), std::move(id), now);
  }
  awaitable<void> insertEventHandshake(EventHandshake handshake) override {
    return inner_.insertEventHandshake(std::move(handshake));
  }
  awaitable<std::vector<EventHandshake>> listEventHandshakes(std::string integration) override {
    return inner_.listEventHandshakes(std::move(integration));
  }
  awaitable<RefreshClaim> claimRefresh(std::string grant_id, std::int64_t seen_generation,
                                       std::string owner, Milliseconds lease) override {
    return inner_.claimRefresh(std::move(grant_id), seen_generation, std::move(owner), lease);
  }
  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override {
    return inner_.commitRefresh(std::move(grant_id), generation, std::move(token), now);
  }
  awaitable<bool> recordRefreshFailure(std::string grant_id, std::int64_t generation,
                                       std::string owner, RefreshFailure failure,
                                       TimePoint now) override {
    return inner_.recordRefreshFailure(std::move(grant_id), generation, std::move(owner),
                                       std::move(failure), now);
  }
  awaitable<DueGrants> takeDueGrants(DueQuery query, TimePoint now) override {
    return inner_.takeDueGrants(std::move(query), now);
  }
  awaitable<void> recordUses(std::vector<std::string> grant_ids, TimePoint now) override {
    return inner_.recordUses(std::move(grant_ids), now);
  }
  awaitable<GrantChanges> findGrantChanges(std::int64_t after, std::int64_t most) override {
    return inner_.findGrantChanges(after, most);
  }
  awaitable<std::int64_t> trimGrantChanges(Milliseconds keep) override {
    return inner_.trimGrantChanges(keep);
  }
  awaitable<void> insertApiKey(ApiKey key) override { return inner_.insertApiKey(std::move(key)); }
  awaitable<std::vector<ApiKey>> listApiKeys() override { return inner_.listApiKeys(); }
  awaitable<bool> revokeApiKey(std::string id, TimePoint now) override {
    return inner_.revokeApiKey(std::move(id), now);
  }
  awaitable<std::int64_t> apiKeysRevision() override { return inner_.apiKeysRevision(); }
  awaitable<void> checkWritable() override { return inner_.checkWritable(); }

 protected:
  IntegrationStore& inner() { return inner_; }

 private:
  IntegrationStore& inner_;
};

}  // namespace patchbay::conformance
