#include "core/http/http_server.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <utility>

#include "core/base/error.hpp"
#include "core/http/router.hpp"
#include "core/http/server/serving_thread.hpp"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// How long accepting rests when the process has no descriptor (or memory) left for a connection.
constexpr Milliseconds kBackOff{50};

/// Trouble of the one connection, not of this process.
bool concernsOneConnection(const boost::system::error_code& error) {
  return error == asio::error::connection_aborted || error == asio::error::operation_aborted;
}

[[noreturn]] void refuseAddress(const HttpServerOptions& options, const std::string& reason) {
  throw IntegrationError(ErrorCode::settings_invalid, "Cannot listen on " + options.address +
                                                          " port " + std::to_string(options.port) +
                                                          ": " + reason +
                                                          "; choose another address or port.");
}

unsigned countThreads(const HttpServerOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
}

GuardLimits limitsOf(const HttpServerOptions& options) {
  GuardLimits limits;
  limits.header = options.header_limit;
  limits.fields = options.header_field_limit;
  limits.target = options.target_limit;
  limits.body = options.body_limit;
  return limits;
}

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(HttpServerOptions options, const Router& router, Executor flows,
                 const Clock& clock, Log& log);
  ~Implementation() { stop(Milliseconds(0)); }

  void start();
  void stop(Milliseconds grace);
  std::uint16_t port() const { return port_; }
  Metrics metrics() const;

 private:
  void listen();
  awaitable<void> accept();
  void handOut(server::ServingThread& thread, server::ServingSocket socket);
  server::ServingThread& nextThread();

  server::ServerParts parts_;
  server::ConnectionQuota quota_;
  std::vector<std::unique_ptr<server::ServingThread>> threads_;
  std::size_t next_thread_ = 0;
  std::optional<tcp::acceptor> acceptor_;  ///< on the first thread
  std::uint16_t port_ = 0;
  bool started_ = false;
};

HttpServer::Implementation::Implementation(HttpServerOptions options, const Router& router,
                                           Executor flows, const Clock& clock, Log& log)
    : parts_{options, limitsOf(options), router, std::move(flows), clock, log},
      quota_(options.connection_limit, options.connection_limit_per_address) {
  for (unsigned number = 0; number < countThreads(options); ++number) {
    threads_.push_back(std::make_unique<server::ServingThread>(parts_, number));
  }
  listen();
}

void HttpServer::Implementation::listen() {
  const auto& options = parts_.options;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) refuseAddress(options, "this is not an IP address");
  const tcp::endpoint endpoint(address, options.port);
  acceptor_.emplace(threads_.front()->context().get_executor());
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (error) refuseAddress(options, error.message());
  port_ = acceptor_->local_endpoint().port();
}

void HttpServer::Implementation::start() {
  started_ = true;
  for (auto& thread : threads_) thread->start();
  asio::co_spawn(acceptor_->get_executor(), accept(),
                 [this](std::exception_ptr failure) { threads_.front()->logFailure(failure); });
}

awaitable<void> HttpServer::Implementation::accept() {
  bool paused = false;
  boost::system::error_code error;
  while (acceptor_->is_open()) {
    auto& thread = nextThread();
    const auto executor = thread.context().get_executor();
    auto socket = co_await acceptor_->async_accept(
        executor, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      paused = false;
      handOut(thread, std::move(socket));
    } else if (!concernsOneConnection(error)) {
      if (!paused) parts_.log.warning("accept_paused", {{"reason", error.message()}});
      paused = true;
      co_await parts_.clock.wait(kBackOff);
    }
  }
}

server::ServingThread& HttpServer::Implementation::nextThread() {
  return *threads_[next_thread_++ % threads_.size()];
}

void HttpServer::Implementation::handOut(server::ServingThread& thread,
                                         server::ServingSocket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone already
  auto place = quota_.take(peer.address().to_string());
  if (place) thread.adopt(std::move(socket), std::move(*place));
}

void HttpServer::Implementation::stop(Milliseconds grace) {
  if (!std::exchange(started_, false)) return;
  asio::post(threads_.front()->context(), [this] {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
  });
  const auto until = std::chrono::steady_clock::now() + grace;
  for (auto& thread : threads_) thread->beginStop();
  for (auto& thread : threads_) {
    if (!thread->waitUntilFinished(until)) thread->closeAll();
  }
  for (auto& thread : threads_) thread->join();
}

HttpServer::Metrics HttpServer::Implementation::metrics() const {
  Metrics metrics;
  for (const auto& route : parts_.router.routes()) {
    metrics.by_route.emplace_back().pattern = route.pattern;
  }
  metrics.by_route.emplace_back();
  for (const auto& thread : threads_) thread->counters().addTo(metrics.by_route);
  const auto counts = quota_.counts();
  metrics.connections_accepted = counts.accepted;
  metrics.connections_refused = counts.refused;
  metrics.connections_open = counts.open;
  return metrics;
}

HttpServer::HttpServer(HttpServerOptions options, const Router& router, Executor flows,
                       const Clock& clock, Log& log)
    : implementation_(std::make_unique<Implementation>(std::move(options), router, std::move(flows),
                                                       clock, log)) {}

HttpServer::~HttpServer() = default;

void HttpServer::start() { implementation_->start(); }
void HttpServer::stop(Milliseconds grace) { implementation_->stop(grace); }
std::uint16_t HttpServer::port() const { return implementation_->port(); }
HttpServer::Metrics HttpServer::metrics() const { return implementation_->metrics(); }

}  // namespace patchbay::http
