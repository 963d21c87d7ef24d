#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "tests/model/walk/gate.hpp"
#include "tests/support/memory_integration_store.hpp"

namespace patchbay::model {

/// One store for several hosts, each behind its gate. A host is known by the context it runs on;
/// from elsewhere the store is open.
class GatedStore final : public testing::MemoryIntegrationStore {
 public:
  using MemoryIntegrationStore::MemoryIntegrationStore;

  void addGate(boost::asio::execution_context& host, Gate& gate) { gates_[&host] = &gate; }

  awaitable<std::vector<IntegrationAccess>> findGrants(std::string workspace_id,
                                                       std::string integration) override {
    const Passage passage = co_await pass("findGrants");
    auto found = co_await MemoryIntegrationStore::findGrants(std::move(workspace_id),
                                                             std::move(integration));
    checkHeard(passage);
    co_return found;
  }

  awaitable<std::optional<IntegrationAccess>> findGrant(std::string grant_id) override {
    const Passage passage = co_await pass("findGrant");
    auto found = co_await MemoryIntegrationStore::findGrant(std::move(grant_id));
    checkHeard(passage);
    co_return found;
  }

  awaitable<RefreshClaim> claimRefresh(std::string grant_id, std::int64_t seen_generation,
                                       std::string owner, Milliseconds lease) override {
    const Passage passage = co_await pass("claimRefresh");
    auto claim = co_await MemoryIntegrationStore::claimRefresh(std::move(grant_id), seen_generation,
                                                               std::move(owner), lease);
    checkHeard(passage);
    // Pauses decide when an attempt is made, which the walk does.
    claim.history.not_before.reset();
    co_return claim;
  }

  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override {
    const Passage passage = co_await pass("commitRefresh");
    auto stored = co_await MemoryIntegrationStore::commitRefresh(std::move(grant_id), generation,
                                                                 std::move(token), now);
    checkHeard(passage);
    co_return stored;
  }

  awaitable<bool> recordRefreshFailure(std::string grant_id, std::int64_t generation,
                                       std::string owner, RefreshFailure failure,
                                       TimePoint now) override {
    const Passage passage = co_await pass("recordRefreshFailure");
    const bool is_recorded = co_await MemoryIntegrationStore::recordRefreshFailure(
        std::move(grant_id), generation, std::move(owner), std::move(failure), now);
    checkHeard(passage);
    co_return is_recorded;
  }

 private:
  awaitable<Passage> pass(std::string name) {
    auto executor = co_await boost::asio::this_coro::executor;
    const auto gate = gates_.find(&executor.context());
    if (gate == gates_.end()) co_return Passage::carried_out;
    const Passage passage = co_await gate->second->passTransaction(std::move(name));
    if (passage == Passage::refused) throw away();
    if (passage == Passage::ended) {
      throw IntegrationError(ErrorCode::sealed_text_refused, "the walk is over");
    }
    co_return passage;
  }

  static void checkHeard(Passage passage) {
    if (passage == Passage::unheard) throw away();
  }

  static IntegrationError away() {
    return IntegrationError(ErrorCode::storage_unavailable, "the database is away");
  }

  std::map<boost::asio::execution_context*, Gate*> gates_;
};

}  // namespace patchbay::model
