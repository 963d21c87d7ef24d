#include "core/refresh/refresh_attempt.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "core/base/fault_point.hpp"

namespace patchbay {
namespace {

double randomFraction() {
  thread_local std::mt19937_64 generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

Seconds secondsUntil(TimePoint later, TimePoint now) {
  return std::max(Seconds(1), std::chrono::ceil<Seconds>(later - now));
}

IntegrationError mustReconnect(const IntegrationAccess& access) {
  return IntegrationError(ErrorCode::requires_reconnect,
                          access.integration + " must be connected again by the end user: " +
                              std::string(name(access.reconnect_cause)));
}

IntegrationError notConnected(const IntegrationAccess& access) {
  return IntegrationError(ErrorCode::not_connected,
                          "the connection to " + access.integration + " was removed");
}

}  // namespace

RefreshAttempt::RefreshAttempt(IntegrationStore& store, const Clock& clock, Log& log,
                               RefreshTimes times, std::string owner)
    : store_(store), clock_(clock), log_(log), times_(times), owner_(std::move(owner)) {}

awaitable<IntegrationAccess> RefreshAttempt::run(TokenRefresher& refresher,
                                                 IntegrationAccess stale) {
  checkNotPaused(stale);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_before_claim);
  RefreshClaim claimed = co_await claim(stale);
  if (claimed.kind == RefreshClaim::Kind::gone) throw notConnected(stale);
  if (claimed.kind == RefreshClaim::Kind::busy) {
    throw IntegrationError(ErrorCode::temporarily_unavailable,
                           "another host is refreshing this connection; try again")
        .withRetryAfter(secondsUntil(clock_.now() + claimed.busy_for, clock_.now()));
  }
  if (claimed.kind == RefreshClaim::Kind::moved) co_return std::move(claimed.access);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_after_claim);
  co_await checkMayTry(claimed);
  IntegrationAccess fresh = co_await callProvider(refresher, std::move(claimed));
  co_return fresh;
}

// While another process refreshes, its commit is what we are waiting for: look again, less and
// less often, until it is there or the lease runs out.
awaitable<RefreshClaim> RefreshAttempt::claim(IntegrationAccess stale) {
  const TimePoint give_up = clock_.now() + times_.caller_wait;
  Milliseconds pause = times_.poll_least;
  for (;;) {
    RefreshClaim answer =
        co_await store_.claimRefresh(stale.grant_id, stale.generation, owner_, times_.lease);
    const bool is_over = clock_.now() + pause > give_up;
    if (answer.kind != RefreshClaim::Kind::busy || is_over) co_return answer;
    co_await clock_.wait(pause);
    pause = std::min(pause * 2, times_.poll_most);
  }
}

// A grant that is dead or backing off is left alone, and the lease goes back.
awaitable<void> RefreshAttempt::checkMayTry(RefreshClaim claim) {
  const TimePoint now = clock_.now();
  const bool backs_off = claim.history.not_before && isPausedUntil(*claim.history.not_before, now);
  if (!claim.access.requires_reconnect && !backs_off) co_return;
  RefreshFailure unchanged;
  unchanged.history = claim.history;
  unchanged.reconnect_cause = claim.access.reconnect_cause;
  co_await store_.recordRefreshFailure(claim.access.grant_id, claim.access.generation, owner_,
                                       std::move(unchanged), now);
  if (claim.access.requires_reconnect) throw mustReconnect(claim.access);
  throw IntegrationError(
      ErrorCode::temporarily_unavailable,
      "refreshing at " + claim.access.integration + " failed lately and is tried again later")
      .withRetryAfter(secondsUntil(*claim.history.not_before, now));
}

