#include <algorithm>
#include <utility>

#include "core/store/change_rows.hpp"
#include "core/store/ended_grants.hpp"
#include "core/store/grant_rows.hpp"
#include "core/store/stored_text.hpp"

namespace patchbay::store {
namespace {

const SqlText kRecordFailure{
    R"(UPDATE grants SET failures = :failures, ambiguous_open = :ambiguous_open,
         not_before = :not_before, last_note = COALESCE(NULLIF(:note, ''), last_note),
         lease_owner = NULL, lease_until = NULL,
         refresh_due_at = CASE WHEN refresh_due_at IS NULL THEN NULL
           ELSE COALESCE(:due_at, refresh_due_at) END
       WHERE grant_id = :grant_id AND generation = :generation AND lease_owner = :owner)"};
const SqlText kEndLeases{
    R"(UPDATE grants SET lease_owner = NULL, lease_until = NULL, ambiguous_open = 1
       WHERE lease_owner IS NOT NULL)"};
const SqlText kRequireReconnect{
    R"(UPDATE grants SET reconnect_cause = :cause,
         reconnect_since = COALESCE(reconnect_since, :now), refresh_due_at = NULL
       WHERE grant_id = :grant_id AND generation = :generation)"};

/// The row that holds the pair now, locked: under its old name, or where it was handed over to.
std::optional<GrantRow> lockPair(SqlSession& session, PairPlace& place) {
  auto row = lockGrantRow(session, place.grant_id);
  while (!row && follow(session, place)) row = lockGrantRow(session, place.grant_id);
  return row;
}

/// False when generation or owner do not hold there.
bool writeFailure(SqlSession& session, const PairPlace& place, const RefreshFailure& failure) {
  const RefreshHistory& history = failure.history;
  return session.run(kRecordFailure,
                     {history.failures, std::int64_t{history.ambiguous_open}, history.not_before,
                      storableText(failure.note), history.not_before, place.grant_id,
                      place.generation, place.owner}) == 1;
}

/// Somebody else's lease has not run out.
RefreshClaim busyClaim(SqlSession& session, const GrantRow& row) {
  RefreshClaim claim;
  claim.kind = RefreshClaim::Kind::busy;
  claim.history = row.history;
  claim.busy_for = std::max(Milliseconds(1), row.lease_until.value() - session.now());
  return claim;
}

/// The grant as it is leased, or as another stored it.
RefreshClaim claimOf(RefreshClaim::Kind kind, const crypto::KeyRing& ring, const GrantRow& row) {
  RefreshClaim claim;
  claim.kind = kind;
  claim.history = row.history;
  claim.access = openGrant(ring, row);
  return claim;
}

}  // namespace

// A claim that gets its lease, as nearly all do, is one statement. Only for the others the row is
// looked at; it is locked then, so that the second try is final.
RefreshClaim claimRefresh(SqlSession& session, const crypto::KeyRing& ring,
                          const std::string& grant_id, std::int64_t seen_generation,
                          const std::string& owner, Milliseconds lease) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  auto leased = leaseGrantRow(session, grant_id, seen_generation, owner, lease);
  if (!leased) {
    const auto row = lockGrantRow(session, grant_id);
    if (!row) return {};
    if (row->access.generation > seen_generation) {
      return claimOf(RefreshClaim::Kind::moved, ring, readGrantRow(session, grant_id).value());
    }
    leased = leaseGrantRow(session, grant_id, seen_generation, owner, lease);
    if (!leased) return busyClaim(session, *row);
  }
  auto claim = claimOf(RefreshClaim::Kind::claimed, ring, *leased);
  transaction.commit();
  return claim;
}

std::optional<IntegrationAccess> commitRefresh(SqlSession& session, const crypto::KeyRing& ring,
                                               const std::string& grant_id, std::int64_t generation,
                                               IntegrationAccessToken token, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  PairPlace place(grant_id, generation);
  const auto row = lockPair(session, place);
  if (!row || row->access.generation != place.generation) return std::nullopt;
  if (token.refresh_token.empty()) token.refresh_token = openRefreshToken(*row, ring);
  if (token.scope.empty()) token.scope = row->access.token.scope;
  IntegrationAccess next = row->access;
  next.token = std::move(token);
  next.generation = place.generation + 1;
  next.refreshed_at = now;
  auto stored = replacePair(session, ring, std::move(next));
  if (!stored) return std::nullopt;
  noteChange(session, *stored, stored->generation);
  transaction.commit();
  return stored;
}

bool recordRefreshFailure(SqlSession& session, const std::string& grant_id, std::int64_t generation,
                          const std::string& owner, const RefreshFailure& failure, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  PairPlace place(grant_id, generation, owner);
  while (!writeFailure(session, place, failure)) {
    if (!follow(session, place)) return false;
  }
  if (failure.reconnect_cause != ReconnectCause::none) {
    session.run(kRequireReconnect, {std::string(name(failure.reconnect_cause)), now, place.grant_id,
                                    place.generation});
    noteChange(session, readGrantRow(session, place.grant_id).value().access);
  }
  transaction.commit();
  return true;
}

bool requireReconnect(SqlSession& session, const std::string& grant_id, std::int64_t generation,
                      ReconnectCause cause, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto row = lockGrantRow(session, grant_id);
  if (!row || row->access.generation != generation) return false;
  if (row->access.requires_reconnect) return true;
  session.run(kRequireReconnect, {std::string(name(cause)), now, grant_id, generation});
  noteChange(session, row->access);
  transaction.commit();
  return true;
}

void noteGrantChange(SqlSession& session, const std::string& grant_id) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto row = readGrantRow(session, grant_id);
  if (!row) return;
  noteChange(session, row->access);
  transaction.commit();
}

}  // namespace patchbay::store

namespace patchbay {

std::int64_t endAllLeases(const DatabaseLocation& location) {
  store::SqlSession session(location);
  store::SqlTransaction transaction(session, store::SqlTransaction::Kind::write);
  const std::int64_t ended = session.run(store::kEndLeases);
  transaction.commit();
  return ended;
}

}  // namespace patchbay
