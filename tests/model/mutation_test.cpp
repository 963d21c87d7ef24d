#include <gtest/gtest.h>

#include "tests/model/counterexample.hpp"
#include "tests/model/scenarios.hpp"

// The search sees faults: each way to get the protocol wrong breaks the property it should.

namespace patchbay::model {
namespace {

constexpr Budget faults(std::uint8_t count) { return {count, 0, 0, 0}; }
constexpr Budget faultsAndConnect(std::uint8_t count) { return {count, 0, 1, 0}; }

TEST(MutatedProtocol, CommitIgnoresTheGeneration) {
  expectCounterexample(Mutation::commit_ignores_generation, Property::newer_grant_survives, kNone,
                       faultsAndConnect(0));
}

TEST(MutatedProtocol, CommitNeedsTheLease) {
  expectCounterexample(Mutation::commit_needs_the_lease, Property::grant_is_not_lost, kStrict,
                       faults(1));
}

TEST(MutatedProtocol, UnknownCommitIsGivenUp) {
  expectCounterexample(Mutation::unknown_commit_is_given_up, Property::grant_is_not_lost, kStrict,
                       faults(1));
}

TEST(MutatedProtocol, UnknownCommitIsBelieved) {
  expectCounterexample(Mutation::unknown_commit_is_believed, Property::commit_precedes_use,
                       kUntilFirstUse, faults(1));
}

TEST(MutatedProtocol, HandOutBeforeCommit) {
  expectCounterexample(Mutation::hand_out_before_commit, Property::commit_precedes_use, kNone,
                       faults(0));
}

TEST(MutatedProtocol, HandOutBeforeCommitLosesAGrant) {
  expectCounterexample(Mutation::hand_out_before_commit, Property::grant_is_not_lost,
                       kUntilFirstUse, faults(1));
}

TEST(MutatedProtocol, FailureIsNotFenced) {
  expectCounterexample(Mutation::failure_is_not_fenced, Property::reconnect_is_true, kStrict,
                       faults(1));
}

TEST(MutatedProtocol, FailureIgnoresTheOwner) {
  expectCounterexample(Mutation::failure_ignores_the_owner, Property::one_call_per_lease, kNone,
                       faults(2));
}

TEST(MutatedProtocol, AmbiguousEndsTheGrant) {
  expectCounterexample(Mutation::ambiguous_ends_the_grant, Property::reconnect_is_true,
                       kUntilFirstUse, faults(1));
}

TEST(MutatedProtocol, ClaimDoesNotLookAgain) {
  expectCounterexample(Mutation::claim_does_not_look_again, Property::token_is_spent_once, kGrace,
                       faults(0));
}

TEST(MutatedProtocol, ClaimIgnoresTheLease) {
  expectCounterexample(Mutation::claim_ignores_the_lease, Property::one_call_per_lease, kNone,
                       faults(0));
}

TEST(MutatedProtocol, ClaimNeverTakesOver) {
  expectCounterexample(Mutation::claim_never_takes_over, Property::ends_well, kNone, faults(1));
}

TEST(MutatedProtocol, TakeoverIsNotAmbiguous) {
  expectCounterexample(Mutation::takeover_is_not_ambiguous, Property::cause_is_true, kStrict,
                       faults(1));
}

TEST(MutatedProtocol, OwnLeaseLeftOpenIsNotAmbiguous) {
  expectCounterexample(Mutation::own_lease_left_open_is_not_ambiguous, Property::cause_is_true,
                       kStrict, faults(2));
}

TEST(MutatedProtocol, LeaseShorterThanTheCall) {
  expectCounterexample(Mutation::lease_shorter_than_the_call, Property::token_is_spent_once,
                       kUntilFirstUse, faults(1));
}

TEST(MutatedProtocol, TransparentHttpRetry) {
  expectCounterexample(Mutation::transparent_http_retry, Property::token_is_spent_once, kStrict,
                       faults(1));
}

TEST(MutatedProtocol, ReconnectKeepsTheGeneration) {
  expectCounterexample(Mutation::reconnect_keeps_the_generation, Property::newer_grant_survives,
                       kNone, faultsAndConnect(0));
}

TEST(MutatedProtocol, ReconnectKeepsTheCause) {
  expectCounterexample(Mutation::reconnect_keeps_the_cause, Property::reconnect_is_true, kStrict,
                       faultsAndConnect(1));
}

TEST(MutatedProtocol, RemovalIgnoresTheGeneration) {
  expectCounterexample(Mutation::removal_ignores_the_generation, Property::newer_grant_survives,
                       kNone, {0, 0, 1, 1});
}

TEST(MutatedProtocol, InsertIsNotIdempotent) {
  expectCounterexample(Mutation::insert_is_not_idempotent, Property::consent_is_stored_once, kNone,
                       faultsAndConnect(1));
}

TEST(MutatedProtocol, RemovalLeavesNoTrace) {
  expectCounterexample(Mutation::removal_leaves_no_trace, Property::newer_grant_survives, kNone,
                       {1, 0, 1, 1});
}

TEST(MutatedProtocol, HandOverLeavesNoTrace) {
  expectCounterexample(Mutation::hand_over_leaves_no_trace, Property::newer_grant_survives, kNone,
                       {0, 1, 1, 0});
}

TEST(MutatedProtocol, HandOverLeavesNoTraceAndLosesAPair) {
  expectCounterexample(Mutation::hand_over_leaves_no_trace, Property::grant_is_not_lost, kStrict,
                       {0, 1, 1, 0});
}

TEST(MutatedProtocol, HandOverForgetsTheAttempts) {
  expectCounterexample(Mutation::hand_over_forgets_the_attempts, Property::token_is_spent_once,
                       kUntilFirstUse, {0, 1, 1, 0});
}

TEST(MutatedProtocol, HandOverForgetsTheDoubt) {
  expectCounterexample(Mutation::hand_over_forgets_the_attempts, Property::cause_is_true, kStrict,
                       {1, 1, 1, 0});
}

TEST(MutatedProtocol, GatewayIsBelieved) {
  expectCounterexample(Mutation::gateway_is_believed, Property::cause_is_true, kStrict, faults(1));
}

}  // namespace
}  // namespace patchbay::model
