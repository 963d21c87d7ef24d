#include "core/store/sql_integration_store.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/store/api_key_rows.hpp"
#include "core/store/change_rows.hpp"
#include "core/store/choice_rows.hpp"
#include "core/store/due_rows.hpp"
#include "core/store/event_rows.hpp"
#include "core/store/grant_rows.hpp"
#include "core/store/login_rows.hpp"
#include "core/store/migrations.hpp"
#include "core/store/sql_threads.hpp"
#include "core/store/tenant_rows.hpp"

namespace patchbay {
namespace {

using store::SqlSession;

constexpr std::size_t kMostTogether = 128;  // so that no other program waits long for the lock

/// Sends each call to the store's threads. The methods are no coroutines themselves: they wrap
/// their arguments, by value, into the work that is done there.
class SqlIntegrationStore final : public IntegrationStore {
 public:
  SqlIntegrationStore(DatabaseLocation location, crypto::KeyRing keys, Log& log)
      : keys_(std::move(keys)), threads_(queueOptions(location), threadsFor(location), log) {}

  /// SQLite has one writer at a time; more would only fight for its lock.
  static store::SqlThreads::Counts threadsFor(const DatabaseLocation& location) {
    if (!location.isPostgres()) return {1, 2};
    const int writers = std::max(1, location.postgres_connections / 2);
    return {writers, std::max(1, location.postgres_connections - writers)};
  }

  static store::SqlQueue::Options queueOptions(const DatabaseLocation& location) {
    store::SqlQueue::Options options;
    options.open = [location] { return std::make_unique<SqlSession>(location); };
    options.check = store::requireCurrentSchema;
    options.longest_call = location.longest_call;
    // One commit waits for the disk as long as many do. PostgreSQL joins what its connections
    // commit at the same time by itself.
    if (!location.isPostgres()) options.most_together = kMostTogether;
    return options;
  }

  awaitable<void> insertPendingLogin(PendingLogin login) override {
    return threads_.write([this, login = std::move(login)](SqlSession& session) {
      store::insertPendingLogin(session, keys_, login);
    });
  }

  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override {
    return threads_.write<std::optional<PendingLogin>>(
        [this, state_hash = std::move(state_hash), now](SqlSession& session) {
          return store::takePendingLogin(session, keys_, state_hash, now);
        });
  }

  awaitable<void> insertConnectSession(ConnectSession ticket) override {
    return threads_.write([ticket = std::move(ticket)](SqlSession& session) {
      store::insertConnectSession(session, ticket);
    });
  }

  awaitable<std::optional<ConnectSession>> findConnectSession(std::string token_hash,
                                                              TimePoint now) override {
    return threads_.read<std::optional<ConnectSession>>(
        [token_hash = std::move(token_hash), now](SqlSession& session) {
          return store::findConnectSession(session, token_hash, now);
        });
  }

  awaitable<void> insertPendingChoice(PendingChoice choice) override {
    return threads_.write([choice = std::move(choice)](SqlSession& session) {
      store::insertPendingChoice(session, choice);
    });
  }

  awaitable<std::optional<PendingChoice>> takePendingChoice(std::string choice_hash,
                                                            TimePoint now) override {
    return threads_.write<std::optional<PendingChoice>>(
        [choice_hash = std::move(choice_hash), now](SqlSession& session) {
          return store::takePendingChoice(session, choice_hash, now);
        });
  }

  awaitable<std::int64_t> removeExpired(TimePoint now) override {
    return threads_.write<std::int64_t>(
        [now](SqlSession& session) { return store::removeExpired(session, now); });
  }

  awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) override {
    return threads_.write<IntegrationAccess>(
        [this, access = std::move(access), now](SqlSession& session) {
          return store::insertGrant(session, keys_, access, now);
        });
  }

  awaitable<std::optional<IntegrationAccess>> attachTenants(std::string grant_id,
                                                            std::int64_t generation,
                                                            std::vector<Tenant> tenants,
                                                            TenantCount allowed,
                                                            TimePoint now) override {
    return threads_.write<std::optional<IntegrationAccess>>(
        [this, grant_id = std::move(grant_id), generation, tenants = std::move(tenants), allowed,
         now](SqlSession& session) {
          return store::attachTenants(session, keys_, grant_id, generation, tenants, allowed, now);
        });
  }

