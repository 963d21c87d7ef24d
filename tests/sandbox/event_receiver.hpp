#pragma once

#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/http/http_server.hpp"
#include "core/http/router.hpp"
#include "tests/support/integration_fixture.hpp"

namespace patchbay::sandbox {

/// Whoever subscribed to events, on a port of its own: keeps what comes and answers as it is told.
class EventReceiver {
 public:
  /// @param statuses  of the first answers, in turn; then 200.
  explicit EventReceiver(std::vector<unsigned> statuses = {});
  ~EventReceiver();
  EventReceiver(const EventReceiver&) = delete;
  EventReceiver& operator=(const EventReceiver&) = delete;

  std::string url() const;
  /// Blocks until that many came in all; returns the last of them.
  http::ServerRequest await(std::size_t count);
  std::size_t count();

 private:
  awaitable<http::ServerResponse> receive(http::ServerRequest request);

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<http::ServerRequest> requests_;
  std::vector<unsigned> statuses_;

  SystemClock clock_;
  testing::SilentLog log_;
  boost::asio::thread_pool flows_{1};
  http::Router router_;
  std::unique_ptr<http::HttpServer> server_;
};

}  // namespace patchbay::sandbox
