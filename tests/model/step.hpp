#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/oauth/token_response.hpp"
#include "tests/model/properties.hpp"
#include "tests/model/world.hpp"

namespace patchbay::model {

/// What happens in one step; the sentence for it is in trace.cpp.
enum class StepKind : std::uint8_t {
  // a host
  reads,
  claims,
  gives_back,
  sends,
  commits,
  rereads,
  withdraws,
  loads,
  hands_out,
  records_failure,
  // the provider and the network
  exchanges,
  refuses,
  carries_out_late_request,
  ends_grace,
  // time
  token_runs_out,
  left_lease_runs_out,
  // users
  consents,
  inserts_grant,
  discovers_tenant,
  attaches_tenant,
  completes_tenant,
  connect_is_undone,
  starts_disconnect,
  looks_for_grants,
  revokes,
  removes_grant,
  // faults: what may go wrong, as often as the budget says
  host_crashes,
  lease_runs_out_under_way,
  call_is_not_sent,
  provider_is_busy,
  gateway_is_busy,
  request_is_given_up,
  answer_is_lost,
  claim_answer_is_lost,
  commit_answer_is_lost,
  commit_fails,
  record_answer_is_lost,
  record_is_given_up,
  record_fails,
  insert_answer_is_lost,
  insert_fails,
  attach_answer_is_lost,
  attach_fails,
  removal_answer_is_lost,
  connect_crashes,
  disconnect_crashes,
};

inline constexpr int kStepKinds = static_cast<int>(StepKind::disconnect_crashes) + 1;

constexpr bool isFault(StepKind kind) { return kind >= StepKind::host_crashes; }

struct Step {
  StepKind kind = StepKind::reads;
  std::uint8_t actor = 0;  ///< a host, or nobody
  std::uint8_t what = 0;   ///< a record or a pair, by kind
};

struct Transition {
  Step step;
  World after;
  std::optional<Violation> violation;  ///< what the step itself did wrong
};

/// Collects what may happen next in one world.
class Steps {
 public:
  Steps(const Scenario& scenario, const World& before, std::vector<Transition>& found)
      : scenario_(scenario), before_(before), found_(found) {}

  const Scenario& scenario() const { return scenario_; }
  const World& before() const { return before_; }
  bool mutated(Mutation mutation) const { return scenario_.mutations.has(mutation); }
  bool mayFail() const { return before_.budget.faults > 0; }

  /// A step, whose outcome the caller writes into the result. Valid until the next call.
  Transition& add(StepKind kind, std::uint8_t actor, std::uint8_t what = 0) {
    Transition& transition = found_.emplace_back();
    transition.step = {kind, actor, what};
    transition.after = before_;
    if (isFault(kind)) --transition.after.budget.faults;
    return transition;
  }

 private:
  const Scenario& scenario_;
  const World& before_;
  std::vector<Transition>& found_;
};

void addHostSteps(Steps& steps, HostIndex host);
void addCallSteps(Steps& steps, HostIndex host);
void addTimeSteps(Steps& steps);
void addConnectSteps(Steps& steps);
void addDisconnectSteps(Steps& steps);

/// Ends a host's attempt; it keeps nothing in mind but its own name in leases.
void becomeIdle(World& world, HostIndex host);
/// The host's call brought no pair.
void fail(World& world, HostIndex host, oauth::OutcomeClass outcome);
/// Nobody waits for this host's request any more; the provider may still get to it.
void leaveRequestBehind(World& world, HostIndex host);

/// A sentence.
std::string describe(const World& before, const Step& step, const World& after);

}  // namespace patchbay::model
