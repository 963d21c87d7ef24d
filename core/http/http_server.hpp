#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/log.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::http {

class Router;

/// Limits of the server; the defaults are those the documentation promises.
struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 lets the system choose; see `HttpServer::port()`
  unsigned threads = 0;    ///< serving threads; 0 means one per core
  std::size_t header_limit = 16 * 1024;
  std::size_t header_field_limit = 100;
  std::size_t target_limit = 8 * 1024;
  std::size_t body_limit = 1024 * 1024;
  Milliseconds header_deadline{10'000};   ///< absolute: from the first byte, not per byte
  Milliseconds body_deadline{30'000};     ///< absolute
  Milliseconds idle_deadline{60'000};     ///< between requests of one connection
  Milliseconds handler_deadline{60'000};  ///< how long a handler may take before 503 is answered
  std::size_t connection_limit = 10'000;
  std::size_t connection_limit_per_address = 1'000;
};

/// Serves a router over HTTP/1.1, on threads of its own, one connection on one thread for life.
///
/// A connection's coroutine reads a request, passes it through the request guard, tries the route's
/// immediate handler, else awaits its handler on `flows`, writes the answer, and goes on; nothing
/// that a handler throws leaves it. Each answer carries `X-Request-Id`. Each request becomes one
/// access line in the log and is counted in `metrics()`.
class PATCHBAY_EXPORT HttpServer {
 public:
  /// Binds and listens; requests are served from `start()` on.
  /// @param router  must not change after `start()`; must outlive the server, and every handler
  ///                that still runs when the server has gone.
  /// @param flows   executor of the handlers, usually of several threads. Join them after `stop()`
  ///                and before anything that handlers use goes.
  /// @throws IntegrationError `settings_invalid` when the address cannot be bound.
  HttpServer(HttpServerOptions options, const Router& router, Executor flows, const Clock& clock,
             Log& log);
  ~HttpServer();

  void start();
  /// Stops accepting, lets requests that are under way finish within `grace`, closes the rest and
  /// joins the threads. Blocks; call it from a thread that serves nothing.
  void stop(Milliseconds grace);

  std::uint16_t port() const;

  /// Totals since start, over all serving threads. `patterns` of the router index `by_route`.
  struct Metrics {
    struct Route {
      std::string pattern;
      std::uint64_t by_status_class[6] = {};  ///< [2] counts 2xx, and so on; [0] the aborted ones
      std::uint64_t duration_microseconds = 0;
    };
    std::vector<Route> by_route;  ///< the last one counts what matched no route or was refused
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;
    std::uint64_t connections_open = 0;
  };
  Metrics metrics() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace patchbay::http
