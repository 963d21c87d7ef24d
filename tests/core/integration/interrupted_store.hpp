#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "tests/support/memory_integration_store.hpp"

namespace patchbay::testing {

/// A store that meets trouble, as the test says.
class InterruptedStore final : public MemoryIntegrationStore {
 public:
  using MemoryIntegrationStore::MemoryIntegrationStore;

  /// How calls of one kind fail from now on.
  struct Trouble {
    int refused = 0;       ///< so many calls find the database away
    int answers_lost = 0;  ///< so many calls are carried out, and their answers get lost

    void before() { throwWhile(refused); }
    void after() { throwWhile(answers_lost); }

   private:
    static void throwWhile(int& left) {
      if (left <= 0) return;
      --left;
      throw IntegrationError(ErrorCode::storage_unavailable, "the database is away");
    }
  };
  Trouble commits;
  Trouble inserts;  ///< of the first pair of a connection
  Trouble attaches;
  Trouble removals;
  Trouble takes;  ///< of a pending login
  Trouble records;
  /// Happens once, between the provider's answer and the commit.
  std::function<void()> before_commit;
  /// Happens once, between the provider's refusal and its record.
  std::function<void()> before_record;
  /// Happens once, when the tenants of a new grant are known.
  std::function<void()> before_attach;
  /// Happens with every try to store a first pair.
  std::function<void()> before_insert;

  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override {
    takes.before();
    auto login = co_await MemoryIntegrationStore::takePendingLogin(std::move(state_hash), now);
    takes.after();
    co_return login;
  }

  awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) override {
    if (before_insert) before_insert();
    inserts.before();
    auto stored = co_await MemoryIntegrationStore::insertGrant(std::move(access), now);
    inserts.after();
    co_return stored;
  }

  awaitable<std::optional<IntegrationAccess>> attachTenants(std::string grant_id,
                                                            std::int64_t generation,
                                                            std::vector<Tenant> tenants,
                                                            TenantCount allowed,
                                                            TimePoint now) override {
    if (before_attach) std::exchange(before_attach, nullptr)();
    attaches.before();
    auto stored = co_await MemoryIntegrationStore::attachTenants(std::move(grant_id), generation,
                                                                 std::move(tenants), allowed, now);
    attaches.after();
    co_return stored;
  }

  awaitable<bool> removeGrant(std::string grant_id, std::int64_t generation) override {
    removals.before();
    const bool is_removed =
        co_await MemoryIntegrationStore::removeGrant(std::move(grant_id), generation);
    removals.after();
    co_return is_removed;
  }

  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override {
    if (before_commit) std::exchange(before_commit, nullptr)();
    commits.before();
    auto stored = co_await MemoryIntegrationStore::commitRefresh(std::move(grant_id), generation,
                                                                 std::move(token), now);
    commits.after();
    co_return stored;
  }

  awaitable<bool> recordRefreshFailure(std::string grant_id, std::int64_t generation,
                                       std::string owner, RefreshFailure failure,
                                       TimePoint now) override {
    if (before_record) std::exchange(before_record, nullptr)();
    records.before();
    const bool is_recorded = co_await MemoryIntegrationStore::recordRefreshFailure(
        std::move(grant_id), generation, std::move(owner), std::move(failure), now);
    records.after();
    co_return is_recorded;
  }
};

}  // namespace patchbay::testing
