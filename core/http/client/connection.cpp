#include "core/http/client/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <cerrno>

#include "core/http/client/tls_context.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::http::client {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// A fair share of what is left, so that one address that swallows packets leaves time for the next.
SteadyTime shareOf(SteadyTime deadline, std::size_t attempts_left) {
  const SteadyTime now = SteadyTime::clock::now();
  return now + (deadline - now) / static_cast<int>(attempts_left);
}

TransportError connectFailure(const std::string& host, const boost::system::error_code& error) {
  return {TransportFault::not_sent, host + ": cannot connect: " + error.message() +
                                        "; check that it is up and can be reached from here."};
}

TransportError handshakeFailure(const std::string& host, const std::string& certificate_problem,
                                const boost::system::error_code& error) {
  if (certificate_problem.empty()) {
    return {TransportFault::not_sent,
            host + ": the TLS handshake failed: " + error.message() + "."};
  }
  return {TransportFault::certificate,
          host + ": its certificate does not verify: " + certificate_problem +
              "; nothing was sent. Check the host's certificate, and "
              "name its issuer in the extra CA file if it is yours."};
}

}  // namespace

Connection::Connection(asio::io_context& io, asio::ssl::context& tls_context, NameLookup& names,
                       Origin origin)
    : tls_context_(tls_context), names_(names), origin_(std::move(origin)), tcp_(io) {}

awaitable<void> Connection::open(SteadyTime deadline) {
  Endpoints endpoints = co_await names_.find(origin_.host, origin_.port, deadline);
  co_await connect(std::move(endpoints), deadline);
  tcp_.expires_at(deadline);
  if (origin_.tls) {
    co_await shakeHands();
  }
  open_ = true;
}

awaitable<void> Connection::connect(Endpoints endpoints, SteadyTime deadline) {
  boost::system::error_code last;
  for (std::size_t tried = 0; tried < endpoints.size(); ++tried) {
    tcp_.expires_at(shareOf(deadline, endpoints.size() - tried));
    const auto [error] = co_await tcp_.async_connect(endpoints[tried], kAsTuple);
    if (!error) {
      boost::system::error_code ignored;
      tcp_.socket().set_option(tcp::no_delay(true), ignored);
      co_return;
    }
    last = error;
    tcp_.close();
  }
  throw connectFailure(origin_.host, last);
}

awaitable<void> Connection::shakeHands() {
  tls_.emplace(tcp_, tls_context_);
  expectPeer(tls_->native_handle(), origin_.host);
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAsTuple);
  if (!error) co_return;
  const std::string problem = describeCertificateProblem(tls_->native_handle());
  throw handshakeFailure(origin_.host, problem, error);
}

bool Connection::isQuiet() {
  char byte = 0;
  const auto count =
      ::recv(tcp_.socket().native_handle(), &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

awaitable<Transferred> Connection::write(asio::const_buffer bytes) {
  Transferred result(boost::system::error_code(), 0);
  if (tls_) {
    const auto [error, count] = co_await asio::async_write(*tls_, bytes, kAsTuple);
    result = Transferred(error, count);
  } else {
    const auto [error, count] = co_await asio::async_write(tcp_, bytes, kAsTuple);
    result = Transferred(error, count);
  }
  co_return result;
}

awaitable<Transferred> Connection::readSome(asio::mutable_buffer room) {
  Transferred result(boost::system::error_code(), 0);
  if (tls_) {
    const auto [error, count] = co_await tls_->async_read_some(room, kAsTuple);
    result = Transferred(error, count);
  } else {
    const auto [error, count] = co_await tcp_.async_read_some(room, kAsTuple);
    result = Transferred(error, count);
  }
  co_return result;
}

}  // namespace patchbay::http::client