  awaitable<std::vector<IntegrationAccess>> findGrants(std::string workspace_id,
                                                       std::string integration) override {
    return threads_.read<std::vector<IntegrationAccess>>(
        [this, workspace_id = std::move(workspace_id),
         integration = std::move(integration)](SqlSession& session) {
          return store::findGrants(session, keys_, workspace_id, integration);
        });
  }

  awaitable<std::optional<IntegrationAccess>> findGrant(std::string grant_id) override {
    return threads_.read<std::optional<IntegrationAccess>>(
        [this, grant_id = std::move(grant_id)](SqlSession& session) {
          return store::findGrant(session, keys_, grant_id);
        });
  }

  awaitable<bool> removeGrant(std::string grant_id, std::int64_t generation) override {
    return threads_.write<bool>([grant_id = std::move(grant_id), generation](SqlSession& session) {
      return store::removeGrant(session, grant_id, generation);
    });
  }

  awaitable<bool> setDefaultTenant(std::string workspace_id, std::string integration,
                                   std::string tenant_id) override {
    return threads_.write<bool>([workspace_id = std::move(workspace_id),
                                 integration = std::move(integration),
                                 tenant_id = std::move(tenant_id)](SqlSession& session) {
      return store::setDefaultTenant(session, workspace_id, integration, tenant_id);
    });
  }

  awaitable<bool> setTenantState(std::string grant_id, std::int64_t generation,
                                 std::string tenant_id, TenantState state) override {
    return threads_.write<bool>([grant_id = std::move(grant_id), generation,
                                 tenant_id = std::move(tenant_id), state](SqlSession& session) {
      return store::setTenantState(session, grant_id, generation, tenant_id, state);
    });
  }

  awaitable<bool> removeTenant(std::string grant_id, std::string tenant_id) override {
    return threads_.write<bool>(
        [grant_id = std::move(grant_id), tenant_id = std::move(tenant_id)](SqlSession& session) {
          return store::removeTenant(session, grant_id, tenant_id);
        });
  }

  awaitable<std::vector<IntegrationAccess>> findGrantsReaching(std::string integration,
                                                               std::string tenant_id) override {
    return threads_.read<std::vector<IntegrationAccess>>(
        [integration = std::move(integration),
         tenant_id = std::move(tenant_id)](SqlSession& session) {
          return store::findGrantsReaching(session, integration, tenant_id);
        });
  }

  awaitable<bool> requireReconnect(std::string grant_id, std::int64_t generation,
                                   ReconnectCause cause, TimePoint now) override {
    return threads_.write<bool>(
        [grant_id = std::move(grant_id), generation, cause, now](SqlSession& session) {
          return store::requireReconnect(session, grant_id, generation, cause, now);
        });
  }

  awaitable<void> noteGrantChange(std::string grant_id) override {
    return threads_.write([grant_id = std::move(grant_id)](SqlSession& session) {
      store::noteGrantChange(session, grant_id);
    });
  }

  awaitable<std::int64_t> insertProviderEvents(std::vector<ProviderEvent> events,
                                               std::int64_t most_waiting, TimePoint now) override {
    return threads_.write<std::int64_t>(
        [events = std::move(events), most_waiting, now](SqlSession& session) {
          return store::insertProviderEvents(session, events, most_waiting, now);
        });
  }

  awaitable<std::vector<ProviderEvent>> takeProviderEvents(std::int64_t most,
                                                           Milliseconds hold) override {
    return threads_.write<std::vector<ProviderEvent>>([most, hold](SqlSession& session) {
      return store::takeProviderEvents(session, most, hold);
    });
  }

  awaitable<void> finishProviderEvent(std::string integration, std::string id,
                                      TimePoint now) override {
    return threads_.write(
        [integration = std::move(integration), id = std::move(id), now](SqlSession& session) {
          store::finishProviderEvent(session, integration, id, now);
        });
  }

