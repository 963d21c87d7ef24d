#include "host/host_application.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/fetch/fetch_cache.hpp"
#include "core/http/http_server.hpp"
#include "core/http/router.hpp"
#include "core/refresh/background_refresh.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "host/api_keys.hpp"
#include "host/flow_threads.hpp"
#include "host/host_settings.hpp"
#include "host/kept_providers.hpp"
#include "host/reload/reload_thread.hpp"
#include "host/reload/reloader.hpp"
#include "host/routes/browser_routes.hpp"
#include "host/routes/event_routes.hpp"
#include "host/routes/health_routes.hpp"
#include "host/routes/v1_routes.hpp"
#include "host/sole_host.hpp"
#include "host/start_up.hpp"
#include "host/upkeep.hpp"

namespace patchbay::host {
namespace {

std::string urlOf(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return "http://" + (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

http::HttpServerOptions serverOptions(const HostSettings& host) {
  http::HttpServerOptions options;
  options.address = host.listen_address;
  options.port = host.listen_port;
  options.threads = host.threads;
  return options;
}

void armTestFaults([[maybe_unused]] const HostSettings& host) {
#ifdef PATCHBAY_FAULT_POINTS
  armFaultPoints(host.test_faults);
#endif
}

/// An integration that is refused costs itself; a host with none at all does not start.
void reportIntegrations(const IntegrationRegistry& registry, Log& log) {
  for (const auto& refused : registry.refused()) {
    log.error("integration_refused", {{"integration", refused.name}, {"cause", refused.reason}});
  }
  if (registry.all().empty() && !registry.refused().empty()) {
    throw StartError(ExitCode::plugins,
                     "no integration could be loaded: " + registry.refused().front().reason);
  }
}

}  // namespace

/// The parts in the order in which they are made; they go in the opposite order, so that whatever
/// uses a part goes before it.
class HostApplication::Running {
 public:
  Running(const Settings& settings, HostParts parts);

  void start();
  bool stop(Milliseconds grace);

  const std::string& publicUrl() const { return services_.public_url; }
  std::uint16_t port() const { return server_->port(); }
  const LiveIntegrations& integrations() const { return integrations_; }
  IntegrationStore& store() { return *store_; }
  Reloader& reloader() { return reloader_; }
  ReloadThread& reloadThread() { return reload_thread_; }

 private:
  std::unique_ptr<http::HttpServer> bind();
  IntegrationContext contextWith(const Settings& settings);
  IntegrationRegistry loadIntegrations(const HostParts& parts);
  Reloader::Parts reloaderParts(HostParts& parts);

  const Settings settings_;
  const HostSettings host_;
  SystemClock system_clock_;
  const Clock& clock_;
  std::unique_ptr<Log> stderr_log_;
  Log& log_;
  FlowThreads flows_;
  boost::asio::io_context upkeep_context_{1};  // before the store, whose calls come back to it
  const bool opens_store_;
  std::unique_ptr<IntegrationStore> store_;
  std::unique_ptr<SoleHost> sole_host_;
  std::unique_ptr<http::HttpClient> http_;
  HandOutMemory memory_;
  RefreshCoordinator refresh_;
  FetchCache fetched_;
  BackgroundRefresh background_;
  ApiKeyDirectory keys_;
  Upkeep upkeep_;
  LiveIntegrations integrations_;
  std::vector<KeptProvider> kept_;
  HostServices services_;
  EventWork event_work_;
  ConnectSessions sessions_;
  BrowserRoutes browser_routes_;
  V1Routes v1_routes_;
  EventRoutes event_routes_;
  HealthRoutes health_routes_;
  http::Router router_;
  std::unique_ptr<http::HttpServer> server_;
  Reloader reloader_;
  ReloadThread reload_thread_;
  bool stopped_ = false;
};

HostApplication::Running::Running(const Settings& settings, HostParts parts)
    : settings_(settings),
      host_(startStep(ExitCode::settings, [&] { return HostSettings::read(settings_); })),
      clock_(parts.clock != nullptr ? *parts.clock : system_clock_),
      stderr_log_(parts.log != nullptr ? nullptr : makeStderrLog(host_.log_level, clock_)),
      log_(parts.log != nullptr ? *parts.log : *stderr_log_),
      flows_(log_),
      opens_store_(!parts.store),
      store_(opens_store_ ? openStore(host_, settings_, log_) : std::move(parts.store)),
      sole_host_(opens_store_ && !host_.database().isPostgres() ? std::make_unique<SoleHost>(host_)
                                                                : nullptr),
      http_(parts.http ? std::move(parts.http) : openHttpClient(host_)),
      refresh_(*store_, clock_, log_, flows_.executor(),
               parts.refresh_times.value_or(host_.refresh_times)),
      fetched_(clock_, flows_.executor()),
      background_({*store_, refresh_, memory_, clock_, log_, flows_.executor()}),
      upkeep_(upkeep_context_, *store_, memory_, keys_, clock_, log_),
      services_{*store_, integrations_, refresh_,          memory_, fetched_, keys_,
                clock_,  log_,          host_.return_urls, {},      nullptr,  parts.ready_patience},
      event_work_(*store_, integrations_, clock_, log_),
      sessions_(services_),
      browser_routes_(services_, sessions_),
      v1_routes_(services_, sessions_),
      event_routes_(services_, event_work_),
      health_routes_(services_),
      reloader_(reloaderParts(parts)),
      reload_thread_(reloader_) {
  startStep(ExitCode::settings, [this] { armTestFaults(host_); });
  if (opens_store_) recordKeys(host_, settings_);
  upkeep_.keepInStep(fetched_);
  startStep(ExitCode::database, [this] { upkeep_.lookOnce(); });
  browser_routes_.addTo(router_);
  v1_routes_.addTo(router_);
  event_routes_.addTo(router_);
  health_routes_.addTo(router_);
  server_ = bind();
  services_.server = server_.get();
  services_.public_url =
      host_.public_url.empty() ? urlOf(host_.listen_address, server_->port()) : host_.public_url;
  integrations_.replace(loadIntegrations(parts));
  kept_ = startStep(ExitCode::settings,
                    [this] { return keptProviders(integrations_.registry(), host_, settings_); });
  if (opens_store_) reload_thread_.listenIn(host_.data_dir, refresh_.owner());
}

std::unique_ptr<http::HttpServer> HostApplication::Running::bind() {
  return startStep(ExitCode::failure, [this] {
    return std::make_unique<http::HttpServer>(serverOptions(host_), router_, flows_.executor(),
                                              clock_, log_);
  });
}

IntegrationContext HostApplication::Running::contextWith(const Settings& settings) {
  return IntegrationContext{*http_,
                            *store_,
                            refresh_,
                            memory_,
                            clock_,
                            log_,
                            settings,
                            services_.public_url,
                            host_.return_urls,
                            &fetched_};
}

IntegrationRegistry HostApplication::Running::loadIntegrations(const HostParts& parts) {
  const IntegrationContext context = contextWith(settings_);
  IntegrationRegistry registry;
  if (parts.add_integrations) {
    parts.add_integrations(registry, context);
    return registry;
  }
  registry =
      startStep(ExitCode::plugins, [&] { return setupIntegrations(host_.plugin_dir, context); });
  reportIntegrations(registry, log_);
  return registry;
}

Reloader::Parts HostApplication::Running::reloaderParts(HostParts& parts) {
  auto read_settings = std::move(parts.read_settings);
  if (!read_settings) read_settings = [this] { return settings_; };
  if (parts.add_integrations) {
    read_settings = []() -> Settings {
      throw std::runtime_error(
          "the integrations are linked into this program; build and start it anew");
    };
  }
  return {integrations_,
          background_,
          memory_,
          fetched_,
          host_,
          log_,
          std::move(read_settings),
          [this](const Settings& settings) { return contextWith(settings); }};
}

void HostApplication::Running::start() {
  flows_.start();
  upkeep_.start(event_work_);
  background_.start(std::move(kept_));
  server_->start();
  reload_thread_.start();
  log_.info("host_started", {{"public_url", services_.public_url},
                             {"port", server_->port()},
                             {"integrations", integrations_.all().size()},
                             {"refused", integrations_.refused().size()}});
}

bool HostApplication::Running::stop(Milliseconds grace) {
  if (stopped_) return true;
  stopped_ = true;
  const auto deadline = std::chrono::steady_clock::now() + grace;
  reload_thread_.stop();
  background_.stop();
  server_->stop(grace);
  upkeep_.stop();
  const auto left = std::chrono::floor<Milliseconds>(deadline - std::chrono::steady_clock::now());
  const bool finished = flows_.stop(std::max(left, Milliseconds(0)));
  log_.info("host_stopped", {{"finished", finished ? "all" : "not all"}});
  return finished;
}

HostApplication::HostApplication(const Settings& settings, HostParts parts)
    : running_(std::make_unique<Running>(settings, std::move(parts))) {}

HostApplication::~HostApplication() { running_->stop(Milliseconds(0)); }

void HostApplication::start() { running_->start(); }

bool HostApplication::stop(Milliseconds grace) { return running_->stop(grace); }

std::uint16_t HostApplication::port() const { return running_->port(); }

const std::string& HostApplication::publicUrl() const { return running_->publicUrl(); }

ReloadReport HostApplication::reload() {
  ReloadReport report = running_->reloader().reload();
  running_->reloadThread().wake();
  return report;
}

void HostApplication::requestReload() { running_->reloadThread().request(); }

const LiveIntegrations& HostApplication::integrations() const { return running_->integrations(); }

IntegrationStore& HostApplication::store() { return running_->store(); }

}  // namespace patchbay::host
