#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/store/sql_integration_store.hpp"
#include "core/store/sql_row.hpp"

namespace patchbay::store {

/// A statement: its text, where every `:name` stands once and a `{part}` (`SqlPart`) for what
/// databases say differently, and how many columns it answers with.
struct SqlText {
  std::string text;
  int columns = 0;
};

/// A value for a `:name`, in order of appearance. The kind follows from the C++ type, so that a
/// NULL has one too. Times are stored as BIGINT milliseconds since the Unix epoch, UTC.
class SqlValue {
 public:
  enum class Kind { text, number };

  SqlValue(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
  SqlValue(std::int64_t number) : kind_(Kind::number), number_(number) {}
  SqlValue(TimePoint time) : SqlValue(time.time_since_epoch().count()) {}
  SqlValue(std::optional<TimePoint> time)
      : SqlValue(time.value_or(TimePoint()).time_since_epoch().count()) {
    is_null_ = !time.has_value();
  }

  /// A text, or NULL where there is none.
  static SqlValue maybe(std::optional<std::string> text) {
    SqlValue value(text.value_or(""));
    value.is_null_ = !text.has_value();
    return value;
  }

  Kind kind() const { return kind_; }
  bool isNull() const { return is_null_; }
  const std::string& text() const { return text_; }
  std::int64_t number() const { return number_; }

 private:
  Kind kind_;
  bool is_null_ = false;
  std::string text_;
  std::int64_t number_ = 0;
};

/// An error of the database, and what the store itself may try against it.
class SqlFailure : public IntegrationError {
 public:
  enum class Remedy {
    none,
    repeat,    ///< another transaction was faster: the same work may succeed now
    reconnect  ///< the connection is of no use any more; nothing was committed by it
  };

  SqlFailure(IntegrationError error, Remedy remedy)
      : IntegrationError(std::move(error)), remedy_(remedy) {}

  Remedy remedy() const { return remedy_; }

 private:
  Remedy remedy_;
};

/// A piece of SQL that differs between databases; `{clock}` in a statement stands for `clock`.
enum class SqlPart {
  counting_key,  ///< the type of a primary key that the database counts up by itself
  clock,         ///< the database's clock, as an expression: milliseconds since the epoch
  skip_locked,   ///< ends a SELECT whose rows are then written: passes over those others hold
  json_rows,     ///< the aggregate of rows to a list, see `SqlRow::rows`
  json_row,      ///< columns as one row of that list
};

/// One connection with its prepared statements: all that touches SOCI is behind this class and the
/// dialect it uses. Belongs to one thread.
///
/// Every method throws `SqlFailure` or another `IntegrationError`: `storage_unavailable` when the
/// database cannot be used now, `internal` for a statement that breaks a constraint or does not fit
/// its values. Neither ever carries a bound value.
class SqlSession {
 public:
  /// Opens a database that exists.
  explicit SqlSession(const DatabaseLocation& location);
  ~SqlSession();
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  /// Runs a statement without answer; returns how many rows it changed.
  std::int64_t run(const SqlText& statement, const std::vector<SqlValue>& values = {});
  /// Runs a statement to its end; returns all rows.
  std::vector<SqlRow> query(const SqlText& statement, const std::vector<SqlValue>& values = {});
  std::optional<SqlRow> queryOne(const SqlText& statement,
                                 const std::vector<SqlValue>& values = {});

  /// The same for rows that this transaction goes on to change: other hosts wait until it ends. The
  /// statement is a plain SELECT from one table; rows are locked in its order.
  std::vector<SqlRow> queryLocked(const SqlText& statement, const std::vector<SqlValue>& values);
  std::optional<SqlRow> queryOneLocked(const SqlText& statement,
                                       const std::vector<SqlValue>& values);

  /// The database's clock: the one all hosts share.
  TimePoint now();
  bool hasTable(const std::string& table);
  /// False once the database was moved, removed or replaced behind this connection.
  bool isInPlace() const;

  /// Cuts the connection, from whatever thread: what runs on it fails soon. Without effect on a
  /// database that is a file.
  void cut();

 private:
  friend class SqlTransaction;
  class Connection;
  std::unique_ptr<Connection> connection_;
};

/// A transaction, rolled back unless committed. What a read transaction reads is one snapshot. What
/// a write transaction reads stays true until it commits if it was read by `queryLocked`: SQLite
/// admits one writer at a time, PostgreSQL locks the rows. All writing is done in transactions.
///
/// One that begins within another is a part of that: rolled back alone, but lasting only once the
/// whole is committed.
class SqlTransaction {
 public:
  enum class Kind { read, write, schema };

  SqlTransaction(SqlSession& session, Kind kind);
  ~SqlTransaction();
  SqlTransaction(const SqlTransaction&) = delete;
  SqlTransaction& operator=(const SqlTransaction&) = delete;

  /// @throws SqlFailure with remedy `none` when the outcome is unknown.
  void commit();

 private:
  void begin(Kind kind);
  void rollBack();
  void rollBackPart();
  void requireUnspoilt() const;
  void end();

  SqlSession& session_;
  const bool is_part_;
  bool open_ = true;
};

}  // namespace patchbay::store
