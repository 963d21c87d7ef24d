#include "core/refresh/refresh_decision.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/refresh/refresh_failed.hpp"

namespace patchbay {
namespace {

using oauth::OutcomeClass;

const TimePoint kNow = fromEpochSeconds(1'767'225'600);

RefreshOutcome outcomeOf(OutcomeClass outcome, std::string error = "",
                         std::optional<Seconds> retry_after = std::nullopt) {
  RefreshOutcome result;
  result.outcome = outcome;
  result.error = std::move(error);
  result.retry_after = retry_after;
  return result;
}

RefreshHistory historyOf(std::int64_t failures, bool ambiguous_open = false) {
  RefreshHistory history;
  history.failures = failures;
  history.ambiguous_open = ambiguous_open;
  return history;
}

RefreshDecision decide(const RefreshOutcome& outcome, const RefreshHistory& history = {},
                       double random = 0.5) {
  return decideAfterFailure(outcome, history, random, kNow);
}

Milliseconds pauseOf(const RefreshDecision& decision) {
  EXPECT_TRUE(decision.failure.history.not_before.has_value());
  return decision.failure.history.not_before.value_or(kNow) - kNow;
}

// --- every failure

TEST(RefreshDecision, CountsEveryFailureAndNotesIt) {
  for (const auto outcome :
       {OutcomeClass::not_sent, OutcomeClass::ambiguous, OutcomeClass::temporary,
        OutcomeClass::permanent, OutcomeClass::operator_fault, OutcomeClass::configuration}) {
    const auto decision = decide(outcomeOf(outcome, "why"), historyOf(3));
    EXPECT_EQ(decision.failure.history.failures, 4);
    EXPECT_EQ(decision.failure.note, std::string(oauth::name(outcome)) + ": why");
  }
  EXPECT_EQ(decide(outcomeOf(OutcomeClass::temporary)).failure.note, "temporary");
}

TEST(RefreshDecision, AsksForReconnectAfterAPermanentFailureOnly) {
  for (const auto outcome :
       {OutcomeClass::not_sent, OutcomeClass::ambiguous, OutcomeClass::temporary,
        OutcomeClass::operator_fault, OutcomeClass::configuration}) {
    // Not even when the words say otherwise: the class decides.
    const auto decision = decide(outcomeOf(outcome, "invalid_grant"), historyOf(100, true));
    EXPECT_EQ(decision.failure.reconnect_cause, ReconnectCause::none);
  }
}

TEST(RefreshDecision, AlertsOnlyWhereAnOperatorCanHelp) {
  EXPECT_FALSE(decide(outcomeOf(OutcomeClass::not_sent)).alert);
  EXPECT_FALSE(decide(outcomeOf(OutcomeClass::ambiguous)).alert);
  EXPECT_FALSE(decide(outcomeOf(OutcomeClass::temporary)).alert);
  EXPECT_FALSE(decide(outcomeOf(OutcomeClass::permanent)).alert);
  EXPECT_TRUE(decide(outcomeOf(OutcomeClass::operator_fault)).alert);
  EXPECT_TRUE(decide(outcomeOf(OutcomeClass::configuration)).alert);
  auto outcome = outcomeOf(OutcomeClass::not_sent);
  outcome.certificate_refused = true;
  EXPECT_TRUE(decide(outcome).alert);
}

TEST(RefreshDecision, LeavesTheAttemptOpenWhereAPairMayHaveComeOfIt) {
  for (const auto outcome :
       {OutcomeClass::not_sent, OutcomeClass::ambiguous, OutcomeClass::temporary,
        OutcomeClass::operator_fault, OutcomeClass::configuration}) {
    const auto known = outcomeOf(outcome);
    EXPECT_EQ(decide(known).failure.history.ambiguous_open, outcome == OutcomeClass::ambiguous);
    EXPECT_TRUE(decide(known, historyOf(1, true)).failure.history.ambiguous_open) << "as it was";
  }
}

TEST(TemporaryFailure, OfWhoeverStandsBeforeTheProviderLeavesTheAttemptOpenToo) {
  auto gateway = outcomeOf(OutcomeClass::temporary, "status 503", Seconds(120));
  gateway.may_have_rotated = true;
  const auto decision = decide(gateway);
  EXPECT_TRUE(decision.failure.history.ambiguous_open);
  EXPECT_EQ(pauseOf(decision), Seconds(120)) << "its pause is that of its class";
  EXPECT_EQ(decision.failure.note, "temporary: status 503");
  gateway.retry_after.reset();
  EXPECT_EQ(pauseOf(decide(gateway, historyOf(4))),
            pauseOf(decide(outcomeOf(OutcomeClass::temporary), historyOf(4))));
}

// --- permanent

TEST(PermanentFailure, OfAnInvalidGrantMeansRevoked) {
  const auto decision = decide(outcomeOf(OutcomeClass::permanent, "invalid_grant"));
  EXPECT_EQ(decision.failure.reconnect_cause, ReconnectCause::revoked);
  EXPECT_EQ(decision.failure.history.not_before, std::nullopt);
}

TEST(PermanentFailure, AfterAnAmbiguousAttemptMeansLostRotation) {
  const auto decision =
      decide(outcomeOf(OutcomeClass::permanent, "invalid_grant"), historyOf(1, true));
  EXPECT_EQ(decision.failure.reconnect_cause, ReconnectCause::lost_rotation);
}

TEST(PermanentFailure, ThatWantsToSeeTheUserSaysSo) {
  for (const char* error : {"interaction_required", "login_required", "consent_required"}) {
    for (const bool ambiguous_open : {false, true}) {
      const auto decision =
          decide(outcomeOf(OutcomeClass::permanent, error), historyOf(1, ambiguous_open));
      EXPECT_EQ(decision.failure.reconnect_cause, ReconnectCause::interaction_required) << error;
    }
  }
}

// --- ambiguous

TEST(AmbiguousFailure, IsRememberedAndRetriedOnceSoon) {
  const auto decision = decide(outcomeOf(OutcomeClass::ambiguous), historyOf(7), 0.99);
  EXPECT_TRUE(decision.failure.history.ambiguous_open);
  EXPECT_EQ(pauseOf(decision), Milliseconds(1'000));
}

TEST(AmbiguousFailure, BacksOffFromTheSecondOn) {
  const auto decision = decide(outcomeOf(OutcomeClass::ambiguous), historyOf(2, true), 0.5);
  EXPECT_TRUE(decision.failure.history.ambiguous_open);
  EXPECT_EQ(pauseOf(decision), Milliseconds(4'000));
}

TEST(AmbiguousFailure, StaysOpenThroughLaterFailuresOfOtherKinds) {
  for (const auto outcome : {OutcomeClass::not_sent, OutcomeClass::temporary,
                             OutcomeClass::operator_fault, OutcomeClass::configuration}) {
    EXPECT_TRUE(decide(outcomeOf(outcome), historyOf(1, true)).failure.history.ambiguous_open);
    EXPECT_FALSE(decide(outcomeOf(outcome), historyOf(1)).failure.history.ambiguous_open);
  }
}

// --- pauses

TEST(RefreshBackoff, IsARandomPartOfAWindowThatDoubles) {
  const auto pause = [](std::int64_t failures, double random) {
    return pauseOf(decide(outcomeOf(OutcomeClass::not_sent), historyOf(failures), random));
  };
  EXPECT_EQ(pause(0, 0.75), Milliseconds(1'500));
  EXPECT_EQ(pause(1, 0.75), Milliseconds(3'000));
  EXPECT_EQ(pause(2, 0.75), Milliseconds(6'000));
  EXPECT_EQ(pause(5, 0.5), Milliseconds(32'000));
}

TEST(RefreshBackoff, IsAtLeastASecondAndAtMostAQuarterOfAnHour) {
  const auto pause = [](std::int64_t failures, double random) {
    return pauseOf(decide(outcomeOf(OutcomeClass::temporary), historyOf(failures), random));
  };
  EXPECT_EQ(pause(0, 0.0), Milliseconds(1'000));
  EXPECT_EQ(pause(9, 0.0), Milliseconds(1'000));
  EXPECT_EQ(pause(9, 0.5), Milliseconds(450'000));
  EXPECT_EQ(pause(63, 0.5), Milliseconds(450'000));
  EXPECT_EQ(pause(std::numeric_limits<std::int64_t>::max() - 1, 0.5), Milliseconds(450'000));
  EXPECT_LE(pause(20, 0.999999), Milliseconds(900'000));
}

TEST(TemporaryFailure, WaitsAsLongAsTheProviderAsks) {
  EXPECT_EQ(pauseOf(decide(outcomeOf(OutcomeClass::temporary, "", Seconds(1)), historyOf(9), 0.9)),
            Seconds(1));
  EXPECT_EQ(pauseOf(decide(outcomeOf(OutcomeClass::temporary, "", Seconds(3600)))), Seconds(3600));
}

TEST(RefreshBackoff, OfOtherFailuresIsNeverShorterThanTheProviderAsks) {
  for (const auto outcome : {OutcomeClass::not_sent, OutcomeClass::ambiguous,
                             OutcomeClass::operator_fault, OutcomeClass::configuration}) {
    EXPECT_EQ(pauseOf(decide(outcomeOf(outcome, "", Seconds(3600)))), Seconds(3600));
  }
}

TEST(OperatorFault, PausesItsGrantForAMinute) {
  const auto decision = decide(outcomeOf(OutcomeClass::operator_fault, "invalid_client"));
  EXPECT_EQ(pauseOf(decision), Seconds(60));
}

TEST(ConfigurationFailure, IsRetriedSlowly) {
  const auto decision = decide(outcomeOf(OutcomeClass::configuration, "invalid_scope"));
  EXPECT_EQ(pauseOf(decision), Seconds(15 * 60));
}

// --- the exception that carries an outcome

TEST(RefreshFailed, CarriesItsOutcome) {
  const RefreshFailed failed(ErrorCode::temporarily_unavailable, "Gusto asks to wait",
                             outcomeOf(OutcomeClass::temporary, "slow_down", Seconds(9)));
  EXPECT_EQ(failed.code(), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(failed.outcome().outcome, OutcomeClass::temporary);
  EXPECT_EQ(failed.outcome().error, "slow_down");
  EXPECT_EQ(failed.retryAfter(), Seconds(9));
  EXPECT_STREQ(failed.what(), "temporarily_unavailable: Gusto asks to wait (slow_down)");
}

// --- words that are stored

TEST(ReconnectCause, ComesBackFromItsWord) {
  for (const auto cause : {ReconnectCause::none, ReconnectCause::revoked,
                           ReconnectCause::lost_rotation, ReconnectCause::interaction_required}) {
    EXPECT_EQ(parseReconnectCause(name(cause)), cause);
  }
  EXPECT_EQ(name(ReconnectCause::none), "");
  EXPECT_EQ(name(ReconnectCause::lost_rotation), "lost_rotation");
  EXPECT_EQ(parseReconnectCause("Revoked"), ReconnectCause::none);
}

TEST(IntegrationAccessToken, HasExpiredWhenFewerThanTheMarginAreLeft) {
  IntegrationAccessToken token;
  token.expires_at = kNow + Seconds(60);
  EXPECT_FALSE(token.has_expired(kNow));
  EXPECT_TRUE(token.has_expired(kNow + Milliseconds(1)));
  EXPECT_FALSE(token.has_expired(kNow + Seconds(60), Seconds(0)));
  EXPECT_TRUE(token.has_expired(kNow + Milliseconds(60'001), Seconds(0)));
}

}  // namespace
}  // namespace patchbay
