#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/store/sql_integration_store.hpp"
#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/key_rings.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/recording_log.hpp"

namespace patchbay::testing {

/// Migrated tables of its own on a server.
class PostgresDatabase {
 public:
  explicit PostgresDatabase(PostgresServer& server = PostgresServer::shared())
      : url_(server.createSchema()) {
    migrateDatabase(location());
  }

  const std::string& url() const { return url_; }
  DatabaseLocation location() const { return PostgresServer::locationOf(url_); }
  std::unique_ptr<IntegrationStore> open(crypto::KeyRing ring = makeRing()) {
    return openSqlStore(location(), std::move(ring), log_);
  }
  std::string query(const std::string& sql) { return PostgresServer::query(url_, sql); }
  RecordingLog& log() { return log_; }

 private:
  const std::string url_;
  RecordingLog log_;
};

}  // namespace patchbay::testing
