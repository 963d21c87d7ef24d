#include <soci/postgresql/soci-postgresql.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/store/postgres_url.hpp"
#include "core/store/sql_dialect.hpp"

namespace patchbay::store {
namespace {

using Remedy = SqlFailure::Remedy;

/// An SQLSTATE, or the class that its first two letters are, and what it means here.
struct Fault {
  std::string_view state;
  ErrorCode code;
  Remedy remedy;
  const char* text;
};

constexpr ErrorCode kUnavailable = ErrorCode::storage_unavailable;
constexpr const char* kGone =
    "The connection to the database broke; it is used again once the server answers.";
constexpr const char* kForgotten =
    "The database server lost what was prepared on this connection; it is prepared again.";

// The first that fits counts. https://www.postgresql.org/docs/15/errcodes-appendix.html
constexpr Fault kFaults[] = {
    {"08", kUnavailable, Remedy::reconnect, kGone},
    {"57P", kUnavailable, Remedy::reconnect, kGone},    // shutting down, crashed, starting up
    {"25P03", kUnavailable, Remedy::reconnect, kGone},  // too long idle in a transaction
    {"25006", kUnavailable, Remedy::reconnect,
     "The database server is read-only, as a standby is; it is used again once one that takes "
     "writes answers."},
    {"26000", kUnavailable, Remedy::reconnect, kForgotten},
    {"42P05", kUnavailable, Remedy::reconnect, kForgotten},  // by somebody else, in our name
    {"0A000", kUnavailable, Remedy::reconnect, kForgotten},  // a table has changed since
    {"23505", ErrorCode::internal, Remedy::repeat, "The database refused a contradictory record."},
    {"42P07", ErrorCode::internal, Remedy::repeat,
     "The database holds a table that the schema is about to make; name an empty database."},
    {"40003", kUnavailable, Remedy::none,
     "The database does not know whether it saved; what it holds must be read again."},
    {"40", kUnavailable, Remedy::repeat, "Another transaction was in the way; try again."},
    {"23", ErrorCode::internal, Remedy::none, "The database refused a contradictory record."},
    {"55P03", kUnavailable, Remedy::none,
     "A row of the database is locked by another program; it is used again once that lets go."},
    {"57014", kUnavailable, Remedy::none, "The database took too long; try again."},
    {"53100", kUnavailable, Remedy::none, "The disk of the database is full; free some space."},
    {"53", kUnavailable, Remedy::none,
     "The database server lacks connections, memory or disk; try again, or give it more."},
    {"42501", kUnavailable, Remedy::none,
     "The database refuses this user; grant it the rights on its tables."},
    {"42P01", kUnavailable, Remedy::none, "The database lacks a table. Run: patchbay migrate"},
    {"58", kUnavailable, Remedy::none,
     "The database server fails to read or write; look into its log."},
    {"XX", kUnavailable, Remedy::none, "The database server is damaged; look into its log."},
};

/// The server's own words; what follows the first line may quote values.
std::string firstLine(const std::string& message) {
  const auto start = message.find("ERROR:");
  return message.substr(start == std::string::npos ? 0 : start, message.find('\n', start) - start);
}

PGconn* connectionOf(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

/// Whether the server process that answers is the one that introduced itself when we connected. A
/// pooler introduces itself, by a number that it drew, and may lead each transaction to another
/// process.
bool isAnsweredByItsGreeter(soci::session& session) {
  int process = 0;
  session << "SELECT pg_backend_pid()", soci::into(process);
  return process == PQbackendPID(connectionOf(session));
}

class PostgresDialect final : public SqlDialect {
 public:
  explicit PostgresDialect(const DatabaseLocation& location)
      : url_(location.postgres_url), longest_call_(location.longest_call) {}

  void connect(soci::session& session) override {
    session.open(*soci::factory_postgresql(), url_.connectString().reveal());
    // Notices are not errors; libpq would print them among the lines of the log.
    PQsetNoticeReceiver(
        connectionOf(session), [](void*, const PGresult*) {}, nullptr);
    keeps_statements_ = isAnsweredByItsGreeter(session);
  }
  int socketOf(soci::session& session) const override { return PQsocket(connectionOf(session)); }
  bool isInPlace() const override { return true; }

  bool keepsStatements() const override { return keeps_statements_; }
  bool holdsOnAfterFailure() const override { return false; }
  SqlText begin(SqlTransaction::Kind kind) const override;
  std::string rowLock() const override { return " FOR UPDATE"; }
  std::string part(SqlPart which) const override;
  SqlText now() const override { return {"SELECT " + part(SqlPart::clock), 1}; }
  SqlText hasTable() const override {
    return {"SELECT 1 WHERE to_regclass(CAST(:name AS TEXT)) IS NOT NULL", 1};
  }

  SqlFailure explain(const soci::soci_error& error) const override;

 private:
  SqlFailure explainConnect(const soci::soci_error& error) const;

  PostgresUrl url_;
  Milliseconds longest_call_;
  bool keeps_statements_ = false;
};

std::string PostgresDialect::part(SqlPart which) const {
  switch (which) {
    case SqlPart::counting_key:
      return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    case SqlPart::clock:
      // Not now(): that is when the transaction began, and it may have waited for a lock since.
      return "CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)";
    case SqlPart::skip_locked:
      return " FOR UPDATE SKIP LOCKED";
    case SqlPart::json_rows:
      return "json_agg";
    case SqlPart::json_row:
      return "json_build_array";
  }
  return "";
}

/// One message, so one round trip. All of it ends with the transaction: no session keeps a state.
SqlText PostgresDialect::begin(SqlTransaction::Kind kind) const {
  // The server gives up a little before the caller is told that it did not answer.
  const auto set = [](const char* name, Milliseconds time) {
    return std::string("; SET LOCAL ") + name + " = " + std::to_string(time.count());
  };
  const std::string limits = set("statement_timeout", longest_call_ * 4 / 5) +
                             set("lock_timeout", longest_call_ / 2) +
                             set("idle_in_transaction_session_timeout", longest_call_ * 3);
  // A pair counts as saved once it is on disk, also where the server's default is laxer.
  const std::string write =
      "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on";
  switch (kind) {
    case SqlTransaction::Kind::read:
      return {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" + limits};
    case SqlTransaction::Kind::write:
      return {write + limits};
    case SqlTransaction::Kind::schema:
      return {write + set("statement_timeout", Milliseconds(0)) +
              set("lock_timeout", Milliseconds(60'000))};
  }
  return {};
}

SqlFailure PostgresDialect::explain(const soci::soci_error& error) const {
  const auto* const server_error = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  if (server_error == nullptr) return explainConnect(error);
  const std::string state = server_error->sqlstate();
  std::string detail = url_.name() + ": SQLSTATE " + state;
  // Data exceptions (22) and violated constraints (23) name values in their first line.
  if (!state.starts_with("22") && !state.starts_with("23")) {
    detail += ", " + firstLine(error.get_error_message());
  }
  for (const Fault& fault : kFaults) {
    if (state.starts_with(fault.state)) {
      return {{fault.code, fault.text, std::move(detail)}, fault.remedy};
    }
  }
  return {{ErrorCode::internal, "The database refused a statement.", std::move(detail)},
          Remedy::none};
}

/// What to do about a connect that failed, by libpq's text.
const char* remedyOf(const std::string& message) {
  if (message.find("does not support SSL") != std::string::npos) {
    return "The database server offers no TLS, which sslmode of PATCHBAY_DATABASE_URL demands; "
           "give the server a certificate and ssl = on.";
  }
  // Signed by an authority that has the right name and another key is only `SSL error: EVP lib`.
  const bool is_about_tls = message.find("certificate") != std::string::npos ||
                            message.find("SSL error") != std::string::npos;
  if (is_about_tls) {
    return "The database server's certificate is not trusted; check sslrootcert (the authority's "
           "certificate) and the host name in PATCHBAY_DATABASE_URL, and the server's certificate.";
  }
  return "The database server does not let this host in; check that it runs, and the host, "
         "database, user and password of PATCHBAY_DATABASE_URL.";
}

/// SOCI says no more of a connect that failed than libpq's text, which tells host, database and
/// user.
SqlFailure PostgresDialect::explainConnect(const soci::soci_error& error) const {
  const std::string message = error.get_error_message();
  return {{kUnavailable, remedyOf(message), url_.name() + ": " + message}, Remedy::none};
}

}  // namespace

std::unique_ptr<SqlDialect> makePostgresDialect(const DatabaseLocation& location) {
  return std::make_unique<PostgresDialect>(location);
}

}  // namespace patchbay::store
