#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "core/http/http_server.hpp"
#include "core/http/router.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_log.hpp"

namespace patchbay::http::testing {

/// A caller that sends exactly the bytes it is told to. Every wait ends after half a minute.
class RawCaller {
 public:
  explicit RawCaller(std::uint16_t port);

  void send(std::string_view bytes);
  void finishSending();
  /// One answer, by its Content-Length; `without_body` for the answer to HEAD.
  std::string readAnswer(bool without_body = false);
  /// Everything until the server closes.
  std::string readToEnd();
  std::string readHeader();

 private:
  void fill();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string buffered_;
};

/// A real server on a port of loopback that the system chooses, with a clock that stands still at
/// 2026-01-01T00:00:00Z. Add routes, then `start()`.
class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest();
  ~HttpServerTest() override;

  void start();
  /// Sends on a new connection and returns all that comes until the server closes.
  std::string exchange(std::string_view bytes);
  /// An ordinary request on a new connection gets its ordinary answer.
  void expectServing();

  ::patchbay::testing::FakeClock clock_;
  ::patchbay::testing::RecordingLog log_;
  boost::asio::thread_pool flows_{2};
  Router router_;
  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
};

unsigned statusOf(std::string_view answer);
std::string headerOf(std::string_view answer, std::string_view name);  ///< exact spelling of `name`
std::string bodyOf(std::string_view answer);

}  // namespace patchbay::http::testing
