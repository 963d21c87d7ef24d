#include "core/refresh/refresh_attempt.hpp"

#include <algorithm>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/base/pauses.hpp"
#include "core/store/store_patience.hpp"

namespace patchbay {
namespace {

// The record of a failure is worth some patience, but callers wait for it.
constexpr Milliseconds kRecordPatience{3'000};

/// Hosts that wait for the same lease must not ask in step.
Milliseconds withJitter(Milliseconds pause) {
  return std::chrono::round<Milliseconds>(pause * (0.5 + randomFraction() / 2));
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

/// Whether our pair was replaced. Generations compare within one grant only: where another took our
/// pair over, it has that one's number.
bool isNewer(const IntegrationAccess& stored, const IntegrationAccess& ours) {
  if (stored.grant_id == ours.grant_id) return stored.generation > ours.generation;
  return !stored.token.access_token.equals(ours.token.access_token.reveal());
}

}  // namespace

RefreshAttempt::RefreshAttempt(IntegrationStore& store, const Clock& clock, Log& log,
                               RefreshTimes times, std::string owner)
    : store_(store),
      clock_(clock),
      log_(log),
      times_(times),
      owner_(std::move(owner)),
      providers_(times.calls_at_once) {}

awaitable<IntegrationAccess> RefreshAttempt::run(TokenRefresher& refresher, IntegrationAccess stale,
                                                 WhenBusy when_busy) {
  ProviderState& provider = providers_.of(stale.integration);
  provider.checkOpen(clock_.now());
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_before_claim);
  Claimed claimed = co_await claim(stale, when_busy);
  RefreshClaim& claim = claimed.claim;
  if (claim.kind == RefreshClaim::Kind::gone) throw notConnected(stale);
  if (claim.kind == RefreshClaim::Kind::busy) {
    if (when_busy == WhenBusy::pass_over) throw LeasedElsewhere(busy(claim.busy_for));
    throw busy(claim.busy_for);
  }
  if (claim.kind == RefreshClaim::Kind::moved) co_return std::move(claim.access);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_after_claim);
  co_await checkMayTry(claim);
  co_await checkInTime(claimed.asked_at, claim);
  const auto admission = provider.admit(clock_.now());
  if (!admission) {
    co_await giveBack(claim);
    throw provider.refusal(clock_.now());
  }
  IntegrationAccess fresh = co_await callProvider(refresher, std::move(claim));
  co_return fresh;
}

// While another process refreshes, its commit is what we are waiting for: look again, less and
// less often, until it is there or the lease runs out. Meanwhile the slot is for others.
awaitable<RefreshAttempt::Claimed> RefreshAttempt::claim(IntegrationAccess stale,
                                                         WhenBusy when_busy) {
  CallSlots& slots = providers_.of(stale.integration).slots;
  const bool waits = when_busy == WhenBusy::wait;
  const TimePoint give_up = clock_.now() + (waits ? times_.caller_wait : Milliseconds(0));
  Milliseconds pause = times_.poll_least;
  for (;;) {
    Claimed claimed;
    auto slot = co_await slots.take();
    claimed.slot = std::move(slot);
    claimed.asked_at = clock_.now();
    claimed.claim =
        co_await store_.claimRefresh(stale.grant_id, stale.generation, owner_, times_.lease);
    const bool is_over = clock_.now() + pause > give_up;
    if (claimed.claim.kind != RefreshClaim::Kind::busy || is_over) co_return claimed;
    claimed.slot.release();
    co_await clock_.wait(withJitter(pause));
    pause = std::min(pause * 2, times_.poll_most);
  }
}

IntegrationError RefreshAttempt::busy(Milliseconds left) const {
  return IntegrationError(ErrorCode::temporarily_unavailable,
                          "another host is refreshing this connection; try again")
      .withRetryAfter(secondsUntil(clock_.now() + left, clock_.now()));
}

// A grant that is dead or backing off is left alone, and the lease goes back.
awaitable<void> RefreshAttempt::checkMayTry(RefreshClaim claim) {
  const TimePoint now = clock_.now();
  const bool backs_off = claim.history.not_before && isPausedUntil(*claim.history.not_before, now);
  if (!claim.access.requires_reconnect && !backs_off) co_return;
  co_await giveBack(claim);
  if (claim.access.requires_reconnect) throw mustReconnect(claim.access);
  throw IntegrationError(
      ErrorCode::temporarily_unavailable,
      "refreshing at " + claim.access.integration + " failed lately and is tried again later")
      .withRetryAfter(secondsUntil(*claim.history.not_before, now));
}

// A host that was held up since its claim (its machine slept, the database's answer was late) may
// find its lease over before the provider answers, and another host at work: it begins anew.
awaitable<void> RefreshAttempt::checkInTime(TimePoint asked_at, RefreshClaim claim) {
  const Milliseconds held_up = clock_.now() - asked_at;
  if (held_up + times_.connectionWait() + times_.token_call <= times_.lease) co_return;
  co_await giveBack(claim);
  throw IntegrationError(ErrorCode::temporarily_unavailable,
                         "this host was held up before it could refresh; try again")
      .withRetryAfter(Seconds(1));
}

// The lease of a claim that was not used, which therefore changes nothing.
awaitable<void> RefreshAttempt::giveBack(RefreshClaim claim) {
  RefreshFailure unchanged;
  unchanged.history = claim.history;
  unchanged.reconnect_cause = claim.access.reconnect_cause;
  co_await store_.recordRefreshFailure(claim.access.grant_id, claim.access.generation, owner_,
                                       std::move(unchanged), clock_.now());
}

awaitable<IntegrationAccess> RefreshAttempt::callProvider(TokenRefresher& refresher,
                                                          RefreshClaim claim) {
  Failure failure;
  try {
    auto stored = co_await refresher.refreshAndStore(claim.access);
    if (stored) {
      note(*stored, oauth::OutcomeClass::success);
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
    providers_.of(claim.access.integration).noteSuperseded();
    IntegrationAccess newer = co_await loadNewer(std::move(claim.access));
    co_return newer;
  }
  note(claim.access, failure.outcome.outcome);
  IntegrationAccess newer = co_await settle(std::move(claim), std::move(failure));
  co_return newer;
}

void RefreshAttempt::note(const IntegrationAccess& access, oauth::OutcomeClass outcome) {
  const bool is_mended = providers_.of(access.integration).note(outcome, clock_.now());
  if (is_mended) log_.info("provider_accepts_us_again", {{"integration", access.integration}});
}

// Records the failure where our claim still holds. Where it does not, another writer was first and
// what it stored counts: even `invalid_grant` then only says that our refresh token was replaced.
awaitable<IntegrationAccess> RefreshAttempt::settle(RefreshClaim claim, Failure failure) {
  const TimePoint now = clock_.now();
  const RefreshDecision decision =
      decideAfterFailure(failure.outcome, claim.history, randomFraction(), now);
  const RefreshFailure& after = decision.failure;
  const Recording recording = co_await record(claim.access, after);
  report(claim.access, failure, decision, recording);
  if (recording == Recording::superseded) {
    IntegrationAccess newer = co_await loadNewer(std::move(claim.access));
    co_return newer;
  }
  const bool is_dead = after.reconnect_cause != ReconnectCause::none;
  if (is_dead && recording == Recording::recorded) {
    providers_.of(claim.access.integration).noteReconnect(after.reconnect_cause);
    claim.access.reconnect_cause = after.reconnect_cause;
    throw mustReconnect(claim.access);
  }
  if (after.history.not_before) {
    failure.error->withRetryAfter(secondsUntil(*after.history.not_before, now));
  }
  throw *failure.error;
}

awaitable<RefreshAttempt::Recording> RefreshAttempt::record(IntegrationAccess access,
                                                            RefreshFailure failure) {
  StorePatience patience(clock_, kRecordPatience);
  auto record_once = [&] { return recordOnce(access, failure, patience.isInDoubt()); };
  bool is_ours = false;
  try {
    is_ours = co_await patience.outlast(std::move(record_once));
  } catch (const IntegrationError&) {
    co_return Recording::unknown;
  }
  co_return is_ours ? Recording::recorded : Recording::superseded;
}

/// @param is_in_doubt  whether an earlier record may have been written.
awaitable<bool> RefreshAttempt::recordOnce(IntegrationAccess access, RefreshFailure failure,
                                           bool is_in_doubt) {
  bool is_ours = co_await store_.recordRefreshFailure(access.grant_id, access.generation, owner_,
                                                      failure, clock_.now());
  // Our lease is gone: by a record of ours whose answer got lost, or because it was lost.
  if (!is_ours && is_in_doubt) is_ours = co_await isRecorded(access, failure.reconnect_cause);
  co_return is_ours;
}

awaitable<bool> RefreshAttempt::isRecorded(IntegrationAccess access, ReconnectCause cause) {
  const auto stored = co_await store_.findGrant(access.grant_id);
  co_return stored && !isNewer(*stored, access) && stored->reconnect_cause == cause;
}

awaitable<IntegrationAccess> RefreshAttempt::loadNewer(IntegrationAccess stale) {
  auto stored = co_await store_.findGrant(stale.grant_id);
  if (!stored) throw notConnected(stale);
  if (!isNewer(*stored, stale)) {
    throw IntegrationError(ErrorCode::temporarily_unavailable,
                           "another host took this refresh over; try again")
        .withRetryAfter(Seconds(1));
  }
  co_return std::move(*stored);
}

// The one line of a failed attempt.
void RefreshAttempt::report(const IntegrationAccess& access, const Failure& failure,
                            const RefreshDecision& decision, Recording recording) {
  constexpr std::string_view kRecordings[] = {"yes", "superseded", "unknown"};
  LogLevel level = decision.alert ? LogLevel::error : LogLevel::warning;
  if (recording == Recording::superseded) level = LogLevel::info;
  log_.write(level, "token_refresh_failed",
             {{"integration", access.integration},
              {"grant_id", access.grant_id},
              {"generation", access.generation},
              {"outcome", oauth::name(failure.outcome.outcome)},
              {"error", failure.outcome.error},
              {"failures", decision.failure.history.failures},
              {"requires_reconnect", name(decision.failure.reconnect_cause)},
              {"recorded", kRecordings[static_cast<std::size_t>(recording)]},
              {"detail", failure.error->detail()}});
}

}  // namespace patchbay
