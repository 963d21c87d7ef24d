#pragma once

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/xero/api/connection_book.hpp"
#include "tools/sandbox/xero/demo/organisation.hpp"

namespace patchbay::sandbox::xero {

/// `/connections` and `/connect/userinfo`: what a bearer token reaches without a tenant.
class ConnectionEndpoints {
 public:
  /// Both must outlive the endpoints.
  ConnectionEndpoints(const std::vector<Organisation>& organisations, ConnectionBook& connections)
      : organisations_(organisations), connections_(connections) {}

  http::ServerResponse list(const http::ServerRequest& request, const TokenPair& caller) const;
  http::ServerResponse remove(const http::ServerRequest& request, const TokenPair& caller);
  http::ServerResponse userinfo(const TokenPair& caller) const;

 private:
  const std::vector<Organisation>& organisations_;
  ConnectionBook& connections_;
};

}  // namespace patchbay::sandbox::xero
