#include <array>

#include "core/refresh/refresh_decision.hpp"
#include "tests/model/step.hpp"

// What a host does of its own accord, in the order of an attempt: each function is the next
// statement of RefreshAttempt, IntegrationOAuth::commit or the store that touches anything shared.

namespace patchbay::model {
namespace {

using oauth::OutcomeClass;

struct Verdict {
  bool ambiguous_open = false;
  ReconnectCause cause = ReconnectCause::none;
};

/// The program's own decision, asked once for each case.
Verdict verdictOn(OutcomeClass outcome, bool may_have_rotated, bool ambiguous_open) {
  const auto decide = [](OutcomeClass failed, bool may_have, bool is_open) {
    RefreshOutcome known;
    known.outcome = failed;
    known.may_have_rotated = may_have && failed == OutcomeClass::temporary;
    if (failed == OutcomeClass::permanent) known.error = "invalid_grant";
    RefreshHistory history;
    history.ambiguous_open = is_open;
    const auto decision = decideAfterFailure(known, history, 0.5, TimePoint());
    return Verdict{decision.failure.history.ambiguous_open, decision.failure.reconnect_cause};
  };
  static const auto table = [&decide] {
    std::array<std::array<Verdict, 4>, 7> verdicts;
    for (std::size_t failed = 0; failed < verdicts.size(); ++failed) {
      for (std::size_t known = 0; known < 4; ++known) {
        verdicts[failed][known] =
            decide(static_cast<OutcomeClass>(failed), (known & 2) != 0, (known & 1) != 0);
      }
    }
    return verdicts;
  }();
  const std::size_t known = (may_have_rotated ? 2U : 0U) + (ambiguous_open ? 1U : 0U);
  return table[static_cast<std::size_t>(outcome)][known];
}

/// Whether a bare 503 leaves a doubt: where a pair that never came ends the one before it.
bool leavesDoubt(const Steps& steps) {
  const Rotation rotation = steps.scenario().rules.rotation;
  return (rotation == Rotation::strict || rotation == Rotation::grace) &&
         !steps.mutated(Mutation::gateway_is_believed);
}

void handOut(World& world, HostIndex index, PairIndex pair) {
  Host& host = world.hosts[index];
  host = Host();
  // Using it once more changes nothing.
  if (world.provider[pair].is_used != 0) return;
  host.phase = Phase::handing_out;
  host.pair = pair;
}

// getIntegrationAccess, or the background, which also takes a grant that is being connected: what
// is stored now?
void addRead(Steps& steps, HostIndex index) {
  for (RecordIndex which = 0; which < kRecords; ++which) {
    const Record& record = steps.before().database[which];
    if (record.is_present == 0 || record.cause() != ReconnectCause::none) continue;
    if (isUsable(steps.before(), which) && steps.before().provider[record.pair].is_used == 0) {
      handOut(steps.add(StepKind::reads, index, which).after, index, record.pair);
    }
    if (record.is_stale == 0) continue;
    Host& host = steps.add(StepKind::reads, index, which).after.hosts[index];
    host.phase = Phase::wanting;
    host.record = which;
    host.generation = record.generation;
    host.pair = record.pair;
  }
}

void takeClaim(World& world, HostIndex index, const Claim& claim, Steps& steps) {
  Host& host = world.hosts[index];
  host.phase = Phase::claimed;
  host.ambiguous_open = claim.ambiguous_open ? 1 : 0;
  host.must_reconnect = claim.record.cause() != ReconnectCause::none ? 1 : 0;
  if (steps.mutated(Mutation::claim_does_not_look_again)) return;
  host.generation = claim.record.generation;
  host.pair = claim.record.pair;
}

void addClaim(Steps& steps, HostIndex index) {
  const Host& wanting = steps.before().hosts[index];
  Database database = steps.before().database;
  const Claim claim =
      database.claimRefresh(wanting.record, wanting.generation, index, steps.scenario().mutations);
  if (claim.kind == RefreshClaim::Kind::busy) return;
  World& after = steps.add(StepKind::claims, index, wanting.record).after;
  after.database = database;
  if (claim.kind == RefreshClaim::Kind::gone) return becomeIdle(after, index);
  if (claim.kind == RefreshClaim::Kind::moved) return handOut(after, index, claim.record.pair);
  takeClaim(after, index, claim, steps);
  if (!steps.mayFail()) return;
  World& unaware = steps.add(StepKind::claim_answer_is_lost, index, wanting.record).after;
  unaware.database = database;
  becomeIdle(unaware, index);
}

// checkMayTry: a dead grant is left alone, and the lease goes back.
void addGiveBack(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  World& after = steps.add(StepKind::gives_back, index, host.record).after;
  const ReconnectCause unchanged = after.database[host.record].cause();
  after.database.recordFailure(host.record, host.generation, index, host.ambiguous_open != 0,
                               unchanged, steps.scenario().mutations);
  becomeIdle(after, index);
}

void addSend(Steps& steps, HostIndex index) {
  if (steps.before().hosts[index].must_reconnect != 0) return addGiveBack(steps, index);
  const PairIndex token = steps.before().provider[steps.before().hosts[index].pair].refresh_token;
  steps.add(StepKind::sends, index, token).after.hosts[index].phase = Phase::calling;
  if (!steps.mayFail()) return;
  fail(steps.add(StepKind::call_is_not_sent, index).after, index, OutcomeClass::not_sent);
}

void checkCommit(Transition& commit, const World& before, const Host& host) {
  const PairPlace place = before.database.follow(PairPlace{host.record, host.generation});
  const Record& replaced = before.database[place.record];
  const PairIndex made_from = before.provider[host.answer].made_from;
  const bool is_successor =
      replaced.is_present != 0 && before.provider[replaced.pair].refresh_token == made_from;
  if (is_successor) return;
  commit.violation =
      Violation{Property::newer_grant_survives, replaced.is_present != 0
                                                    ? "an old refresh overwrites a newer pair"
                                                    : "an old refresh brings a removed grant back"};
}

bool commitInto(Transition& commit, Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  World& after = commit.after;
  const bool is_stored = after.database.commitRefresh(host.record, host.generation, host.answer,
                                                      index, steps.scenario().mutations);
  if (!is_stored) return false;
  after.provider[host.answer].is_committed = 1;
  checkCommit(commit, steps.before(), host);
  return true;
}

// A commit whose outcome is unknown is repeated for as long as the process lives.
void addUnknownCommit(Steps& steps, HostIndex index) {
  for (const StepKind kind : {StepKind::commit_answer_is_lost, StepKind::commit_fails}) {
    Transition& unknown = steps.add(kind, index, steps.before().hosts[index].record);
    World& after = unknown.after;
    if (kind == StepKind::commit_answer_is_lost) commitInto(unknown, steps, index);
    const PairIndex answer = after.hosts[index].answer;
    after.hosts[index].phase = Phase::committing;
    if (steps.mutated(Mutation::unknown_commit_is_believed)) handOut(after, index, answer);
    if (steps.mutated(Mutation::unknown_commit_is_given_up)) {
      fail(after, index, OutcomeClass::ambiguous);
    }
  }
}

void addCommit(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  Transition& commit = steps.add(StepKind::commits, index, host.record);
  if (commitInto(commit, steps, index)) {
    handOut(commit.after, index, host.answer);
  } else {
    commit.after.hosts[index].phase = Phase::rereading;
  }
  if (steps.mayFail()) addUnknownCommit(steps, index);
}

// commitOnce: the generation moved, by a commit of ours whose answer got lost or by somebody
// else's.
void addReread(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  const Database& database = steps.before().database;
  const Record& record = database[database.follow(host.record)];
  if (record.is_present == 0) {
    becomeIdle(steps.add(StepKind::rereads, index, host.record).after, index);
    World& after = steps.add(StepKind::withdraws, index, host.answer).after;
    after.provider.revoke(host.answer, Death::withdrawn);
    return becomeIdle(after, index);
  }
  World& after = steps.add(StepKind::rereads, index, host.record).after;
  if (record.pair == host.answer) return handOut(after, index, host.answer);
  after.hosts[index].phase = Phase::loading;
}

// loadNewer: what somebody else stored counts.
void addLoad(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  const RecordIndex which = steps.before().database.follow(host.record);
  const Record& record = steps.before().database[which];
  World& after = steps.add(StepKind::loads, index, which).after;
  const bool is_moved =
      which == host.record ? record.generation > host.generation : record.pair != host.pair;
  if (record.is_present != 0 && is_moved) return handOut(after, index, record.pair);
  becomeIdle(after, index);
}

void addHandOut(Steps& steps, HostIndex index) {
  const PairIndex pair = steps.before().hosts[index].pair;
  Transition& use = steps.add(StepKind::hands_out, index, pair);
  use.after.provider.use(steps.scenario().rules, pair);
  becomeIdle(use.after, index);
  if (steps.before().provider[pair].is_committed != 0) return;
  use.violation =
      Violation{Property::commit_precedes_use, "an access token is used that nobody has stored"};
}

bool recordInto(World& world, Steps& steps, HostIndex index, OutcomeClass outcome) {
  const Host& host = steps.before().hosts[index];
  Verdict verdict = verdictOn(outcome, leavesDoubt(steps), host.ambiguous_open != 0);
  const bool ends_grant =
      outcome == OutcomeClass::ambiguous && steps.mutated(Mutation::ambiguous_ends_the_grant);
  if (ends_grant) verdict.cause = ReconnectCause::lost_rotation;
  return world.database.recordFailure(host.record, host.generation, index, verdict.ambiguous_open,
                                      verdict.cause, steps.scenario().mutations);
}

// Repeated for a while, and then the lease stays as it is.
void addUnknownRecord(Steps& steps, HostIndex index, OutcomeClass outcome) {
  const RecordIndex record = steps.before().hosts[index].record;
  for (const StepKind kind : {StepKind::record_answer_is_lost, StepKind::record_is_given_up}) {
    World& recorded = steps.add(kind, index, record).after;
    recordInto(recorded, steps, index, outcome);
    if (kind == StepKind::record_is_given_up) {
      becomeIdle(recorded, index);
    } else {
      fail(recorded, index, outcome);
    }
  }
  becomeIdle(steps.add(StepKind::record_fails, index, record).after, index);
}

// settle: the decision, recorded where the claim still holds.
void addRecordFailure(Steps& steps, HostIndex index, OutcomeClass outcome) {
  const RecordIndex record = steps.before().hosts[index].record;
  World& after = steps.add(StepKind::records_failure, index, record).after;
  if (recordInto(after, steps, index, outcome)) {
    becomeIdle(after, index);
  } else {
    Host& host = after.hosts[index];
    host.phase = Phase::loading;
    host.outcome = 0;
  }
  if (steps.mayFail()) addUnknownRecord(steps, index, outcome);
}

// Mutated: the callers get the new token while its commit is still to come.
void addEarlyHandOut(Steps& steps, HostIndex index) {
  const PairIndex pair = steps.before().hosts[index].answer;
  if (steps.before().provider[pair].is_used != 0) return;
  Transition& use = steps.add(StepKind::hands_out, index, pair);
  use.after.provider.use(steps.scenario().rules, pair);
  use.violation =
      Violation{Property::commit_precedes_use, "an access token is used that nobody has stored"};
}

}  // namespace

void becomeIdle(World& world, HostIndex host) { world.hosts[host] = Host(); }

void fail(World& world, HostIndex host, OutcomeClass outcome) {
  world.hosts[host].phase = Phase::failing;
  world.hosts[host].answer = kNoPair;
  world.hosts[host].outcome = static_cast<std::uint8_t>(outcome);
}

void addHostSteps(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  switch (host.phase) {
    case Phase::idle:
      return addRead(steps, index);
    case Phase::wanting:
      return addClaim(steps, index);
    case Phase::claimed:
      return addSend(steps, index);
    case Phase::calling:
      return;
    case Phase::answered:
    case Phase::committing:
      if (steps.mutated(Mutation::hand_out_before_commit)) addEarlyHandOut(steps, index);
      return addCommit(steps, index);
    case Phase::refused:
      return addRecordFailure(steps, index, OutcomeClass::permanent);
    case Phase::rereading:
      return addReread(steps, index);
    case Phase::loading:
      return addLoad(steps, index);
    case Phase::handing_out:
      return addHandOut(steps, index);
    case Phase::failing:
      return addRecordFailure(steps, index, static_cast<OutcomeClass>(host.outcome));
  }
}

}  // namespace patchbay::model
