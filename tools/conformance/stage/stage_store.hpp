#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/memory_integration_store.hpp"

namespace patchbay::conformance {

/// A store in memory that knows which access tokens were ever committed, and can be away.
class StageStore final : public testing::MemoryIntegrationStore {
 public:
  using MemoryIntegrationStore::MemoryIntegrationStore;

  bool wasCommitted(const std::string& access_token) const {
    return committed_.contains(access_token);
  }
  /// The next commits of a pair fail as if the database were away.
  void failCommits(int times) { failures_ = times; }

  awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) override;
  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override;

 private:
  void failIfAway();

  std::set<std::string> committed_;
  int failures_ = 0;
};

}  // namespace patchbay::conformance
