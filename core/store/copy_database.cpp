#include "core/store/copy_database.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/store/migrations.hpp"
#include "core/store/sql_session.hpp"

namespace patchbay::store {
namespace {

/// Parents before children. `grant_changes` stays behind: it is for hosts that are running.
constexpr std::array kTables{
    "grants",          "tenants",         "pending_logins",   "connect_sessions", "api_keys",
    "pending_choices", "provider_events", "event_handshakes", "ended_grants",     "sealing_keys"};
constexpr std::int64_t kRowsAtOnce = 500;

/// `sequence` is left out: each database counts by itself, in the order of arrival.
const SqlText kColumns{
    "SELECT name FROM pragma_table_info(:table_name) WHERE name <> 'sequence' ORDER BY cid", 1};
const SqlText kForgetKeys{"DELETE FROM sealing_keys"};
const SqlText kReadRevisions{"SELECT name, value FROM revisions", 2};
const SqlText kSetRevision{"UPDATE revisions SET value = :value WHERE name = :name"};

/// How the rows of one table are read there and written here.
struct TableCopy {
  SqlText read;
  SqlText write;
};

TableCopy describeCopy(SqlSession& from, const std::string& table) {
  std::string columns;
  std::string values;
  int count = 1;  // rowid
  for (SqlRow& row : from.query(kColumns, {table})) {
    const std::string name = row.text();
    columns += ", " + name;
    values += (values.empty() ? ":" : ", :") + name;
    ++count;
  }
  TableCopy copy;
  copy.read = {"SELECT rowid" + columns + " FROM " + table +
                   " WHERE rowid > :after ORDER BY rowid LIMIT :rows_at_once",
               count};
  copy.write = {"INSERT INTO " + table + " (" + columns.substr(2) + ") VALUES (" + values + ")"};
  return copy;
}

std::int64_t copyTable(SqlSession& from, SqlSession& to, const std::string& table) {
  const TableCopy copy = describeCopy(from, table);
  std::int64_t copied = 0;
  std::int64_t after = 0;
  for (;;) {
    auto rows = from.query(copy.read, {after, kRowsAtOnce});
    for (SqlRow& row : rows) {
      after = row.number();
      std::vector<SqlValue> values;
      for (int column = 1; column < copy.read.columns; ++column) {
        values.push_back(SqlValue::maybe(row.optionalText()));
      }
      to.run(copy.write, values);
    }
    copied += std::ssize(rows);
    if (std::ssize(rows) < kRowsAtOnce) return copied;
  }
}

/// Keys that are remembered although nothing is sealed yet, as after `patchbay init`, go.
void makeEmpty(SqlSession& session, const DatabaseLocation& location) {
  session.run(kForgetKeys);
  for (const std::string table : kTables) {
    if (!session.queryOne({"SELECT 1 FROM " + table + " LIMIT 1", 1})) continue;
    throw IntegrationError(ErrorCode::settings_invalid,
                           describeDatabase(location) + ": holds something already (" + table +
                               "); name an empty database to copy into");
  }
}

/// Among them the number of the youngest grant, which the next one goes on from.
void copyRevisions(SqlSession& from, SqlSession& to) {
  for (SqlRow& row : from.query(kReadRevisions)) {
    std::string name = row.text();
    to.run(kSetRevision, {row.number(), std::move(name)});
  }
}

}  // namespace
}  // namespace patchbay::store

namespace patchbay {

std::int64_t copyDatabase(const DatabaseLocation& from, const DatabaseLocation& to) {
  store::SqlSession source(from);
  store::SqlSession target(to);
  store::requireCurrentSchema(source);
  store::requireCurrentSchema(target);
  const store::SqlTransaction reading(source, store::SqlTransaction::Kind::read);
  store::SqlTransaction writing(target, store::SqlTransaction::Kind::write);
  store::makeEmpty(target, to);
  std::int64_t grants = 0;
  for (const std::string table : store::kTables) {
    const auto copied = store::copyTable(source, target, table);
    if (table == "grants") grants = copied;
  }
  store::copyRevisions(source, target);
  writing.commit();
  return grants;
}

}  // namespace patchbay
