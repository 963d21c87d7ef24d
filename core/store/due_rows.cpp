#include "core/store/due_rows.hpp"

#include <algorithm>
#include <utility>

namespace patchbay::store {
namespace {

// Both lock by passing over what others hold, so neither ever waits for a grant, and no two
// transactions wait for each other in a circle.
const SqlText kFindDue{
    R"(SELECT grant_id, workspace_id, integration, generation, expires_at, refreshed_at, used_at
       FROM grants
       WHERE integration = :integration AND refresh_due_at <= :now AND reconnect_cause IS NULL
         AND (lease_until IS NULL OR lease_until <= :database_now)
       ORDER BY refresh_due_at LIMIT :most{skip_locked})",
    7};
const SqlText kPutOff{"UPDATE grants SET refresh_due_at = :due_at WHERE grant_id = :grant_id"};
const SqlText kFindUnused{
    R"(SELECT grant_id FROM grants
       WHERE grant_id = :grant_id AND (used_at IS NULL OR used_at < :before){skip_locked})",
    1};
const SqlText kUse{"UPDATE grants SET used_at = :now WHERE grant_id = :grant_id"};

constexpr Milliseconds kUsePrecision = std::chrono::hours(1);

struct DueRow {
  explicit DueRow(SqlRow& row) {
    access.grant_id = row.text();
    access.workspace_id = row.text();
    access.integration = row.text();
    access.generation = row.number();
    access.token.expires_at = row.time();
    access.refreshed_at = row.time();
    used_at = row.optionalTime();
  }

  IntegrationAccess access;
  std::optional<TimePoint> used_at;
};

}  // namespace

DueGrants takeDueGrants(SqlSession& session, const DueQuery& query, TimePoint now) {
  DueGrants due;
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  auto rows = session.query(kFindDue, {query.integration, now, session.now(), query.most});
  if (rows.empty()) return due;
  due.may_be_more = std::ssize(rows) == query.most;
  for (SqlRow& row : rows) {
    DueRow found(row);
    const TimePoint next = nextRefreshAt(found.access, found.used_at, query.rules, now);
    const bool is_due = next <= now;
    session.run(kPutOff, {is_due ? now + query.hold : next, found.access.grant_id});
    if (is_due) due.grants.push_back(std::move(found.access));
  }
  transaction.commit();
  return due;
}

void recordUses(SqlSession& session, std::vector<std::string> grant_ids, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  for (const std::string& grant_id : grant_ids) {
    if (session.queryOne(kFindUnused, {grant_id, now - kUsePrecision})) {
      session.run(kUse, {now, grant_id});
    }
  }
  transaction.commit();
}

}  // namespace patchbay::store