  awaitable<void> insertEventHandshake(EventHandshake handshake) override {
    return threads_.write([this, handshake = std::move(handshake)](SqlSession& session) {
      store::insertEventHandshake(session, keys_, handshake);
    });
  }

  awaitable<std::vector<EventHandshake>> listEventHandshakes(std::string integration) override {
    return threads_.read<std::vector<EventHandshake>>(
        [this, integration = std::move(integration)](SqlSession& session) {
          return store::listEventHandshakes(session, keys_, integration);
        });
  }

  awaitable<RefreshClaim> claimRefresh(std::string grant_id, std::int64_t seen_generation,
                                       std::string owner, Milliseconds lease) override {
    return threads_.write<RefreshClaim>([this, grant_id = std::move(grant_id), seen_generation,
                                         owner = std::move(owner), lease](SqlSession& session) {
      return store::claimRefresh(session, keys_, grant_id, seen_generation, owner, lease);
    });
  }

  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override {
    return threads_.write<std::optional<IntegrationAccess>>([this, grant_id = std::move(grant_id),
                                                             generation, token = std::move(token),
                                                             now](SqlSession& session) {
      return store::commitRefresh(session, keys_, grant_id, generation, token, now);
    });
  }

  awaitable<bool> recordRefreshFailure(std::string grant_id, std::int64_t generation,
                                       std::string owner, RefreshFailure failure,
                                       TimePoint now) override {
    return threads_.write<bool>([grant_id = std::move(grant_id), generation,
                                 owner = std::move(owner), failure = std::move(failure),
                                 now](SqlSession& session) {
      return store::recordRefreshFailure(session, grant_id, generation, owner, failure, now);
    });
  }

  awaitable<DueGrants> takeDueGrants(DueQuery query, TimePoint now) override {
    return threads_.write<DueGrants>([query = std::move(query), now](SqlSession& session) {
      return store::takeDueGrants(session, query, now);
    });
  }

  awaitable<void> recordUses(std::vector<std::string> grant_ids, TimePoint now) override {
    return threads_.write([grant_ids = std::move(grant_ids), now](SqlSession& session) {
      store::recordUses(session, grant_ids, now);
    });
  }

  awaitable<GrantChanges> findGrantChanges(std::int64_t after, std::int64_t most) override {
    return threads_.read<GrantChanges>([after, most](SqlSession& session) {
      return store::findGrantChanges(session, after, most);
    });
  }

  awaitable<std::int64_t> trimGrantChanges(Milliseconds keep) override {
    return threads_.write<std::int64_t>(
        [keep](SqlSession& session) { return store::trimGrantChanges(session, keep); });
  }

  awaitable<void> insertApiKey(ApiKey key) override {
    return threads_.write(
        [key = std::move(key)](SqlSession& session) { store::insertApiKey(session, key); });
  }

  awaitable<std::vector<ApiKey>> listApiKeys() override {
    return threads_.read<std::vector<ApiKey>>(
        [](SqlSession& session) { return store::listApiKeys(session); });
  }

  awaitable<bool> revokeApiKey(std::string id, TimePoint now) override {
    return threads_.write<bool>([id = std::move(id), now](SqlSession& session) {
      return store::revokeApiKey(session, id, now);
    });
  }

  awaitable<std::int64_t> apiKeysRevision() override {
    return threads_.read<std::int64_t>(
        [](SqlSession& session) { return store::readRevision(session, "api_keys"); });
  }

  awaitable<void> checkWritable() override {
    return threads_.write([](SqlSession& session) {
      store::SqlTransaction transaction(session, store::SqlTransaction::Kind::write);
      store::advanceRevision(session, "write_checks");
      transaction.commit();
    });
  }

 private:
  const crypto::KeyRing keys_;
  store::SqlThreads threads_;
};

}  // namespace

std::unique_ptr<IntegrationStore> openSqlStore(const DatabaseLocation& location,
                                               crypto::KeyRing keys, Log& log) {
  // What is wrong at the start is said at the start, not at the first call.
  store::SqlSession session(location);
  store::requireCurrentSchema(session);
  return std::make_unique<SqlIntegrationStore>(location, std::move(keys), log);
}

}  // namespace patchbay
