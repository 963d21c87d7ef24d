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

awaitable<std::int64_t> AbsentStore::removeExpired(TimePoint) { refuse(); }

awaitable<IntegrationAccess> AbsentStore::insertGrant(IntegrationAccess, TimePoint) { refuse(); }

awaitable<std::optional<IntegrationAccess>> AbsentStore::attachTenants(std::string, std::int64_t,
                                                                       std::vector<Tenant>,
                                                                       TimePoint) {
  refuse();
}

awaitable<std::vector<IntegrationAccess>> AbsentStore::findGrants(std::string, std::string) {
  refuse();
}

awaitable<std::optional<IntegrationAccess>> AbsentStore::findGrant(std::string) { refuse(); }

awaitable<bool> AbsentStore::removeGrant(std::string, std::int64_t) { refuse(); }

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
