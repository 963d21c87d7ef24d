#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "core/base/clock.hpp"
#include "core/plugin/integration_registry.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "host/absent_store.hpp"
#include "host/host_settings.hpp"
#include "host/start_up.hpp"

namespace patchbay::host {

/// The integrations, loaded as `serve` loads them but with no database, to look at them.
class LoadedIntegrations {
 public:
  /// @throws StartError when the registry cannot be read or a setting is wrong.
  LoadedIntegrations(const HostSettings& host, const Settings& settings, Log& log)
      : http_(openHttpClient(host)),
        refresh_(store_, clock_, log, context_.get_executor()),
        registry_(startStep(ExitCode::plugins, [&] {
          const std::string url = host.public_url.empty() ? "http://127.0.0.1" : host.public_url;
          const IntegrationContext context{*http_, store_,   refresh_, memory_,         clock_,
                                           log,    settings, url,      host.return_urls};
          return setupIntegrations(host.plugin_dir, context);
        })) {}

  const IntegrationRegistry& registry() const { return registry_; }

 private:
  SystemClock clock_;
  boost::asio::io_context context_;
  AbsentStore store_;
  std::unique_ptr<http::HttpClient> http_;
  HandOutMemory memory_;
  RefreshCoordinator refresh_;
  IntegrationRegistry registry_;
};

}  // namespace patchbay::host
