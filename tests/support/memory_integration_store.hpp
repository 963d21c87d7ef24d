#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/store/integration_store.hpp"

namespace patchbay::testing {

/// An `IntegrationStore` that forgets: the documented semantics without a database, for tests of
/// what stands above the store. Leases run by `clock`.
class MemoryIntegrationStore : public IntegrationStore {
 public:
  explicit MemoryIntegrationStore(const Clock& clock) : clock_(clock) {}

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

 private:
  struct Grant {
    std::int64_t arrival = 0;
    IntegrationAccess access;
    RefreshHistory history;
    std::string lease_owner;  ///< empty: free
    TimePoint lease_until;
    std::optional<TimePoint> used_at;
    std::optional<TimePoint> refresh_due_at;
  };
  struct Change {
    GrantChange change;
    TimePoint changed_at;

    Change(GrantChange what, TimePoint when) : change(std::move(what)), changed_at(when) {}
  };
  struct Event {
    ProviderEvent event;
    std::optional<TimePoint> taken_until;
    std::optional<TimePoint> done_at;
  };
  using Grants = std::map<std::string, Grant>;

  struct Ending {
    std::int64_t generation = 0;
    std::string successor_id;  ///< empty: it was removed
    std::int64_t successor_generation = 0;
  };

  Grant* findAt(const std::string& grant_id, std::int64_t generation);
  Grant* findOrSuccessor(std::string grant_id);
  /// Goes along with the hand-overs of a pair; `owner` is then the name of its lease.
  Grant* findPair(std::string grant_id, std::int64_t generation, std::string& owner);
  void handOver(Grant& from, Grant& to, TimePoint now);
  void end(const std::string& grant_id, std::string successor_id,
           std::int64_t successor_generation);
  Grant& findOldestReaching(Grant& newcomer, const std::vector<Tenant>& tenants);
  void requireAllowed(const Grant& newcomer, const std::vector<Tenant>& tenants,
                      TenantCount allowed) const;
  std::string defaultTenant(const std::string& workspace_id, const std::string& integration) const;
  void setDefault(const std::string& workspace_id, const std::string& integration,
                  const std::string& tenant_id);
  void takeFromOthers(const Grant& owner, const std::vector<Tenant>& tenants);
  static bool overlaps(const Grant& grant, const Grant& newcomer,
                       const std::vector<Tenant>& tenants);
  bool isDue(const Grant& grant, const std::string& integration, TimePoint now) const;
  void noteChange(const IntegrationAccess& access, std::int64_t generation = 0);
  static void storePair(Grant& grant, const IntegrationAccessToken& token, TimePoint now);

  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, PendingLogin> logins_;
  std::map<std::string, ConnectSession> sessions_;
  std::map<std::string, PendingChoice> choices_;
  std::vector<Event> events_;
  std::vector<EventHandshake> handshakes_;
  Grants grants_;
  std::map<std::string, Ending> endings_;
  std::int64_t last_grant_ = 0;
  std::vector<Change> changes_;
  std::int64_t last_change_ = 0;
  std::int64_t changes_trimmed_ = 0;
  std::vector<ApiKey> keys_;
  std::int64_t keys_revision_ = 0;
};

}  // namespace patchbay::testing
