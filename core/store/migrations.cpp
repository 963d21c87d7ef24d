#include "core/store/migrations.hpp"

#include <chrono>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "core/store/sqlite_file.hpp"

namespace patchbay::store {
namespace {

const SqlText kCreateHistory{
    R"(CREATE TABLE IF NOT EXISTS schema_migrations (
         version BIGINT NOT NULL PRIMARY KEY,
         title TEXT NOT NULL,
         checksum TEXT NOT NULL,
         applied_at BIGINT NOT NULL))"};
const SqlText kReadHistory{
    "SELECT version, title, checksum FROM schema_migrations ORDER BY version", 3};
const SqlText kRecord{
    R"(INSERT INTO schema_migrations (version, title, checksum, applied_at)
       VALUES (:version, :title, :checksum, :applied_at))"};

IntegrationError notOurs(std::int64_t version, const std::string& title) {
  return {ErrorCode::settings_invalid,
          "The database has schema step " + std::to_string(version) + " (" + title +
              "), which this program does not know: it is older than the database. Run a newer "
              "patchbay."};
}

IntegrationError changed(std::int64_t version, const std::string& title) {
  return {ErrorCode::settings_invalid,
          "The database's schema step " + std::to_string(version) + " (" + title +
              ") was not made by this program's step of that number: their checksums differ. Run "
              "the patchbay that made this database, or restore the database from a backup."};
}

std::vector<MigrationState> nothingApplied() {
  std::vector<MigrationState> states;
  for (const Migration& step : migrations()) states.push_back({step.version, step.title, false});
  return states;
}

constexpr int kMostRaces = 10;  // how often other processes may be faster with one step

/// The step is recorded before it is made: whoever else is about to make it waits there, by the
/// primary key, and learns that it came second. On SQLite both hold the write lock in turn.
void apply(SqlSession& session, const Migration& step) {
  SqlTransaction transaction(session, SqlTransaction::Kind::schema);
  if (!session.hasTable("schema_migrations")) session.run(kCreateHistory);
  if (readMigrationStates(session)[step.version - 1].applied) return;
  const TimePoint applied_at = session.now();
  session.run(kRecord, {std::int64_t{step.version}, step.title, step.checksum(), applied_at});
  for (const std::string& statement : step.statements) session.run({statement});
  transaction.commit();
}

/// Applies one step unless another process was faster.
void applyOnce(SqlSession& session, const Migration& step) {
  for (int race = 1;; ++race) {
    try {
      return apply(session, step);
    } catch (const SqlFailure& failure) {
      if (failure.remedy() != SqlFailure::Remedy::repeat || race == kMostRaces) throw;
    }
  }
}

}  // namespace

std::string Migration::checksum() const {
  std::string all = title;
  for (const std::string& statement : statements) all += "\n;\n" + statement;
  return crypto::sha256Hex(all);
}

std::vector<MigrationState> readMigrationStates(SqlSession& session) {
  auto states = nothingApplied();
  if (!session.hasTable("schema_migrations")) return states;
  for (SqlRow& row : session.query(kReadHistory)) {
    const std::int64_t version = row.number();
    const std::string title = row.text();
    if (version < 1 || version > std::ssize(states)) throw notOurs(version, title);
    if (row.text() != migrations()[version - 1].checksum()) throw changed(version, title);
    states[version - 1].applied = true;
  }
  return states;
}

void requireCurrentSchema(SqlSession& session) {
  for (const MigrationState& step : readMigrationStates(session)) {
    if (step.applied) continue;
    throw IntegrationError(ErrorCode::settings_invalid,
                           "The database lacks schema step " + std::to_string(step.version) + " (" +
                               step.title + "). Run: patchbay migrate");
  }
}

}  // namespace patchbay::store

namespace patchbay {

std::vector<MigrationState> migrateDatabase(const DatabaseLocation& location) {
  if (!location.isPostgres()) store::createSqliteFile(location.sqlite_file);
  store::SqlSession session(location);
  auto before = store::readMigrationStates(session);
  for (const MigrationState& step : before) {
    if (!step.applied) store::applyOnce(session, store::migrations()[step.version - 1]);
  }
  return before;
}

std::vector<MigrationState> listMigrations(const DatabaseLocation& location) {
  std::error_code ignored;
  if (!location.isPostgres() && !std::filesystem::exists(location.sqlite_file, ignored)) {
    return store::nothingApplied();
  }
  store::SqlSession session(location);
  return store::readMigrationStates(session);
}

}  // namespace patchbay
