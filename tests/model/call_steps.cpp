#include <algorithm>
#include <stdexcept>

#include "tests/model/step.hpp"

// What befalls a host from outside: the provider's part of a token call, the network, and its end.

namespace patchbay::model {
namespace {

using oauth::OutcomeClass;

PairIndex tokenOf(const World& world, HostIndex index) {
  return world.provider[world.hosts[index].pair].refresh_token;
}

void noteReuse(Transition& call, const Exchange& exchange) {
  if (!exchange.is_unexcused_reuse) return;
  call.violation = Violation{Property::token_is_spent_once,
                             "an exchanged refresh token is presented again, without need"};
}

void addExchange(Steps& steps, HostIndex index) {
  const PairIndex token = tokenOf(steps.before(), index);
  Provider provider = steps.before().provider;
  const Exchange exchange = provider.exchange(steps.scenario().rules, token);
  const bool is_refused = exchange.pair == kNoPair;
  Transition& call = steps.add(is_refused ? StepKind::refuses : StepKind::exchanges, index, token);
  call.after.provider = provider;
  call.after.hosts[index].phase = is_refused ? Phase::refused : Phase::answered;
  call.after.hosts[index].answer = exchange.pair;
  noteReuse(call, exchange);
}

// The deadline passes, or the connection breaks. A request that the provider has not seen yet may
// still reach it.
void addLoss(Steps& steps, HostIndex index, StepKind kind) {
  const PairIndex token = tokenOf(steps.before(), index);
  World& after = steps.add(kind, index, token).after;
  if (kind == StepKind::request_is_given_up) leaveRequestBehind(after, index);
  if (steps.mutated(Mutation::transparent_http_retry)) {
    after.hosts[index].phase = Phase::calling;
    after.hosts[index].answer = kNoPair;
    return;
  }
  after.provider.excuse(token, kAnswerLost);
  fail(after, index, OutcomeClass::ambiguous);
}

// Whoever stands before the provider answers 503 in its place, and passes the request on, or has.
void addGateway(Steps& steps, HostIndex index) {
  const PairIndex token = tokenOf(steps.before(), index);
  World& after = steps.add(StepKind::gateway_is_busy, index, token).after;
  if (steps.before().hosts[index].phase == Phase::calling) leaveRequestBehind(after, index);
  after.provider.excuse(token, kAnswerLost);
  fail(after, index, OutcomeClass::temporary);
}

void addCrash(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  const bool is_exposed = host.phase == Phase::calling || host.phase == Phase::answered ||
                          host.phase == Phase::committing;
  World& after = steps.add(StepKind::host_crashes, index).after;
  if (is_exposed) after.provider.excuse(tokenOf(steps.before(), index), kCrashed);
  if (host.phase == Phase::calling) leaveRequestBehind(after, index);
  becomeIdle(after, index);
  after.database.forgetOwner(index);
}

bool ownsLease(const World& world, HostIndex index) {
  for (RecordIndex which = 0; which < kRecords; ++which) {
    if (world.database[which].lease_owner == index) return true;
  }
  return false;
}

}  // namespace

void leaveRequestBehind(World& world, HostIndex host) {
  auto& requests = world.late_requests;
  const auto free = std::find(requests.begin(), requests.end(), kNoPair);
  if (free == requests.end()) throw std::length_error("the model needs more late requests");
  *free = tokenOf(world, host);
}

void addCallSteps(Steps& steps, HostIndex index) {
  const Host& host = steps.before().hosts[index];
  if (host.phase == Phase::calling) addExchange(steps, index);
  if (!steps.mayFail()) return;
  if (host.phase != Phase::idle || ownsLease(steps.before(), index)) addCrash(steps, index);
  if (host.phase == Phase::calling) {
    addLoss(steps, index, StepKind::request_is_given_up);
    World& busy = steps.add(StepKind::provider_is_busy, index).after;
    fail(busy, index, OutcomeClass::temporary);
    addGateway(steps, index);
  }
  const bool is_answer_under_way = host.phase == Phase::answered || host.phase == Phase::refused;
  if (!is_answer_under_way) return;
  addLoss(steps, index, StepKind::answer_is_lost);
  addGateway(steps, index);
}

}  // namespace patchbay::model
