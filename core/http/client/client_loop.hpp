#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <set>

#include "core/http/client/connection_pool.hpp"
#include "core/http/client/name_lookup.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::http::client {

class Exchange;

/// What one thread of the client works on. But for `io`, only that thread touches it.
class ClientLoop {
 public:
  /// @throws IntegrationError `settings_invalid` when `extra_ca_file` cannot be read.
  explicit ClientLoop(const HttpClientOptions& options);

  /// Handles events until `stop` was called and every exchange has ended.
  void run();
  /// Ends every exchange that is under way, and each that begins later. Safe from any thread.
  void stop();

  boost::asio::io_context& io() { return io_; }
  ConnectionPool& pool() { return pool_; }

  /// @returns false when the client is closing: the exchange must end at once.
  bool enter(Exchange& exchange);
  void leave(Exchange& exchange) { under_way_.erase(&exchange); }

 private:
  void endEverything();

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::ssl::context tls_context_;
  NameLookup names_;
  ConnectionPool pool_;
  std::set<Exchange*> under_way_;
  bool stopped_ = false;
};

}  // namespace patchbay::http::client
