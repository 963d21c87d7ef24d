// The server of core with one immediate route that always gives the same answer: what guard,
// routing, request id, access line and counters cost, without keys and tokens.
#include <signal.h>

#include <boost/asio/thread_pool.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/http/http_server.hpp"
#include "core/http/router.hpp"

namespace {

using namespace patchbay;

awaitable<http::ServerResponse> answerNothing(http::ServerRequest) {
  co_return http::ServerResponse(204);
}

sigset_t blockTermination() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

int main(int argc, char** argv) {
  const auto signals = blockTermination();
  const std::string body(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200, 'x');
  const SystemClock clock;
  const auto log = makeStderrLog(LogLevel::info, clock);
  boost::asio::thread_pool flows(1);
  http::Router router;
  router.addImmediate(
      "GET", "/v1/workspaces/{workspace}/integrations/{name}/token",
      [&body](const http::RequestView&) {
        return http::ImmediateAnswer{nullptr, "application/json", body};
      },
      answerNothing);
  http::HttpServerOptions options;
  options.threads = 1;
  http::HttpServer server(options, router, flows.get_executor(), clock, *log);
  server.start();
  std::printf("serves on port %u\n", server.port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  server.stop(Milliseconds(0));
  flows.join();
}
