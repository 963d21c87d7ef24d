#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

  /// What a flight holds so that this is not destroyed under it. The default is nothing: it then
  /// lives as long as the coordinator's executor runs.
  virtual std::shared_ptr<void> hold();
};

/// How refreshes are paced. Providers were seen to take 31 s for a token call.
struct PATCHBAY_EXPORT RefreshTimes {
  Milliseconds token_call{40'000};   ///< deadline of the one POST
  Milliseconds lease{60'000};        ///< must be longer than `token_call`
  Milliseconds caller_wait{25'000};  ///< how long a caller waits for a refresh under way
  Milliseconds poll_least{50};       ///< first pause while another process holds the lease
  Milliseconds poll_most{1'000};
  std::size_t calls_at_once = 64;  ///< token calls to one provider; further ones wait in order

  RefreshTimes() = default;
  /// The times for another deadline of the token call: the lease is half as long again.
  static RefreshTimes forTokenCall(Milliseconds deadline);

  /// How long a token call may wait for a connection before its deadline begins to count: half of
  /// what the lease has left, so that the call ends while the lease holds.
  Milliseconds connectionWait() const { return (lease - token_call) / 2; }
};

/// What a caller does while another host refreshes the same grant.
enum class WhenBusy {
  wait,       ///< looks again until that host has stored its pair, for `caller_wait` at most
  pass_over,  ///< leaves the grant to it
};

/// What refreshes at one provider came to since the start.
struct RefreshTotals {
  std::string integration;
  /// Token calls that ended, by outcome: the names of `oauth::OutcomeClass`, and `superseded` for a
  /// pair that came after another writer's.
  std::map<std::string, std::uint64_t> calls;
  std::map<std::string, std::uint64_t> reconnects_required;  ///< by cause
  bool breaker_open = false;  ///< the provider rejects this host's credentials
  std::size_t waiting = 0;    ///< refreshes that wait for one of `calls_at_once`

  RefreshTotals() = default;
};

/// One refresh per grant: in this process by joining callers into one flight, across processes by
/// the lease and the generation in the store. A flight outlives the caller that started it, so a
/// caller that gives up never tears a token call.
class PATCHBAY_EXPORT RefreshCoordinator {
 public:
  /// @param flights  where flights run; must outlive them (stop it before this object goes).
  /// @throws IntegrationError `settings_invalid` when the lease is not longer than a token call.
  RefreshCoordinator(IntegrationStore& store, const Clock& clock, Log& log, Executor flights,
                     RefreshTimes times = {});
  ~RefreshCoordinator();
  RefreshCoordinator(const RefreshCoordinator&) = delete;
  RefreshCoordinator& operator=(const RefreshCoordinator&) = delete;

  /// A pair newer than the one in `stale`: refreshed by us, by a flight already under way or by
  /// another process.
  ///
  /// @param refresher  must live while this is awaited; a flight that goes on alone holds it.
  /// @throws IntegrationError `requires_reconnect`, `not_connected` when the grant went away,
  ///         `temporarily_unavailable` (with `retryAfter`) while backing off, waiting too long or
  ///         passing over, `invalid_client`, `provider_configuration`, `ambiguous_answer`,
  ///         `provider_unavailable`, `malformed_answer` as the token call failed.
  awaitable<IntegrationAccess> refresh(TokenRefresher& refresher, IntegrationAccess stale,
                                       WhenBusy when_busy = WhenBusy::wait);

  const RefreshTimes& times() const;
  /// One entry for each provider at which a refresh was tried, by name.
  std::vector<RefreshTotals> totals() const;
  const std::string& owner() const;  ///< this process's name in leases

 private:
  class Flights;
  std::shared_ptr<Flights> flights_;
};

}  // namespace patchbay
