#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <set>

#include "core/base/awaitable.hpp"
#include "core/base/log.hpp"
#include "tools/sandbox/common/wire_witness.hpp"

namespace patchbay::sandbox {

/// Stands in front of the HTTP server and passes every byte on, except where an answer orders it to
/// cut the connection: an HTTP server cannot break its own protocol, this can. It also sees what no
/// server does: whether a client is still there, and whether it took an answer in.
///
/// Each connection reaches the server from a loopback address of its own (127.x.y.z), by which
/// server and relay speak of the same one.
///
/// Used from one thread, the context's; it must outlive the context's run.
class FaultRelay {
 public:
  /// Binds and listens on 127.0.0.1; connections are taken from `start()` on.
  /// @param port      0 lets the system choose.
  /// @param upstream  the HTTP server's port on 127.0.0.1.
  /// @param witness   told of connections; must outlive the context's run.
  /// @throws IntegrationError `settings_invalid` when the port cannot be bound.
  FaultRelay(boost::asio::io_context& context, std::uint16_t port, std::uint16_t upstream,
             WireWitness& witness, Log& log);

  void start();
  /// Stops accepting and closes every connection.
  void stop();
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  using Socket = boost::asio::ip::tcp::socket;
  struct Link;

  awaitable<void> acceptConnections();
  awaitable<void> serve(std::shared_ptr<Link> link);
  awaitable<void> passRequests(std::shared_ptr<Link> link);
  awaitable<void> passAnswers(std::shared_ptr<Link> link);
  bool enterUpstream(Link& link);

  boost::asio::io_context& context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::endpoint upstream_;
  WireWitness& witness_;
  Log& log_;
  std::uint32_t links_made_ = 0;
  std::set<std::shared_ptr<Link>> links_;
};

}  // namespace patchbay::sandbox
