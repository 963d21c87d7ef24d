#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/refresh/refresh_coordinator.hpp"
#include "core/refresh/refresh_decision.hpp"
#include "core/refresh/refresh_failed.hpp"

namespace patchbay {

/// One attempt to get a grant a newer pair: claim, look again, one token call, then the record of
/// how it went. Knows nothing of the callers that wait for it.
class RefreshAttempt {
 public:
  RefreshAttempt(IntegrationStore& store, const Clock& clock, Log& log, RefreshTimes times,
                 std::string owner);

  /// See `RefreshCoordinator::refresh`.
  awaitable<IntegrationAccess> run(TokenRefresher& refresher, IntegrationAccess stale);

  const RefreshTimes& times() const { return times_; }
  const std::string& owner() const { return owner_; }
  Log& log() const { return log_; }

 private:
  /// What a token call came to, when it brought no pair.
  struct Failure {
    Failure() = default;
    RefreshOutcome outcome;
    std::optional<IntegrationError> error;
  };

  awaitable<RefreshClaim> claim(IntegrationAccess stale);
  awaitable<void> checkMayTry(RefreshClaim claim);
  awaitable<IntegrationAccess> callProvider(TokenRefresher& refresher, RefreshClaim claim);
  awaitable<IntegrationAccess> settle(RefreshClaim claim, Failure failure);
  awaitable<IntegrationAccess> loadNewer(IntegrationAccess stale);

  void checkNotPaused(const IntegrationAccess& access);
  void pauseProvider(const std::string& integration, Seconds pause);
  void report(const IntegrationAccess& access, const Failure& failure,
              const RefreshDecision& decision);

  IntegrationStore& store_;
  const Clock& clock_;
  Log& log_;
  const RefreshTimes times_;
  const std::string owner_;

  std::mutex mutex_;  // guards paused_until_
  std::map<std::string, TimePoint> paused_until_;
};

}  // namespace patchbay
