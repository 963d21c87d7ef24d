#include "core/http/client/client_loop.hpp"

#include <boost/asio/post.hpp>

#include "core/http/client/exchange.hpp"
#include "core/http/client/tls_context.hpp"

namespace patchbay::http::client {

ClientLoop::ClientLoop(const HttpClientOptions& options)
    : work_(io_.get_executor()),
      tls_context_(makeTlsContext(options.extra_ca_file)),
      names_(io_),
      pool_(io_, options, [this](const Origin& origin) {
        return std::make_unique<Connection>(io_, tls_context_, names_, origin);
      }) {}

void ClientLoop::run() {
  // Exchanges end their own failures. What still comes here (no memory to begin one) costs that
  // exchange, never the thread on which all the others live.
  while (!io_.stopped()) {
    try {
      io_.run();
    } catch (const std::exception&) {
      continue;
    }
  }
}

void ClientLoop::stop() {
  boost::asio::post(io_, [this] { endEverything(); });
}

void ClientLoop::endEverything() {
  stopped_ = true;
  work_.reset();
  // An exchange that ends at once leaves the set while it is walked.
  const std::set<Exchange*> under_way = under_way_;
  for (Exchange* exchange : under_way) {
    if (under_way_.contains(exchange)) exchange->cancel();
  }
  pool_.stop();
}

bool ClientLoop::enter(Exchange& exchange) {
  if (!stopped_) under_way_.insert(&exchange);
  return !stopped_;
}

}  // namespace patchbay::http::client
