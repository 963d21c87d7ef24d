#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/refresh/provider_state.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/refresh/refresh_decision.hpp"
#include "core/refresh/refresh_failed.hpp"

namespace patchbay {

/// The grant is another host's for the moment, and was passed over.
class LeasedElsewhere final : public IntegrationError {
 public:
  explicit LeasedElsewhere(IntegrationError error) : IntegrationError(std::move(error)) {}
};

/// One attempt to get a grant a newer pair: claim, look again, one token call, then the record of
/// how it went. Knows nothing of the callers that wait for it.
class RefreshAttempt {
 public:
  RefreshAttempt(IntegrationStore& store, const Clock& clock, Log& log, RefreshTimes times,
                 std::string owner);

  /// See `RefreshCoordinator::refresh`.
  awaitable<IntegrationAccess> run(TokenRefresher& refresher, IntegrationAccess stale,
                                   WhenBusy when_busy);

  const RefreshTimes& times() const { return times_; }
  const std::string& owner() const { return owner_; }
  std::vector<RefreshTotals> totals() const { return providers_.totals(); }
  /// Ends attempts that wait for a slot. Only when no executor runs any more.
  void dropWaiting() { providers_.dropWaiting(); }

 private:
  /// The answer of the store, and the right to the token call that may follow.
  struct Claimed {
    Claimed() = default;
    TimePoint asked_at;  ///< when the lease began, at the earliest
    RefreshClaim claim;
    CallSlots::Slot slot;
  };

  /// What a token call came to, when it brought no pair.
  struct Failure {
    Failure() = default;
    RefreshOutcome outcome;
    std::optional<IntegrationError> error;
  };

  /// What became of the record of a failure.
  enum class Recording {
    recorded,
    superseded,  ///< another writer was first, or another host holds the lease now
    unknown,     ///< the database is away
  };

  awaitable<Claimed> claim(IntegrationAccess stale, WhenBusy when_busy);
  awaitable<void> checkMayTry(RefreshClaim claim);
  awaitable<void> checkInTime(TimePoint asked_at, RefreshClaim claim);
  awaitable<void> giveBack(RefreshClaim claim);
  awaitable<IntegrationAccess> callProvider(TokenRefresher& refresher, RefreshClaim claim);
  awaitable<IntegrationAccess> settle(RefreshClaim claim, Failure failure);
  awaitable<Recording> record(IntegrationAccess access, RefreshFailure failure);
  awaitable<bool> recordOnce(IntegrationAccess access, RefreshFailure failure, bool is_in_doubt);
  awaitable<bool> isRecorded(IntegrationAccess access, ReconnectCause cause);
  awaitable<IntegrationAccess> loadNewer(IntegrationAccess stale);

  IntegrationError busy(Milliseconds left) const;
  void note(const IntegrationAccess& access, oauth::OutcomeClass outcome);
  void report(const IntegrationAccess& access, const Failure& failure,
              const RefreshDecision& decision, Recording recording);

  IntegrationStore& store_;
  const Clock& clock_;
  Log& log_;
  const RefreshTimes times_;
  const std::string owner_;
  ProviderStates providers_;
};

}  // namespace patchbay
