#include "tests/model/step.hpp"

// What users do beside the refreshes: connect once more (the callback of a login), and disconnect.

namespace patchbay::model {
namespace {

using Connecting = Connector::Phase;
using Disconnecting = Disconnector::Phase;

void addConsent(Steps& steps) {
  if (steps.before().budget.connects == 0) return;
  World& after = steps.add(StepKind::consents, kNobody).after;
  --after.budget.connects;
  after.connector.phase = Connecting::exchanged;
  after.connector.pair = after.provider.issueAfterConsent();
}

/// insertGrant under an id chosen before: a repetition finds what the first one wrote.
void insertInto(Transition& insert, Steps& steps) {
  World& after = insert.after;
  const bool is_there = after.database[kNewGrant].is_present != 0;
  if (is_there && steps.mutated(Mutation::insert_is_not_idempotent)) {
    insert.violation =
        Violation{Property::consent_is_stored_once, "a second record is written for one consent"};
  }
  const bool is_back = after.database[kNewGrant].ending != Ending::none;
  const bool is_written =
      after.database.insertGrant(after.connector.pair, steps.scenario().mutations);
  after.provider[after.connector.pair].is_committed = 1;
  if (!is_written || !is_back) return;
  insert.violation =
      Violation{Property::newer_grant_survives, "a repeated insert brings a removed grant back"};
}

void addInsert(Steps& steps) {
  const PairIndex pair = steps.before().connector.pair;
  // Written by an earlier try whose answer got lost, and removed since: the database tells.
  const bool was_removed = steps.before().database[kNewGrant].ending != Ending::none;
  if (was_removed && !steps.mutated(Mutation::removal_leaves_no_trace)) {
    steps.add(StepKind::connect_is_undone, kNobody).after.connector = Connector();
    return;
  }
  Transition& insert = steps.add(StepKind::inserts_grant, kNobody, pair);
  insertInto(insert, steps);
  insert.after.connector.phase = Connecting::inserted;
  insert.after.connector.generation = 1;
  if (!steps.mayFail()) return;
  Transition& unaware = steps.add(StepKind::insert_answer_is_lost, kNobody, pair);
  insertInto(unaware, steps);
  unaware.after.connector.phase = Connecting::inserting;
  steps.add(StepKind::insert_fails, kNobody, pair).after.connector.phase = Connecting::inserting;
}

// discoverTenants is the first use of the new access token.
void addDiscovery(Steps& steps) {
  const PairIndex pair = steps.before().connector.pair;
  Transition& discovery = steps.add(StepKind::discovers_tenant, kNobody, pair);
  discovery.after.provider.use(steps.scenario().rules, pair);
  discovery.after.connector.phase = Connecting::discovered;
  if (steps.before().provider[pair].is_committed != 0) return;
  discovery.violation =
      Violation{Property::commit_precedes_use, "a new grant is used that nobody has stored"};
}

// One that was refreshed meanwhile is tried again at its new generation.
void addAttach(Steps& steps) {
  const std::uint8_t generation = steps.before().connector.generation;
  const PairIndex pair = steps.before().connector.pair;
  const Record& record = steps.before().database[kNewGrant];
  World& attached = steps.add(StepKind::attaches_tenant, kNobody, pair).after;
  const bool is_moved = !attached.database.attachTenants(generation, steps.scenario().mutations);
  const bool is_refreshed = is_moved && record.is_present != 0 && record.has_tenant == 0;
  attached.connector = is_refreshed ? steps.before().connector : Connector();
  if (is_refreshed) attached.connector.generation = record.generation;
  if (!steps.mayFail()) return;
  // Repeated for a while; what an earlier one did is then found by its pair.
  World& unaware = steps.add(StepKind::attach_answer_is_lost, kNobody, pair).after;
  unaware.database.attachTenants(generation, steps.scenario().mutations);
  steps.add(StepKind::attach_fails, kNobody, pair).after.connector = Connector();
}

// keepFresh: a grant whose tenants could not be read at connect time gets them with the next
// request.
void addCompletion(Steps& steps) {
  const Record& record = steps.before().database[kNewGrant];
  const bool lacks_tenant = record.is_present != 0 && record.has_tenant == 0;
  const bool is_wanted = lacks_tenant && isUsable(steps.before(), kNewGrant) &&
                         record.is_stale == 0 && record.cause() == ReconnectCause::none;
  if (!is_wanted) return;
  World& after = steps.add(StepKind::completes_tenant, kNobody, record.pair).after;
  after.connector.phase = Connecting::inserted;
  after.connector.generation = record.generation;
  after.connector.pair = record.pair;
}

void look(World& world) {
  world.disconnector = Disconnector();
  world.disconnector.phase = Disconnecting::looking;
}

void addDisconnectStart(Steps& steps) {
  if (steps.before().budget.disconnects == 0) return;
  World& after = steps.add(StepKind::starts_disconnect, kNobody).after;
  --after.budget.disconnects;
  look(after);
}

void addLook(Steps& steps) {
  bool is_empty = true;
  for (RecordIndex which = 0; which < kRecords; ++which) {
    const Record& record = steps.before().database[which];
    if (record.is_present == 0) continue;
    is_empty = false;
    Disconnector& found = steps.add(StepKind::looks_for_grants, kNobody, which).after.disconnector;
    found.phase = Disconnecting::found;
    found.record = which;
    found.generation = record.generation;
    found.pair = record.pair;
  }
  if (is_empty) steps.add(StepKind::looks_for_grants, kNobody).after.disconnector = Disconnector();
}

// Forgotten here even where the provider does not answer: then what it did is unknown.
void addRevocation(Steps& steps) {
  const PairIndex pair = steps.before().disconnector.pair;
  for (const bool is_done : {true, false}) {
    World& after = steps.add(StepKind::revokes, kNobody, pair).after;
    if (is_done) after.provider.revoke(pair, Death::disconnected);
    after.disconnector.phase = Disconnecting::revoked;
  }
}

void addRemoval(Steps& steps) {
  const Disconnector& agent = steps.before().disconnector;
  const Record& record = steps.before().database[agent.record];
  Transition& removal = steps.add(StepKind::removes_grant, kNobody, agent.record);
  const bool is_removed = removal.after.database.removeGrant(agent.record, agent.generation,
                                                             steps.scenario().mutations);
  if (is_removed && record.generation != agent.generation) {
    removal.violation =
        Violation{Property::newer_grant_survives, "a disconnect removes a newer pair"};
  }
  const Database removed = removal.after.database;
  look(removal.after);
  if (!steps.mayFail()) return;
  steps.add(StepKind::removal_answer_is_lost, kNobody, agent.record).after.database = removed;
}

}  // namespace

void addConnectSteps(Steps& steps) {
  switch (steps.before().connector.phase) {
    case Connecting::idle:
      addConsent(steps);
      addCompletion(steps);
      return;
    case Connecting::exchanged:
    case Connecting::inserting:
      addInsert(steps);
      break;
    case Connecting::inserted:
      addDiscovery(steps);
      break;
    case Connecting::discovered:
      addAttach(steps);
      break;
  }
  if (!steps.mayFail()) return;
  steps.add(StepKind::connect_crashes, kNobody).after.connector = Connector();
}

void addDisconnectSteps(Steps& steps) {
  switch (steps.before().disconnector.phase) {
    case Disconnecting::idle:
      return addDisconnectStart(steps);
    case Disconnecting::looking:
      addLook(steps);
      break;
    case Disconnecting::found:
      addRevocation(steps);
      break;
    case Disconnecting::revoked:
      addRemoval(steps);
      break;
  }
  if (!steps.mayFail()) return;
  steps.add(StepKind::disconnect_crashes, kNobody).after.disconnector = Disconnector();
}

}  // namespace patchbay::model
