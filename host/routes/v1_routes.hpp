#pragma once

#include <string>

#include "core/http/router.hpp"
#include "host/routes/connect_sessions.hpp"
#include "host/routes/data_routes.hpp"
#include "host/routes/host_services.hpp"
#include "host/routes/tenant_routes.hpp"
#include "host/routes/token_route.hpp"

namespace patchbay::host {

/// The operations for backends: `Authorization: Bearer <API key>`, JSON in and out, errors as
/// RFC 9457 problem documents, nothing cached.
class V1Routes {
 public:
  V1Routes(const HostServices& services, ConnectSessions& sessions)
      : services_(services),
        sessions_(sessions),
        token_(services, sessions),
        data_(services, sessions),
        tenants_(services) {}

  void addTo(http::Router& router);

 private:
  using Answer = awaitable<http::ServerResponse> (V1Routes::*)(http::ServerRequest);
  void add(http::Router& router, std::string_view method, std::string_view pattern, Answer answer);

  awaitable<http::ServerResponse> openSession(http::ServerRequest request);
  awaitable<http::ServerResponse> listIntegrations(http::ServerRequest request);
  awaitable<http::ServerResponse> showWorkspace(http::ServerRequest request);
  awaitable<http::ServerResponse> disconnect(http::ServerRequest request);

  const HostServices& services_;
  ConnectSessions& sessions_;
  TokenRoute token_;
  DataRoutes data_;
  TenantRoutes tenants_;
};

}  // namespace patchbay::host
