#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "core/http/router.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// For whoever watches the host; no API key: the answers hold names and numbers only.
///
/// `/livez` the process answers; `/readyz` it can also commit to its database (503 when not, or not
/// within `ready_patience`); `/metrics` counts, in the text format of Prometheus.
class HealthRoutes {
 public:
  explicit HealthRoutes(const HostServices& services) : services_(services) {}

  void addTo(http::Router& router);

 private:
  awaitable<http::ServerResponse> live(http::ServerRequest request);
  awaitable<http::ServerResponse> ready(http::ServerRequest request);
  awaitable<http::ServerResponse> metrics(http::ServerRequest request);
  awaitable<bool> canCommit();
  awaitable<bool> tryToCommit();
  awaitable<bool> checkInTime();

  const HostServices& services_;
  // Anybody may ask, and each real check is a commit: one answer holds for a second.
  std::atomic<std::int64_t> checked_at_{0};
  std::atomic<bool> could_commit_{false};
  // So many checks took too long and still wait; until they end there is no use in another.
  std::atomic<int> overdue_{0};
};

}  // namespace patchbay::host
