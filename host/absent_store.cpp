#include "host/absent_store.hpp"

#include "core/base/error.hpp"

namespace patchbay::host {
namespace {

[[noreturn]] void refuse() {
  throw IntegrationError(ErrorCode::storage_unavailable, "This command has no database open.");
}

}  // namespace

// Plain functions, not coroutines: each throws when it is called.
awaitable<void> AbsentStore::insertPendingLogin(PendingLogin) { refuse(); }

awaitable<std::optional<PendingLogin>> AbsentStore::takePendingLogin(std::string, TimePoint) {
  refuse();
}

awaitable<void> AbsentStore::insertConnectSession(ConnectSession) { refuse(); }

awaitable<std::optional<ConnectSession>> AbsentStore::findConnectSession(std::string, TimePoint) {
  refuse();
}

awaitable<void> AbsentStore::insertPendingChoice(PendingChoice) { refuse(); }

awaitable<std::optional<PendingChoice>> AbsentStore::takePendingChoice(std::string, TimePoint) {
  refuse();
}

awaitable<std::int64_t> AbsentStore::removeExpired(TimePoint) { refuse(); }

awaitable<IntegrationAccess> AbsentStore::insertGrant(IntegrationAccess, TimePoint) { refuse(); }

awaitable<std::optional<IntegrationAccess>> AbsentStore::attachTenants(std::string, std::int64_t,
                                                                       std::vector<Tenant>,
                                                                       TenantCount, TimePoint) {
  refuse();
}

awaitable<std::vector<IntegrationAccess>> AbsentStore::findGrants(std::string, std::string) {
  refuse();
}

awaitable<std::optional<IntegrationAccess>> AbsentStore::findGrant(std::string) { refuse(); }

awaitable<bool> AbsentStore::removeGrant(std::string, std::int64_t) { refuse(); }

awaitable<bool> AbsentStore::setDefaultTenant(std::string, std::string, std::string) { refuse(); }

awaitable<bool> AbsentStore::setTenantState(std::string, std::int64_t, std::string, TenantState) {
  refuse();
}

awaitable<bool> AbsentStore::removeTenant(std::string, std::string) { refuse(); }

awaitable<std::vector<IntegrationAccess>> AbsentStore::findGrantsReaching(std::string,
                                                                          std::string) {
  refuse();
}

awaitable<bool> AbsentStore::requireReconnect(std::string, std::int64_t, ReconnectCause,
                                              TimePoint) {
  refuse();
}

awaitable<void> AbsentStore::noteGrantChange(std::string) { refuse(); }

awaitable<std::int64_t> AbsentStore::insertProviderEvents(std::vector<ProviderEvent>, std::int64_t,
                                                          TimePoint) {
  refuse();
}

awaitable<std::vector<ProviderEvent>> AbsentStore::takeProviderEvents(std::int64_t, Milliseconds) {
  refuse();
}

awaitable<void> AbsentStore::finishProviderEvent(std::string, std::string, TimePoint) { refuse(); }

awaitable<void> AbsentStore::insertEventHandshake(EventHandshake) { refuse(); }

awaitable<std::vector<EventHandshake>> AbsentStore::listEventHandshakes(std::string) { refuse(); }

awaitable<RefreshClaim> AbsentStore::claimRefresh(std::string, std::int64_t, std::string,
                                                  Milliseconds) {
  refuse();
}

awaitable<std::optional<IntegrationAccess>> AbsentStore::commitRefresh(std::string, std::int64_t,
                                                                       IntegrationAccessToken,
                                                                       TimePoint) {
  refuse();
}

awaitable<bool> AbsentStore::recordRefreshFailure(std::string, std::int64_t, std::string,
                                                  RefreshFailure, TimePoint) {
  refuse();
}

awaitable<DueGrants> AbsentStore::takeDueGrants(DueQuery, TimePoint) { refuse(); }

awaitable<void> AbsentStore::recordUses(std::vector<std::string>, TimePoint) { refuse(); }

awaitable<GrantChanges> AbsentStore::findGrantChanges(std::int64_t, std::int64_t) { refuse(); }

awaitable<std::int64_t> AbsentStore::trimGrantChanges(Milliseconds) { refuse(); }

awaitable<void> AbsentStore::insertApiKey(ApiKey) { refuse(); }

awaitable<std::vector<ApiKey>> AbsentStore::listApiKeys() { refuse(); }

awaitable<bool> AbsentStore::revokeApiKey(std::string, TimePoint) { refuse(); }

awaitable<std::int64_t> AbsentStore::apiKeysRevision() { refuse(); }

awaitable<void> AbsentStore::checkWritable() { refuse(); }

}  // namespace patchbay::host
