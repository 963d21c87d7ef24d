#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <optional>

#include "core/http/client/http_url.hpp"
#include "core/http/client/name_lookup.hpp"

namespace patchbay::http::client {

/// How a read or a write ended.
struct Transferred {
  Transferred(boost::system::error_code its_error, std::size_t its_count)
      : error(its_error), count(its_count) {}

  boost::system::error_code error;
  std::size_t count;
};

/// One TCP or TLS connection to an origin. Lives on the client's thread, like all it refers to.
/// Destroying it closes the socket at once, with no farewell to the peer.
class Connection {
 public:
  Connection(boost::asio::io_context& io, boost::asio::ssl::context& tls_context, NameLookup& names,
             Origin origin);

  /// Finds the host, connects, and shakes hands where the origin is TLS.
  /// @throws TransportError `not_sent` or `certificate`
  awaitable<void> open(SteadyTime deadline);
  bool isOpen() const { return open_; }

  /// For an open connection on which nothing is under way: whether the peer has neither closed it
  /// nor sent anything that nobody asked for.
  bool isQuiet();

  /// Reads and writes end with `boost::beast::error::timeout` from `deadline` on.
  void setDeadline(SteadyTime deadline) { tcp_.expires_at(deadline); }
  void clearDeadline() { tcp_.expires_never(); }
  awaitable<Transferred> write(boost::asio::const_buffer bytes);
  awaitable<Transferred> readSome(boost::asio::mutable_buffer room);

 private:
  awaitable<void> connect(Endpoints endpoints, SteadyTime deadline);
  awaitable<void> shakeHands();

  boost::asio::ssl::context& tls_context_;
  NameLookup& names_;
  Origin origin_;
  boost::beast::tcp_stream tcp_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
  bool open_ = false;
};

}  // namespace patchbay::http::client
