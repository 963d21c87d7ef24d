#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/base/settings.hpp"
#include "core/http/http_client.hpp"
#include "core/plugin/live_integrations.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/store/integration_store.hpp"
#include "host/reload/reload_report.hpp"

namespace patchbay::host {

/// What a program that embeds the host may bring along. Whatever is left empty the host makes from
/// its settings.
struct HostParts {
  const Clock* clock = nullptr;  ///< must outlive the host
  Log* log = nullptr;            ///< must outlive the host
  std::unique_ptr<IntegrationStore> store;
  std::unique_ptr<http::HttpClient> http;
  std::optional<RefreshTimes> refresh_times;  ///< else by `PATCHBAY_TOKEN_CALL_SECONDS`
  Milliseconds ready_patience{2'000};         ///< how long `/readyz` waits for the database
  /// Adds integrations that are linked in. When it is given, no plugin is loaded.
  std::function<void(IntegrationRegistry&, const IntegrationContext&)> add_integrations;
  /// The settings as they are at a reload; else those that the host was started with.
  std::function<Settings()> read_settings;
};

/// The whole host: opens what the settings name, loads the integrations, serves.
///
/// Its threads: those of the HTTP server, at least four for handlers and refreshes (so a plugin
/// that blocks costs one of them), one for upkeep, one that reloads integrations, and those of
/// store and HTTP client.
class HostApplication {
 public:
  /// Opens everything and binds the port; serves nothing yet.
  /// @throws StartError thing, cause, cure, and the exit code.
  explicit HostApplication(const Settings& settings, HostParts parts = {});
  /// Stops, giving what is under way no time.
  ~HostApplication();
  HostApplication(const HostApplication&) = delete;
  HostApplication& operator=(const HostApplication&) = delete;

  void start();

  /// Stops accepting, lets requests and refreshes that are under way finish, and ends all threads.
  /// Blocks; call it from a thread of your own.
  /// @returns false when something had not finished within `grace` and was given up.
  bool stop(Milliseconds grace);

  /// Reads the registry and the integrations' settings again, while all goes on: new integrations
  /// come up, a changed one takes the place of the old one, which finishes what it has; one that is
  /// bad is refused and the old one stays; one that is gone goes. Blocks; from any thread.
  ReloadReport reload();
  /// The same, soon and on the host's own thread; the log tells what came of it.
  void requestReload();

  std::uint16_t port() const;
  const std::string& publicUrl() const;
  const LiveIntegrations& integrations() const;
  IntegrationStore& store();

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

}  // namespace patchbay::host
