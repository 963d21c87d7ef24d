#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/log.hpp"
#include "core/integration_access.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay {

/// Makes the one token call of a refresh and commits its answer; `IntegrationOAuth` provides it.
class PATCHBAY_EXPORT TokenRefresher {
 public:
  virtual ~TokenRefresher();

  /// Refreshes `access`, which the store has leased to us, and commits the new pair.
  /// @returns the record as committed. Empty when the generation moved: another writer was first.
  /// @throws RefreshFailed, or anything else, which then counts as ambiguous.
  virtual awaitable<std::optional<IntegrationAccess>> refreshAndStore(IntegrationAccess access) = 0;
};

/// How refreshes are paced.
struct RefreshTimes {
  Milliseconds lease{60'000};        ///< must be longer than `token_call`
  Milliseconds token_call{20'000};   ///< deadline of the one POST
  Milliseconds caller_wait{25'000};  ///< how long a caller waits for a refresh under way
  Milliseconds poll_least{50};       ///< first pause while another process holds the lease
  Milliseconds poll_most{1'000};
};

/// One refresh per grant: in this process by joining callers into one flight, across processes by
/// the lease and the generation in the store. A flight outlives the caller that started it, so a
/// caller that gives up never tears a token call.
class PATCHBAY_EXPORT RefreshCoordinator {
 public:
  /// @param flights  where flights run; must outlive them (stop it before this object goes).
  RefreshCoordinator(IntegrationStore& store, const Clock& clock, Log& log, Executor flights,
                     RefreshTimes times = {});
  ~RefreshCoordinator();
  RefreshCoordinator(const RefreshCoordinator&) = delete;
  RefreshCoordinator& operator=(const RefreshCoordinator&) = delete;

  /// A pair newer than the one in `stale`: refreshed by us, by a flight already under way or by
  /// another process.
  ///
  /// @param refresher  must outlive the flight; integrations live as long as the process.
  /// @throws IntegrationError `requires_reconnect`, `not_connected` when the grant went away,
  ///         `temporarily_unavailable` (with `retryAfter`) while backing off or waiting too long,
  ///         `invalid_client`, `provider_configuration`, `ambiguous_answer`,
  ///         `provider_unavailable`, `malformed_answer` as the token call failed.
  awaitable<IntegrationAccess> refresh(TokenRefresher& refresher, IntegrationAccess stale);

  const RefreshTimes& times() const;
  const std::string& owner() const;  ///< this process's name in leases

 private:
  class Flights;
  std::shared_ptr<Flights> flights_;
};

}  // namespace patchbay
