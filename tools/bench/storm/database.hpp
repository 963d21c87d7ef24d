#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/support/postgres_server.hpp"

namespace patchbay::storm {

enum class DatabaseKind { sqlite, postgresql };

constexpr std::string_view nameOf(DatabaseKind kind) {
  return kind == DatabaseKind::sqlite ? "sqlite" : "postgresql";
}

/// Where a fleet keeps its grants; a PostgreSQL server of its own goes with this object.
class Database {
 public:
  /// @param with_standby  PostgreSQL with a second server that has every commit.
  Database(DatabaseKind kind, bool with_standby);
  /// A schema of its own in a server that others use as well.
  explicit Database(testing::PostgresServer& shared) : schema_url_(shared.createSchema()) {}

  /// What hosts are given as `PATCHBAY_DATABASE_URL`; empty means SQLite in the data folder.
  std::string url() const;
  /// Its own server, if it has one.
  testing::PostgresServer& server() { return *server_; }
  testing::PostgresServer& standby() { return *standby_; }

 private:
  std::string schema_url_;
  std::unique_ptr<testing::PostgresServer> server_;
  std::unique_ptr<testing::PostgresServer> standby_;
};

}  // namespace patchbay::storm
