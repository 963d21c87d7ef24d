#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "core/base/log.hpp"
#include "core/base/settings.hpp"
#include "core/fetch/data_purge.hpp"
#include "core/plugin/live_integrations.hpp"
#include "core/refresh/background_refresh.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "host/host_settings.hpp"
#include "host/reload/reload_report.hpp"

namespace patchbay::host {

/// Exchanges the integrations of a running host for those that the registry lists now, and tells
/// all who remember something of the old ones. Safe from any thread; one reload at a time.
class Reloader {
 public:
  struct Parts {
    LiveIntegrations& integrations;
    BackgroundRefresh& background;
    HandOutMemory& memory;
    DataPurge& fetched;
    const HostSettings& host;
    Log& log;
    /// The settings as they are now: those of integrations count anew, the host's own do not.
    std::function<Settings()> read_settings;
    std::function<IntegrationContext(const Settings&)> context;
  };

  explicit Reloader(Parts parts) : parts_(std::move(parts)) {}
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /// Blocks: libraries are loaded, and plugins' constructors run.
  ReloadReport reload();

  /// Destroys the integrations that were replaced and have finished.
  void endUnused();
  bool hasRetired() const { return parts_.integrations.hasRetired(); }

 private:
  ReloadReport exchange();
  void forget(const ReloadReport& report);
  void report(const ReloadReport& report);

  const Parts parts_;
  std::mutex mutex_;  // one reload at a time
};

}  // namespace patchbay::host
