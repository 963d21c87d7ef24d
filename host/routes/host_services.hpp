#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/fetch/fetch_cache.hpp"
#include "core/http/http_server.hpp"
#include "core/plugin/live_integrations.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/store/integration_store.hpp"
#include "host/api_keys.hpp"

namespace patchbay::host {

/// What the routes work with. References outlive the routes. The public URL and the server are
/// known once the port is bound, before the first request.
struct HostServices {
  IntegrationStore& store;
  const LiveIntegrations& integrations;
  const RefreshCoordinator& refresh;
  HandOutMemory& memory;
  FetchCache& fetched;
  const ApiKeyDirectory& keys;
  const Clock& clock;
  Log& log;
  std::vector<std::string> return_urls;
  std::string public_url;  ///< without trailing slash
  const http::HttpServer* server = nullptr;
  Milliseconds ready_patience;  ///< how long `/readyz` waits for the database

  /// The integration of that name, held for as long as a request needs it.
  /// @throws IntegrationError `not_found` when there is none.
  std::shared_ptr<IntegrationOAuth> integration(const std::string& name) const;
};

}  // namespace patchbay::host
