#pragma once

#include <stdlib.h>

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/base/log.hpp"
#include "core/store/sql_integration_store.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {

/// Remembers what was logged.
class RecordingLog final : public Log {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    text_ += std::string(event);
    for (const LogField& field : fields) text_ += " " + std::string(field.text());
    text_ += "\n";
  }
  void writeLines(std::string_view) override {}

  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

inline crypto::KeyRing makeRing(std::vector<std::string> ids = {"k1"}) {
  std::vector<crypto::KeyRing::Key> keys;
  for (const std::string& id : ids) keys.push_back({id, Secret(std::string(32, id.back()))});
  return crypto::KeyRing(std::move(keys));
}

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
