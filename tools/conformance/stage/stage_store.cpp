#include "tools/conformance/stage/stage_store.hpp"

#include <utility>

#include "core/base/error.hpp"

namespace patchbay::conformance {

void StageStore::failIfAway() {
  if (failures_ == 0) return;
  --failures_;
  throw IntegrationError(ErrorCode::storage_unavailable, "the database is away");
}

awaitable<IntegrationAccess> StageStore::insertGrant(IntegrationAccess access, TimePoint now) {
  failIfAway();
  const std::string token(access.token.access_token.reveal());
  auto stored = co_await MemoryIntegrationStore::insertGrant(std::move(access), now);
  committed_.insert(token);
  co_return stored;
}

awaitable<std::optional<IntegrationAccess>> StageStore::commitRefresh(std::string grant_id,
                                                                      std::int64_t generation,
                                                                      IntegrationAccessToken token,
                                                                      TimePoint now) {
  failIfAway();
  const std::string access_token(token.access_token.reveal());
  auto stored = co_await MemoryIntegrationStore::commitRefresh(std::move(grant_id), generation,
                                                               std::move(token), now);
  if (stored) committed_.insert(access_token);
  co_return stored;
}

}  // namespace patchbay::conformance
