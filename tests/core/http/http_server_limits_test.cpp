#include <sys/resource.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include "core/base/error.hpp"
#include "tests/core/http/server_fixture.hpp"

namespace patchbay::http::testing {
namespace {

/// A door that a handler waits at until the test opens it.
class Door {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void awaitVisitor() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

awaitable<ServerResponse> waitAt(std::shared_ptr<Door> door) {
  door->pass();
  co_return ServerResponse::json(200, "{}");
}

class HttpServerLimits : public HttpServerTest {
 protected:
  HttpServerLimits() {
    router_.add("GET", "/door", [this](ServerRequest) { return waitAt(door_); });
    router_.add("POST", "/door", [this](ServerRequest) { return waitAt(door_); });
  }
  ~HttpServerLimits() override { door_->open(); }

  std::shared_ptr<Door> door_ = std::make_shared<Door>();
};

TEST_F(HttpServerLimits, AHeaderThatDoesNotComeToItsEndIsAnswered408) {
  options_.header_deadline = Milliseconds(1);
  start();
  const auto answer = exchange("GET /hello HTTP/1.1\r\n");
  EXPECT_EQ(statusOf(answer), 408u);
  EXPECT_EQ(headerOf(answer, "Connection"), "close");
}

TEST_F(HttpServerLimits, TheHeaderDeadlineIsNotMovedByFurtherBytes) {
  options_.header_deadline = Milliseconds(300);
  start();
  RawCaller caller(server_->port());
  caller.send("GET /hello HTTP/1.1\r\nA: ");
  std::atomic<bool> ended = false;
  // A whole exchange between two bytes, so that 16 KB take far longer than the deadline.
  RawCaller other(server_->port());
  std::thread trickle([&] {
    while (!ended) {
      caller.send("b");
      other.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
      other.readAnswer();
    }
  });
  std::string answer;
  EXPECT_NO_THROW(answer = caller.readAnswer());
  ended = true;
  trickle.join();
  EXPECT_EQ(statusOf(answer), 408u) << "431 once 16 KB have come";
}

TEST_F(HttpServerLimits, ABodyThatDoesNotComeToItsEndIsAnswered408) {
  options_.body_deadline = Milliseconds(1);
  start();
  const auto answer = exchange("POST /door HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(statusOf(answer), 408u);
  expectServing();
}

TEST_F(HttpServerLimits, TheBodyDeadlineIsNotMovedByFurtherBytes) {
  options_.body_deadline = Milliseconds(50);
  start();
  RawCaller caller(server_->port());
  constexpr int kLength = 1024 * 1024;  // bytes that come one by one take far longer
  caller.send("POST /door HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(kLength) +
              "\r\n\r\n");
  std::atomic<bool> ended = false;
  std::thread trickle([&] {
    for (int sent = 0; sent < kLength && !ended; ++sent) caller.send("b");
  });
  std::string answer;
  EXPECT_NO_THROW(answer = caller.readAnswer());
  ended = true;
  trickle.join();
  EXPECT_EQ(statusOf(answer), 408u) << answer;
}

TEST_F(HttpServerLimits, AnIdleConnectionIsClosedWithoutAWord) {
  options_.idle_deadline = Milliseconds(1);
  start();
  EXPECT_EQ(exchange(""), "");
  RawCaller caller(server_->port());
  caller.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(statusOf(caller.readAnswer()), 200u);
  EXPECT_EQ(caller.readToEnd(), "");
}

TEST_F(HttpServerLimits, AHandlerThatTakesTooLongIsAnswered503AndGoesOnUndisturbed) {
  options_.handler_deadline = Milliseconds(1);
  start();
  RawCaller caller(server_->port());
  caller.send("GET /door HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto answer = caller.readAnswer();
  EXPECT_EQ(statusOf(answer), 503u);
  EXPECT_NE(bodyOf(answer).find(R"("retryable":true)"), std::string::npos);
  caller.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(statusOf(caller.readAnswer()), 200u);
  door_->open();
}

TEST_F(HttpServerLimits, AHandlerMayOutliveTheServer) {
  options_.handler_deadline = Milliseconds(1);
  start();
  RawCaller caller(server_->port());
  caller.send("GET /door HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(statusOf(caller.readAnswer()), 503u);
  server_->stop(Milliseconds(0));
  server_.reset();
  door_->open();
  flows_.join();
}

TEST_F(HttpServerLimits, ASlowReaderDoesNotHoldUpOthers) {
  router_.add("GET", "/large", [](ServerRequest) -> awaitable<ServerResponse> {
    co_return ServerResponse::json(200, std::string(8 * 1024 * 1024, 'x'));
  });
  options_.threads = 1;
  start();
  RawCaller slow(server_->port());
  slow.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(statusOf(slow.readHeader()), 200u);
  expectServing();
}

TEST_F(HttpServerLimits, AnAnswerThatNobodyReadsIsGivenUp) {
  router_.add("GET", "/large", [](ServerRequest) -> awaitable<ServerResponse> {
    co_return ServerResponse::json(200, std::string(32 * 1024 * 1024, 'x'));
  });
  options_.body_deadline = Milliseconds(1);
  start();
  RawCaller slow(server_->port());
  slow.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  while (server_->metrics().by_route.at(3).by_status_class[0] == 0) std::this_thread::yield();
  expectServing();
}

TEST_F(HttpServerLimits, ConnectionsOfOneAddressAreCapped) {
  options_.connection_limit_per_address = 2;
  start();
  auto first = std::make_unique<RawCaller>(server_->port());
  RawCaller second(server_->port());
  for (auto* caller : {first.get(), &second}) {
    caller->send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(statusOf(caller->readAnswer()), 200u);
  }
  EXPECT_EQ(exchange(""), "");
  EXPECT_EQ(server_->metrics().connections_refused, 1u);
  first.reset();
  while (server_->metrics().connections_open > 1) std::this_thread::yield();
  expectServing();
}

TEST_F(HttpServerLimits, ConnectionsInAllAreCapped) {
  options_.connection_limit = 1;
  start();
  RawCaller only(server_->port());
  only.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(statusOf(only.readAnswer()), 200u);
  EXPECT_EQ(exchange(""), "");
  EXPECT_EQ(server_->metrics().connections_refused, 1u);
}

/// Takes away the process's spare descriptors until it goes.
class DescriptorDrought {
 public:
  DescriptorDrought() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~DescriptorDrought() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(HttpServerLimits, RunningOutOfDescriptorsOnlyDelaysAccepting) {
  start();
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket caller(context);
  caller.open(boost::asio::ip::tcp::v4());
  {
    const DescriptorDrought drought;
    caller.connect({boost::asio::ip::address_v4::loopback(), server_->port()});
    const auto before = clock_.now();
    while (clock_.now() == before) std::this_thread::yield();  // the server backs off
  }
  expectServing();
}

TEST_F(HttpServerLimits, StoppingLetsARequestFinish) {
  start();
  auto caller = std::make_unique<RawCaller>(server_->port());
  RawCaller idle(server_->port());
  caller->send("GET /door HTTP/1.1\r\nHost: h\r\n\r\n");
  door_->awaitVisitor();
  std::thread stopper([this] { server_->stop(Milliseconds(60'000)); });
  EXPECT_EQ(idle.readToEnd(), "");
  door_->open();
  const auto answer = caller->readAnswer();
  caller.reset();
  stopper.join();
  EXPECT_EQ(statusOf(answer), 200u);
  EXPECT_EQ(headerOf(answer, "Connection"), "close");
}

TEST_F(HttpServerLimits, StoppingDoesNotWaitBeyondTheGrace) {
  start();
  RawCaller caller(server_->port());
  caller.send("GET /door HTTP/1.1\r\nHost: h\r\n\r\n");
  door_->awaitVisitor();
  server_->stop(Milliseconds(1));
  EXPECT_EQ(caller.readToEnd(), "");
}

TEST_F(HttpServerLimits, AServerThatWasNeverStartedCanGo) {
  const HttpServer server(options_, router_, flows_.get_executor(), clock_, log_);
  EXPECT_NE(server.port(), 0);
}

TEST_F(HttpServerLimits, RoutesMayBeAddedUntilTheStart) {
  HttpServer server(options_, router_, flows_.get_executor(), clock_, log_);
  router_.add("GET", "/late", [](ServerRequest) -> awaitable<ServerResponse> {
    co_return ServerResponse::json(200, "{}");
  });
  server.start();
  RawCaller caller(server.port());
  caller.send("GET /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statusOf(caller.readToEnd()), 200u);
  server.stop(Milliseconds(10'000));
  EXPECT_EQ(server.metrics().by_route.at(3).pattern, "/late");
  EXPECT_EQ(server.metrics().by_route.at(3).by_status_class[2], 1u);
}

TEST_F(HttpServerLimits, AnAddressInUseIsRefusedWithACure) {
  start();
  options_.port = server_->port();
  try {
    HttpServer second(options_, router_, flows_.get_executor(), clock_, log_);
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
    EXPECT_NE(error.publicText().find("Address already in use"), std::string::npos);
  }
}

TEST_F(HttpServerLimits, EachRequestBecomesOneAccessLineWithoutItsPathAndQuery) {
  start();
  exchange(
      "GET /hello?code=SECRET HTTP/1.1\r\nHost: h\r\nX-Request-Id: r-5\r\n"
      "Connection: close\r\n\r\n");
  exchange("GET /SECRET HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  exchange("SECRET\n");
  server_->stop(Milliseconds(10'000));
  const auto log = log_.text();
  EXPECT_NE(log.find(R"({"time":"2026-01-01T00:00:00Z","level":"info","event":"request",)"
                     R"("request_id":"r-5","method":"GET","route":"/hello","status":200,)"
                     R"("duration_us":)"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find(R"("method":"GET","route":null,"status":404)"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("remote_address":"127.0.0.1"})"), std::string::npos) << log;
  EXPECT_EQ(log.find("SECRET"), std::string::npos) << log;
}

TEST_F(HttpServerLimits, RequestsAreCountedByRouteAndStatus) {
  start();
  expectServing();
  expectServing();
  exchange("GET /absent HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  exchange("nonsense");
  server_->stop(Milliseconds(10'000));
  const auto metrics = server_->metrics();
  ASSERT_EQ(metrics.by_route.size(), 4u);
  EXPECT_EQ(metrics.by_route[0].pattern, "/hello");
  EXPECT_EQ(metrics.by_route[0].by_status_class[2], 2u);
  EXPECT_EQ(metrics.by_route[3].by_status_class[4], 2u);
  EXPECT_EQ(metrics.connections_accepted, 4u);
  EXPECT_EQ(metrics.connections_open, 0u);
}

}  // namespace
}  // namespace patchbay::http::testing
