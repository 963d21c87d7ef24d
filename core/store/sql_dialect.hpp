#pragma once

#include <soci/soci.h>

#include <memory>
#include <string>

#include "core/base/error.hpp"
#include "core/store/sql_session.hpp"

namespace patchbay::store {

/// What differs between databases. One connection has one dialect.
class SqlDialect {
 public:
  virtual ~SqlDialect() = default;

  /// Opens and configures the connection.
  virtual void connect(soci::session& session) = 0;
  /// The connection's socket; -1 when there is none.
  virtual int socketOf(soci::session& session) const = 0;
  /// Whether what `connect` opened is still what the location names.
  virtual bool isInPlace() const = 0;

  /// Whether a statement that was prepared once is still there at the next transaction. Else the
  /// server gets it anew each time it is run.
  virtual bool keepsStatements() const = 0;
  /// Whether a statement that failed may hold locks until it is dropped.
  virtual bool holdsOnAfterFailure() const = 0;

  virtual SqlText begin(SqlTransaction::Kind kind) const = 0;
  /// What a SELECT ends with that keeps its rows as they are until the transaction ends.
  virtual std::string rowLock() const = 0;
  virtual std::string part(SqlPart which) const = 0;
  /// One row, one column: milliseconds since the epoch.
  virtual SqlText now() const = 0;
  /// One row when the table named by the one value exists.
  virtual SqlText hasTable() const = 0;

  /// What to throw for an error of SOCI. Never uses `what()`: that prints bound values.
  virtual SqlFailure explain(const soci::soci_error& error) const = 0;
};

std::unique_ptr<SqlDialect> makeSqliteDialect(const DatabaseLocation& location);
std::unique_ptr<SqlDialect> makePostgresDialect(const DatabaseLocation& location);

}  // namespace patchbay::store
