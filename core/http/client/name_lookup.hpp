#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"

namespace patchbay::http::client {

using SteadyTime = std::chrono::steady_clock::time_point;
using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Finds the addresses of hosts. `getaddrinfo` blocks and cannot be interrupted, so it runs on
/// threads of its own, and whoever waits for it stops waiting at the deadline.
class NameLookup {
 public:
  explicit NameLookup(boost::asio::io_context& io);
  /// Waits for look-ups that run now; those that have not begun are dropped.
  ~NameLookup();

  /// Requests for the same name share one look-up. Numeric addresses and `localhost` (RFC 6761
  /// section 6.3) need none.
  /// @throws TransportError `not_sent`
  awaitable<Endpoints> find(std::string host, std::uint16_t port, SteadyTime deadline);

 private:
  using Question = std::pair<std::string, std::uint16_t>;
  struct Lookup {
    bool finished = false;
    boost::system::error_code error;
    Endpoints endpoints;
    std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting;
  };

  std::shared_ptr<Lookup> join(Question question);
  void start(Question question);
  void finish(const Question& question, boost::system::error_code error, Endpoints endpoints);

  boost::asio::io_context& io_;
  std::map<Question, std::shared_ptr<Lookup>> running_;
  boost::asio::thread_pool threads_;
};

}  // namespace patchbay::http::client
