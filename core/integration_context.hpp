#pragma once

#include <string>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/base/settings.hpp"
#include "core/http/http_client.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay {

class RefreshCoordinator;
class HandOutMemory;
class DataPurge;

/// What the host lends to every integration. References outlive the integration. A plugin reaches
/// the network, the database, the time and the log through this and through nothing else.
struct IntegrationContext {
  http::HttpClient& http;
  IntegrationStore& store;
  RefreshCoordinator& refresh;
  HandOutMemory& memory;
  const Clock& clock;
  Log& log;
  const Settings& settings;
  /// Base of redirect and reconnect URLs, without trailing slash; from configuration, never from a
  /// request's `Host`.
  std::string public_url;
  /// Where a browser may be sent after connecting; compared exactly.
  std::vector<std::string> return_urls;
  /// What forgets data fetched from a provider; null where nothing is kept.
  DataPurge* data_purge = nullptr;
};

}  // namespace patchbay
