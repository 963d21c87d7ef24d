#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/http/client/connection.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::http::client {

class Lease;

/// Connections by origin: those in use, those kept for the next request, and who waits for one.
///
/// Lives on the client's thread, so nothing here locks. At every moment the connections of an
/// origin, used and idle, number at most `connections_per_origin`, and nobody who comes later is
/// served before those who wait.
class ConnectionPool {
 public:
  using Connect = std::function<std::unique_ptr<Connection>(const Origin&)>;

  /// @param connect  makes a connection that is not open yet.
  ConnectionPool(boost::asio::io_context& io, const HttpClientOptions& options, Connect connect);

  /// The right to use one connection: an idle one, or a new one that the caller opens.
  /// @throws TransportError `not_sent` when none becomes free before `deadline`.
  awaitable<Lease> acquire(Origin origin, SteadyTime deadline);

  /// Closes idle connections and keeps none from now on.
  void stop();

 private:
  friend class Lease;
  class Place;
  struct Idle {
    std::unique_ptr<Connection> connection;
    SteadyTime since;
  };
  struct Shelf {
    Origin origin;
    std::size_t in_use = 0;
    std::deque<Idle> idle;  ///< the youngest at the back
    std::list<Place*> waiting;
  };
  using Shelves = std::map<std::string, Shelf>;

  std::unique_ptr<Connection> takeIdle(Shelf& shelf);
  void giveBack(Shelves::iterator shelf, std::unique_ptr<Connection> connection);
  void shelve(Shelf& shelf, std::unique_ptr<Connection> connection);
  void dropIfUnused(Shelves::iterator shelf);
  void scheduleSweep();
  void sweep();

  boost::asio::io_context& io_;
  std::size_t idle_limit_;
  std::size_t connection_limit_;
  Milliseconds idle_lifetime_;
  Connect connect_;
  Shelves shelves_;
  boost::asio::steady_timer sweeper_;
  bool sweep_scheduled_ = false;
  bool stopped_ = false;
};

/// A connection for the time of one request. Unless `keep` is called, the connection is closed when
/// the lease ends: after any failure its state is unknown.
class Lease {
 public:
  Lease(ConnectionPool& pool, ConnectionPool::Shelves::iterator shelf,
        std::unique_ptr<Connection> connection);
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  Connection& connection() { return *connection_; }
  /// Closes the connection and puts a new one, not open yet, in its place.
  void renew();
  void keep() { keep_ = true; }

 private:
  ConnectionPool* pool_;  ///< null once moved from
  ConnectionPool::Shelves::iterator shelf_;
  std::unique_ptr<Connection> connection_;
  bool keep_ = false;
};

}  // namespace patchbay::http::client
