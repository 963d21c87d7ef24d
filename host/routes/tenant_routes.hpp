#pragma once

#include "core/http/router.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// `GET .../integrations/{name}/tenants` and `PUT .../tenant` below `/v1/workspaces/{workspace}`:
/// which companies are connected, and which of them serves requests that name none.
class TenantRoutes {
 public:
  explicit TenantRoutes(const HostServices& services) : services_(services) {}

  void addTo(http::Router& router);

 private:
  awaitable<http::ServerResponse> list(http::ServerRequest request);
  awaitable<http::ServerResponse> choose(http::ServerRequest request);

  const HostServices& services_;
};

}  // namespace patchbay::host
