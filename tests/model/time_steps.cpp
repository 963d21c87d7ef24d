#include <algorithm>

#include "tests/model/step.hpp"

// What only time brings: tokens and leases that run out, requests that arrive late.

namespace patchbay::model {
namespace {

/// A fresh access token runs out, as often as the budget says; one whose grant is dead fails in any
/// case.
void addTokenExpiry(Steps& steps, RecordIndex which) {
  const World& before = steps.before();
  const Record& record = before.database[which];
  if (record.is_stale != 0) return;
  const bool is_dead = !before.provider.accepts(record.pair);
  if (!is_dead && before.budget.expiries == 0) return;
  World& after = steps.add(StepKind::token_runs_out, kNobody, which).after;
  after.database[which].is_stale = 1;
  if (!is_dead) --after.budget.expiries;
}

/// The host whose attempt goes on under this record's lease; nobody when its owner died or forgot.
HostIndex findAttempt(const World& world, RecordIndex which) {
  const HostIndex owner = world.database[which].lease_owner;
  if (owner >= kMostHosts) return kNobody;
  const Host& host = world.hosts[owner];
  const bool attempts = host.phase != Phase::idle && host.phase != Phase::wanting &&
                        host.phase != Phase::handing_out &&
                        world.database.follow(PairPlace{host.record, host.generation}) ==
                            PairPlace{which, world.database[which].generation};
  return attempts ? owner : kNobody;
}

void addLeaseExpiry(Steps& steps, RecordIndex which) {
  const Record& record = steps.before().database[which];
  if (!record.isLeased() || record.is_lease_over != 0) return;
  const HostIndex host = findAttempt(steps.before(), which);
  if (host == kNobody) {
    steps.add(StepKind::left_lease_runs_out, kNobody, which).after.database[which].is_lease_over =
        1;
    return;
  }
  if (!steps.mayFail()) return;
  World& after = steps.add(StepKind::lease_runs_out_under_way, host, which).after;
  after.database[which].is_lease_over = 1;
  after.hosts[host].is_lapsed = 1;
  if (steps.mutated(Mutation::lease_shorter_than_the_call)) return;
  after.provider.excuse(after.provider[record.pair].refresh_token, kLeaseLapsed);
}

void addLateRequests(Steps& steps) {
  const auto& requests = steps.before().late_requests;
  for (std::size_t place = 0; place < requests.size(); ++place) {
    const PairIndex token = requests[place];
    const bool is_repeated =
        std::find(requests.begin(), requests.begin() + place, token) != requests.begin() + place;
    if (token == kNoPair || is_repeated) continue;
    Transition& late = steps.add(StepKind::carries_out_late_request, kNobody, token);
    late.after.late_requests[place] = kNoPair;
    const Exchange exchange = late.after.provider.exchange(steps.scenario().rules, token);
    if (!exchange.is_unexcused_reuse) continue;
    late.violation = Violation{Property::token_is_spent_once,
                               "a request left behind presents a token again, without need"};
  }
}

void addGraceEnds(Steps& steps) {
  if (steps.scenario().rules.rotation != Rotation::grace) return;
  for (PairIndex token = 0; token < steps.before().provider.issued(); ++token) {
    const IssuedPair& pair = steps.before().provider[token];
    if (pair.is_exchanged == 0 || pair.death != Death::alive) continue;
    steps.add(StepKind::ends_grace, kNobody, token).after.provider.endGrace(token);
  }
}

}  // namespace

void addTimeSteps(Steps& steps) {
  for (RecordIndex which = 0; which < kRecords; ++which) {
    if (steps.before().database[which].is_present == 0) continue;
    addTokenExpiry(steps, which);
    addLeaseExpiry(steps, which);
  }
  addLateRequests(steps);
  addGraceEnds(steps);
}

}  // namespace patchbay::model
