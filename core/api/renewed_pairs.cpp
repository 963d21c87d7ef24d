#include "core/api/renewed_pairs.hpp"

namespace patchbay {
namespace {

// Enough for those that fetch right now; forgetting one costs a call.
constexpr std::size_t kMostPairs = 256;

}  // namespace

void RenewedPairs::remember(const IntegrationAccess& access) {
  const std::lock_guard lock(mutex_);
  if (pairs_.size() >= kMostPairs) pairs_.clear();
  pairs_[access.grant_id] = Pair{access.generation, access.token};
}

void RenewedPairs::takeNewest(IntegrationAccess& access) const {
  const std::lock_guard lock(mutex_);
  const auto found = pairs_.find(access.grant_id);
  if (found == pairs_.end() || found->second.generation <= access.generation) return;
  access.generation = found->second.generation;
  access.token = found->second.token;
}

}  // namespace patchbay
