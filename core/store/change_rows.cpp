#include "core/store/change_rows.hpp"

#include "core/base/error.hpp"

namespace patchbay::store {
namespace {

const SqlText kNote{
    R"(INSERT INTO grant_changes (workspace_id, integration, grant_id, generation)
       VALUES (:workspace_id, :integration, :grant_id, :generation))"};
const SqlText kFind{
    R"(SELECT sequence, workspace_id, integration, grant_id, generation
       FROM grant_changes WHERE sequence > :after ORDER BY sequence LIMIT :most)",
    5};
const SqlText kCounters{
    R"(SELECT (SELECT COALESCE(MAX(sequence), 0) FROM grant_changes),
         (SELECT value FROM revisions WHERE name = 'grant_changes_trimmed'),
         (SELECT value FROM revisions WHERE name = 'api_keys'))",
    3};
const SqlText kNewestBefore{
    "SELECT COALESCE(MAX(sequence), 0) FROM grant_changes WHERE changed_at <= :before", 1};
const SqlText kNoteTrimmed{
    R"(UPDATE revisions SET value = :trimmed
       WHERE name = 'grant_changes_trimmed' AND value < :greater)"};
const SqlText kTrim{"DELETE FROM grant_changes WHERE sequence <= :trimmed"};

GrantChange readChange(SqlRow& row) {
  GrantChange change;
  change.sequence = row.number();
  change.workspace_id = row.text();
  change.integration = row.text();
  change.grant_id = row.text();
  change.generation = row.number();
  return change;
}

}  // namespace

void noteChange(SqlSession& session, const IntegrationAccess& access, std::int64_t generation) {
  session.run(kNote, {access.workspace_id, access.integration, access.grant_id, generation});
}

GrantChanges findGrantChanges(SqlSession& session, std::int64_t after, std::int64_t most) {
  const SqlTransaction snapshot(session, SqlTransaction::Kind::read);
  GrantChanges found;
  for (SqlRow& row : session.query(kFind, {after, most})) found.changes.push_back(readChange(row));
  auto counters = session.queryOne(kCounters);
  if (!counters) throw IntegrationError(ErrorCode::internal, "The database counted nothing.");
  found.newest = counters->number();
  found.trimmed_through = counters->number();
  found.api_keys_revision = counters->number();
  return found;
}

// The counter first: hosts that trim at the same time then do so one after the other.
std::int64_t trimGrantChanges(SqlSession& session, Milliseconds keep) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  auto newest = session.queryOne(kNewestBefore, {session.now() - keep});
  const std::int64_t trimmed = newest ? newest->number() : 0;
  if (trimmed == 0 || session.run(kNoteTrimmed, {trimmed, trimmed}) != 1) return 0;
  const std::int64_t dropped = session.run(kTrim, {trimmed});
  transaction.commit();
  return dropped;
}

}  // namespace patchbay::store
