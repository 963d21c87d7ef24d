#include "core/refresh/refresh_decision.hpp"

#include <algorithm>
#include <cmath>

namespace patchbay {
namespace {

using oauth::OutcomeClass;

constexpr Milliseconds kLeastPause{1'000};
constexpr Milliseconds kFirstWindow{2'000};
constexpr Milliseconds kMostWindow{15 * 60 * 1'000};
constexpr Seconds kConfigurationPause{15 * 60};
constexpr Seconds kOperatorPause{60};

// Full jitter: callers that failed together do not come back together.
Milliseconds backoff(std::int64_t failures, double random) {
  const auto doublings = std::clamp<std::int64_t>(failures, 0, 20);
  const Milliseconds window = std::min(kMostWindow, kFirstWindow * (std::int64_t{1} << doublings));
  const Milliseconds pause(static_cast<std::int64_t>(static_cast<double>(window.count()) * random));
  return std::max(kLeastPause, pause);
}

bool wantsTheUser(const std::string& error) {
  return error == "interaction_required" || error == "login_required" ||
         error == "consent_required";
}

ReconnectCause causeOf(const RefreshOutcome& outcome, const RefreshHistory& history) {
  if (wantsTheUser(outcome.error)) return ReconnectCause::interaction_required;
  // An answer that got lost may have carried the pair that replaced ours.
  return history.ambiguous_open ? ReconnectCause::lost_rotation : ReconnectCause::revoked;
}

Milliseconds pauseAfter(const RefreshOutcome& outcome, const RefreshHistory& history,
                        double random) {
  const Milliseconds asked = outcome.retry_after.value_or(Seconds(0));
  const Milliseconds own = backoff(history.failures, random);
  switch (outcome.outcome) {
    case OutcomeClass::temporary:
      return outcome.retry_after ? asked : own;
    case OutcomeClass::ambiguous:
      return std::max(asked, history.ambiguous_open ? own : kLeastPause);
    case OutcomeClass::operator_fault:
      return std::max<Milliseconds>(asked, kOperatorPause);
    case OutcomeClass::configuration:
      return std::max<Milliseconds>(asked, kConfigurationPause);
    default:
      return std::max(asked, own);
  }
}

bool needsOperator(const RefreshOutcome& outcome) {
  return outcome.outcome == OutcomeClass::operator_fault ||
         outcome.outcome == OutcomeClass::configuration || outcome.certificate_refused;
}

std::string noteOf(const RefreshOutcome& outcome) {
  std::string note(oauth::name(outcome.outcome));
  if (!outcome.error.empty()) note += ": " + outcome.error;
  return note;
}

}  // namespace

RefreshDecision decideAfterFailure(const RefreshOutcome& outcome, const RefreshHistory& history,
                                   double random, TimePoint now) {
  RefreshDecision decision;
  RefreshFailure& failure = decision.failure;
  failure.note = noteOf(outcome);
  failure.history = history;
  ++failure.history.failures;
  decision.alert = needsOperator(outcome);
  if (outcome.outcome == OutcomeClass::permanent) {
    failure.reconnect_cause = causeOf(outcome, history);
    failure.history.not_before.reset();
    return decision;
  }
  failure.history.not_before = now + pauseAfter(outcome, history, random);
  const bool is_open = outcome.outcome == OutcomeClass::ambiguous || outcome.may_have_rotated;
  if (is_open) failure.history.ambiguous_open = true;
  return decision;
}

}  // namespace patchbay
