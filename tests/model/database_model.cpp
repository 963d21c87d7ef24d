#include "tests/model/database_model.hpp"

namespace patchbay::model {
namespace {

using Kind = RefreshClaim::Kind;

bool isHeldByOthers(const Record& record, HostIndex host, Mutations mutations) {
  if (mutations.has(Mutation::claim_ignores_the_lease)) return false;
  const bool is_own = record.lease_owner == host && record.is_lease_handed_over == 0;
  if (!record.isLeased() || is_own) return false;
  return record.is_lease_over == 0 || mutations.has(Mutation::claim_never_takes_over);
}

/// An attempt ended without a record of how: its owner died, is slow, or could not write it.
bool wasLeftOpen(const Record& record, HostIndex host, Mutations mutations) {
  if (!record.isLeased() || mutations.has(Mutation::takeover_is_not_ambiguous)) return false;
  return record.lease_owner != host ||
         !mutations.has(Mutation::own_lease_left_open_is_not_ambiguous);
}

void endLease(Record& record) {
  record.lease_owner = kNobody;
  record.is_lease_over = 0;
  record.is_lease_handed_over = 0;
}

/// What is known of the attempts to refresh a pair goes with it, a running one too.
void takeOverAttempts(const Record& from, Record& to) {
  to.ambiguous_open = from.ambiguous_open;
  to.lease_owner = from.lease_owner;
  to.is_lease_over = from.is_lease_over;
  to.is_lease_handed_over = from.isLeased() ? 1 : 0;
}

/// What is left of a record that ended.
Record endedAs(Ending ending) {
  Record ended;
  ended.ending = ending;
  return ended;
}

/// What the SQL calls kReplacePair: all that belonged to the old pair goes with it.
void replacePair(Record& record, PairIndex pair) {
  ++record.generation;
  record.pair = pair;
  record.is_stale = 0;
  record.ambiguous_open = 0;
  record.reconnect_cause = 0;
  endLease(record);
}

}  // namespace

Claim Database::claimRefresh(RecordIndex index, std::uint8_t seen_generation, HostIndex host,
                             Mutations mutations) {
  Record& record = records_[index];
  Claim claim;
  claim.record = record;
  if (record.is_present == 0) return claim;
  const bool looks_again = !mutations.has(Mutation::claim_does_not_look_again);
  if (looks_again && record.generation > seen_generation) {
    claim.kind = Kind::moved;
  } else if (isHeldByOthers(record, host, mutations)) {
    claim.kind = Kind::busy;
  } else {
    claim.kind = Kind::claimed;
    claim.ambiguous_open = record.ambiguous_open != 0 || wasLeftOpen(record, host, mutations);
    record.ambiguous_open = claim.ambiguous_open ? 1 : 0;
    endLease(record);
    record.lease_owner = host;
  }
  return claim;
}

bool Database::commitRefresh(RecordIndex index, std::uint8_t generation, PairIndex pair,
                             HostIndex host, Mutations mutations) {
  const PairPlace place = follow(PairPlace{index, generation});
  Record& record = records_[place.record];
  const bool holds = record.is_present != 0 && record.generation == place.generation;
  if (!holds && !mutations.has(Mutation::commit_ignores_generation)) return false;
  const bool has_lease = record.lease_owner == host && record.is_lease_over == 0;
  if (!has_lease && mutations.has(Mutation::commit_needs_the_lease)) return false;
  record.is_present = 1;
  replacePair(record, pair);
  return true;
}

bool Database::recordFailure(RecordIndex index, std::uint8_t generation, HostIndex host,
                             bool ambiguous_open, ReconnectCause cause, Mutations mutations) {
  const PairPlace place = follow(PairPlace{index, generation});
  Record& record = records_[place.record];
  if (record.is_present == 0) return false;
  const bool is_fenced = !mutations.has(Mutation::failure_is_not_fenced);
  const bool checks_owner = is_fenced && !mutations.has(Mutation::failure_ignores_the_owner);
  if (is_fenced && record.generation != place.generation) return false;
  const bool is_same_name = (record.is_lease_handed_over != 0) == (place.record != index);
  if (checks_owner && (record.lease_owner != host || !is_same_name)) return false;
  record.ambiguous_open = ambiguous_open ? 1 : 0;
  if (cause != ReconnectCause::none) record.reconnect_cause = static_cast<std::uint8_t>(cause);
  endLease(record);
  return true;
}

bool Database::insertGrant(PairIndex pair, Mutations mutations) {
  Record& record = records_[kNewGrant];
  const bool was_there =
      record.ending != Ending::none && !mutations.has(Mutation::removal_leaves_no_trace);
  if (record.is_present != 0 || was_there) return false;
  record = Record();
  record.is_present = 1;
  record.generation = 1;
  record.pair = pair;
  return true;
}

bool Database::attachTenants(std::uint8_t generation, Mutations mutations) {
  Record& arrival = records_[kNewGrant];
  Record& older = records_[kFirstGrant];
  if (arrival.is_present == 0 || arrival.generation != generation) return false;
  if (older.is_present == 0) {
    arrival.has_tenant = 1;
    return true;
  }
  const Record before = older;
  replacePair(older, arrival.pair);
  older.is_stale = arrival.is_stale;
  if (mutations.has(Mutation::reconnect_keeps_the_generation)) older.generation = before.generation;
  if (mutations.has(Mutation::reconnect_keeps_the_cause)) {
    older.reconnect_cause = before.reconnect_cause;
  }
  if (!mutations.has(Mutation::hand_over_forgets_the_attempts)) takeOverAttempts(arrival, older);
  Record ended = endedAs(Ending::handed_over);
  ended.last_generation = generation;
  ended.successor_generation = older.generation;
  arrival = mutations.has(Mutation::hand_over_leaves_no_trace) ? Record() : ended;
  return true;
}

bool Database::removeGrant(RecordIndex index, std::uint8_t generation, Mutations mutations) {
  Record& record = records_[index];
  const bool holds =
      record.generation == generation || mutations.has(Mutation::removal_ignores_the_generation);
  if (record.is_present == 0 || !holds) return false;
  record = endedAs(Ending::removed);
  return true;
}

PairPlace Database::follow(PairPlace place) const {
  const Record& record = records_[place.record];
  const bool went_on =
      record.ending == Ending::handed_over && record.last_generation == place.generation;
  return went_on ? PairPlace{kFirstGrant, record.successor_generation} : place;
}

RecordIndex Database::follow(RecordIndex index) const {
  return records_[index].ending == Ending::handed_over ? kFirstGrant : index;
}

void Database::forgetOwner(HostIndex host) {
  for (Record& record : records_) {
    if (record.lease_owner == host) record.lease_owner = kDeparted;
  }
}

}  // namespace patchbay::model