awaitable<IntegrationAccess> RefreshAttempt::callProvider(TokenRefresher& refresher,
                                                          RefreshClaim claim) {
  Failure failure;
  try {
    auto stored = co_await refresher.refreshAndStore(claim.access);
    if (stored) {
      log_.info("token_refreshed", {{"integration", stored->integration},
                                    {"grant_id", stored->grant_id},
                                    {"generation", stored->generation}});
      co_return std::move(*stored);
    }
  } catch (const RefreshFailed& error) {
    failure.outcome = error.outcome();
    failure.error = error;
  } catch (const IntegrationError& error) {
    failure.outcome.error = describe(error.code()).name;
    failure.error = error;
  } catch (const std::exception&) {
    failure.outcome.error = "exception";
    failure.error = IntegrationError(ErrorCode::internal, "the integration failed unexpectedly");
  }
  if (!failure.error) {
    IntegrationAccess newer = co_await loadNewer(std::move(claim.access));
    co_return newer;
  }
  IntegrationAccess newer = co_await settle(std::move(claim), std::move(failure));
  co_return newer;
}

// Records the failure where our claim still holds. Where it does not, another writer was first and
// what it stored counts: even `invalid_grant` then only says that our refresh token was replaced.
awaitable<IntegrationAccess> RefreshAttempt::settle(RefreshClaim claim, Failure failure) {
  const TimePoint now = clock_.now();
  RefreshDecision decision =
      decideAfterFailure(failure.outcome, claim.history, randomFraction(), now);
  const RefreshFailure recorded = decision.failure;
  const bool is_recorded = co_await store_.recordRefreshFailure(
      claim.access.grant_id, claim.access.generation, owner_, recorded, now);
  if (!is_recorded) {
    IntegrationAccess newer = co_await loadNewer(std::move(claim.access));
    co_return newer;
  }
  report(claim.access, failure, decision);
  if (decision.pause_provider > Seconds(0)) {
    pauseProvider(claim.access.integration, decision.pause_provider);
  }
  if (recorded.reconnect_cause != ReconnectCause::none) {
    claim.access.reconnect_cause = recorded.reconnect_cause;
    throw mustReconnect(claim.access);
  }
  if (recorded.history.not_before) {
    failure.error->withRetryAfter(secondsUntil(*recorded.history.not_before, now));
  }
  throw *failure.error;
}

awaitable<IntegrationAccess> RefreshAttempt::loadNewer(IntegrationAccess stale) {
  auto stored = co_await store_.findGrant(stale.grant_id);
  if (!stored) throw notConnected(stale);
  if (stored->generation <= stale.generation) {
    throw IntegrationError(ErrorCode::temporarily_unavailable,
                           "another host took this refresh over; try again")
        .withRetryAfter(Seconds(1));
  }
  co_return std::move(*stored);
}

void RefreshAttempt::checkNotPaused(const IntegrationAccess& access) {
  const TimePoint now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto paused = paused_until_.find(access.integration);
  if (paused == paused_until_.end()) return;
  if (!isPausedUntil(paused->second, now)) {
    paused_until_.erase(paused);
    return;
  }
  throw IntegrationError(ErrorCode::invalid_client,
                         access.integration +
                             " rejects this host's client credentials; an "
                             "operator must correct them")
      .withRetryAfter(secondsUntil(paused->second, now));
}

void RefreshAttempt::pauseProvider(const std::string& integration, Seconds pause) {
  const std::lock_guard lock(mutex_);
  paused_until_[integration] = clock_.now() + pause;
}

void RefreshAttempt::report(const IntegrationAccess& access, const Failure& failure,
                            const RefreshDecision& decision) {
  const auto level = decision.alert ? LogLevel::error : LogLevel::warning;
  log_.write(level, "token_refresh_failed",
             {{"integration", access.integration},
              {"grant_id", access.grant_id},
              {"generation", access.generation},
              {"outcome", oauth::name(failure.outcome.outcome)},
              {"error", failure.outcome.error},
              {"failures", decision.failure.history.failures},
              {"requires_reconnect", name(decision.failure.reconnect_cause)},
              {"detail", failure.error->detail()}});
}

}  // namespace patchbay
