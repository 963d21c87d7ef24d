#pragma once

#include <memory>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/store/integration_store.hpp"
#include "host/start_up.hpp"

namespace patchbay::host {

/// The database as commands use it that look something up or change it, beside running hosts.
class OpenDatabase {
 public:
  explicit OpenDatabase(const Settings& settings)
      : log_(makeStderrLog(LogLevel::error, clock_)),
        store_(openStore(HostSettings::read(settings), settings, *log_)) {}

  IntegrationStore& store() { return *store_; }
  TimePoint now() const { return clock_.now(); }

 private:
  SystemClock clock_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<IntegrationStore> store_;
};

}  // namespace patchbay::host
