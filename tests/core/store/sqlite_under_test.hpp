#pragma once

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/store/sql_integration_store.hpp"
#include "tests/core/store/key_rings.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {

/// A migrated database in a folder of its own. Calls do not wait for foreign locks.
class SqliteDatabase {
 public:
  SqliteDatabase() { migrateDatabase(location()); }

  DatabaseLocation location() const {
    DatabaseLocation location;
    location.sqlite_file = file();
    location.busy_timeout = Milliseconds(0);
    return location;
  }
  std::filesystem::path file() const { return folder_.path() / "patchbay.db"; }
  std::unique_ptr<IntegrationStore> open(crypto::KeyRing ring = makeRing()) {
    return openSqlStore(location(), std::move(ring), log_);
  }
  const RecordingLog& log() const { return log_; }

 private:
  TemporaryFolder folder_;
  RecordingLog log_;
};

}  // namespace patchbay::testing
