#include <soci/sqlite3/soci-sqlite3.h>

#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "core/store/sql_dialect.hpp"
#include "core/store/sqlite_file.hpp"

namespace patchbay::store {
namespace {

/// A result code of SQLite and what it means here: thing, cause, cure.
struct Fault {
  int result;
  ErrorCode code;
  const char* text;
};

constexpr ErrorCode kUnavailable = ErrorCode::storage_unavailable;
constexpr Fault kFaults[] = {
    {SQLITE_BUSY, kUnavailable,
     "The database is locked by another program; it is used again once that lets go."},
    {SQLITE_LOCKED, kUnavailable, "The database is locked inside this program; try again."},
    {SQLITE_READONLY, kUnavailable,
     "The database is read-only; let this user write the file and its folder."},
    {SQLITE_FULL, kUnavailable, "The disk of the database is full; free some space."},
    {SQLITE_IOERR, kUnavailable,
     "The disk of the database fails to read or write; check its space and health."},
    {SQLITE_CANTOPEN, kUnavailable,
     "The database cannot be opened; check that file and folder exist and are writable."},
    {SQLITE_CORRUPT, kUnavailable, "The database is damaged; restore it from a backup."},
    {SQLITE_NOTADB, kUnavailable,
     "The database file is not a SQLite database; restore it, or name another file."},
    {SQLITE_PERM, kUnavailable, "The database may not be used; check the file's permissions."},
    {SQLITE_NOMEM, kUnavailable, "The database ran out of memory; try again."},
    {SQLITE_CONSTRAINT, ErrorCode::internal, "The database refused a contradictory record."},
};

constexpr int kPrimaryCode = 0xff;  // the upper bits only say more (sqlite.org/rescode.html)

class SqliteDialect final : public SqlDialect {
 public:
  explicit SqliteDialect(const DatabaseLocation& location)
      : file_(std::filesystem::absolute(location.sqlite_file)),
        busy_timeout_(location.busy_timeout) {}

  void connect(soci::session& session) override;
  int socketOf(soci::session&) const override { return -1; }
  bool isInPlace() const override { return identity_ && identity_->stillHolds(); }
  bool keepsStatements() const override { return true; }
  bool holdsOnAfterFailure() const override { return true; }
  SqlText begin(SqlTransaction::Kind kind) const override {
    // A plain BEGIN takes the write lock at the first write, where SQLite refuses to wait for it.
    return {kind == SqlTransaction::Kind::read ? "BEGIN" : "BEGIN IMMEDIATE"};
  }
  std::string rowLock() const override { return ""; }  // there is one writer at a time
  std::string part(SqlPart which) const override;
  SqlText now() const override { return {"SELECT " + part(SqlPart::clock), 1}; }
  SqlText hasTable() const override {
    return {"SELECT name FROM sqlite_master WHERE type = 'table' AND name = :name", 1};
  }
  SqlFailure explain(const soci::soci_error& error) const override;

 private:
  void useWriteAheadLog(soci::session& session);
  std::string connectString() const;

  std::filesystem::path file_;
  Milliseconds busy_timeout_;
  std::optional<SqliteFileIdentity> identity_;
};

std::string SqliteDialect::part(SqlPart which) const {
  switch (which) {
    case SqlPart::counting_key:
      return "INTEGER PRIMARY KEY AUTOINCREMENT";  // never gives a number out twice
    case SqlPart::clock:
      // Days since noon of 24 November 4714 BC, from the epoch's on.
      return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
    case SqlPart::json_rows:
      return "json_group_array";
    case SqlPart::json_row:
      return "json_array";
    case SqlPart::skip_locked:
      break;  // a write transaction has the whole database to itself
  }
  return "";
}

std::string SqliteDialect::connectString() const {
  // SOCI splits the connect string at blanks and quotes, and has no escape for a quote.
  if (file_.string().find('"') != std::string::npos) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           "The database file's name holds a quotation mark; choose another name.");
  }
  return "dbname=\"" + file_.string() + "\"";
}

void SqliteDialect::connect(soci::session& session) {
  identity_.emplace(file_);
  session.open(*soci::factory_sqlite3(), connectString());
  // Not by SOCI's connect string, which counts in seconds.
  session << "PRAGMA busy_timeout = " << busy_timeout_.count();
  session << "PRAGMA foreign_keys = ON";
  session << "PRAGMA synchronous = FULL";
  useWriteAheadLog(session);
}

/// For this one statement SQLite does not wait: another process may be making the same change.
void SqliteDialect::useWriteAheadLog(soci::session& session) {
  constexpr Milliseconds kPause(10);
  for (Milliseconds waited(0);; waited += kPause) {
    try {
      std::string mode;
      session << "PRAGMA journal_mode", soci::into(mode);
      if (mode != "wal") session << "PRAGMA journal_mode = WAL", soci::into(mode);
      return;
    } catch (const soci::sqlite3_soci_error& error) {
      if ((error.result() & kPrimaryCode) != SQLITE_BUSY || waited >= busy_timeout_) throw;
    }
    std::this_thread::sleep_for(kPause);
  }
}

SqlFailure SqliteDialect::explain(const soci::soci_error& error) const {
  const auto* sqlite_error = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  const int result = sqlite_error == nullptr ? 0 : sqlite_error->result() & kPrimaryCode;
  const std::string detail = file_.string() + ": " + error.get_error_message() + " (SQLite " +
                             std::to_string(result) + ")";
  for (const Fault& fault : kFaults) {
    if (fault.result == result) {
      return {{fault.code, fault.text, detail}, SqlFailure::Remedy::none};
    }
  }
  return {{ErrorCode::internal, "The database refused a statement.", detail},
          SqlFailure::Remedy::none};
}

}  // namespace

std::unique_ptr<SqlDialect> makeSqliteDialect(const DatabaseLocation& location) {
  return std::make_unique<SqliteDialect>(location);
}

}  // namespace patchbay::store
