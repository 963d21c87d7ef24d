#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "tests/support/memory_integration_store.hpp"

namespace patchbay::testing {

/// A store whose commits of a pair meet trouble, as the test says.
class InterruptedStore final : public MemoryIntegrationStore {
 public:
  using MemoryIntegrationStore::MemoryIntegrationStore;

  int commits_refused = 0;  ///< so many commits find the database away
  int inserts_refused = 0;  ///< the same for the first pair of a connection
  int answers_lost = 0;     ///< so many commits take place, and their answers get lost
  /// Happens once, between the provider's answer and the commit.
  std::function<void()> before_commit;

  awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) override {
    if (inserts_refused > 0) {
      --inserts_refused;
      throw away();
    }
    auto stored = co_await MemoryIntegrationStore::insertGrant(std::move(access), now);
    co_return stored;
  }

  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override {
    if (before_commit) std::exchange(before_commit, nullptr)();
    if (commits_refused > 0) {
      --commits_refused;
      throw away();
    }
    auto stored = co_await MemoryIntegrationStore::commitRefresh(std::move(grant_id), generation,
                                                                 std::move(token), now);
    if (answers_lost > 0) {
      --answers_lost;
      throw away();
    }
    co_return stored;
  }

 private:
  static IntegrationError away() {
    return IntegrationError(ErrorCode::storage_unavailable, "the database is away");
  }
};

}  // namespace patchbay::testing
