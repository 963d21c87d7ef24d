#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <thread>

namespace patchbay::storm {

/// Answers 200 to whatever comes on one connection, on a thread that does nothing else. How long
/// its caller waits is what the machine makes everybody wait, and no fault of a host.
class Echo {
 public:
  Echo();
  /// Its caller must have closed the connection.
  ~Echo();
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void answer();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  const std::uint16_t port_;
  std::thread thread_;
};

}  // namespace patchbay::storm
