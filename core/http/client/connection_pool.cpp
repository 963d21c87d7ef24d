#include "core/http/client/connection_pool.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace patchbay::http::client {

namespace asio = boost::asio;

/// A request's place in the queue of an origin. Leaving early, for whatever reason, gives up the
/// place, or passes on the connection that was granted but never taken.
class ConnectionPool::Place {
 public:
  Place(ConnectionPool& pool, Shelves::iterator shelf, SteadyTime deadline)
      : timer_(pool.io_, deadline), pool_(pool), shelf_(shelf) {
    shelf_->second.waiting.push_back(this);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (granted_) return;
    shelf_->second.waiting.remove(this);
    pool_.dropIfUnused(shelf_);
  }

  asio::steady_timer& timer() { return timer_; }
  bool granted() const { return granted_; }
  void grant(std::unique_ptr<Connection> connection) {
    granted_ = true;
    lease_.emplace(pool_, shelf_, std::move(connection));
    timer_.cancel();
  }
  Lease take() { return std::move(*lease_); }

 private:
  asio::steady_timer timer_;
  ConnectionPool& pool_;
  Shelves::iterator shelf_;
  bool granted_ = false;
  std::optional<Lease> lease_;
};

ConnectionPool::ConnectionPool(asio::io_context& io, const HttpClientOptions& options,
                               Connect connect)
    : io_(io),
      idle_limit_(options.idle_connections_per_origin),
      connection_limit_(std::max<std::size_t>(options.connections_per_origin, 1)),
      idle_lifetime_(options.idle_lifetime),
      connect_(std::move(connect)),
      sweeper_(io) {}

awaitable<Lease> ConnectionPool::acquire(Origin origin, SteadyTime deadline) {
  const auto shelf = shelves_.try_emplace(origin.key).first;
  shelf->second.origin = std::move(origin);
  if (shelf->second.in_use < connection_limit_) {
    ++shelf->second.in_use;
    co_return Lease(*this, shelf, takeIdle(shelf->second));
  }
  Place place(*this, shelf, deadline);
  co_await place.timer().async_wait(asio::as_tuple(asio::use_awaitable));
  if (!place.granted()) {
    throw TransportError(TransportFault::not_sent, shelf->second.origin.host +
                                                       ": no connection became free in time; "
                                                       "all that are allowed are in use.");
  }
  co_return place.take();
}

/// The youngest idle connection, or null.
std::unique_ptr<Connection> ConnectionPool::takeIdle(Shelf& shelf) {
  if (shelf.idle.empty()) return nullptr;
  Idle youngest = std::move(shelf.idle.back());
  shelf.idle.pop_back();
  if (youngest.since + idle_lifetime_ > SteadyTime::clock::now()) {
    return std::move(youngest.connection);
  }
  shelf.idle.clear();
  return nullptr;
}

void ConnectionPool::giveBack(Shelves::iterator shelf, std::unique_ptr<Connection> connection) {
  if (!shelf->second.waiting.empty()) {
    Place* next = shelf->second.waiting.front();
    shelf->second.waiting.pop_front();
    next->grant(std::move(connection));
    return;
  }
  --shelf->second.in_use;
  if (connection && !stopped_) shelve(shelf->second, std::move(connection));
  dropIfUnused(shelf);
}

void ConnectionPool::shelve(Shelf& shelf, std::unique_ptr<Connection> connection) {
  if (shelf.idle.size() >= idle_limit_) return;
  shelf.idle.push_back(Idle{std::move(connection), SteadyTime::clock::now()});
  scheduleSweep();
}

void ConnectionPool::dropIfUnused(Shelves::iterator shelf) {
  const Shelf& its = shelf->second;
  if (its.in_use == 0 && its.idle.empty() && its.waiting.empty()) shelves_.erase(shelf);
}

void ConnectionPool::scheduleSweep() {
  if (sweep_scheduled_) return;
  sweep_scheduled_ = true;
  sweeper_.expires_after(idle_lifetime_);
  sweeper_.async_wait([this](const boost::system::error_code& error) {
    sweep_scheduled_ = false;
    if (!error) sweep();
  });
}

void ConnectionPool::sweep() {
  const SteadyTime oldest = SteadyTime::clock::now() - idle_lifetime_;
  bool any_left = false;
  for (auto shelf = shelves_.begin(); shelf != shelves_.end();) {
    auto& idle = shelf->second.idle;
    while (!idle.empty() && idle.front().since <= oldest) idle.pop_front();
    any_left = any_left || !idle.empty();
    dropIfUnused(shelf++);
  }
  if (any_left) scheduleSweep();
}

void ConnectionPool::stop() {
  stopped_ = true;
  sweeper_.cancel();
  for (auto shelf = shelves_.begin(); shelf != shelves_.end();) {
    shelf->second.idle.clear();
    dropIfUnused(shelf++);
  }
}

Lease::Lease(ConnectionPool& pool, ConnectionPool::Shelves::iterator shelf,
             std::unique_ptr<Connection> connection)
    : pool_(&pool), shelf_(shelf), connection_(std::move(connection)) {
  if (!connection_) renew();
}

Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      shelf_(other.shelf_),
      connection_(std::move(other.connection_)),
      keep_(other.keep_) {}

Lease::~Lease() {
  if (pool_ == nullptr) return;
  if (!keep_) connection_.reset();
  pool_->giveBack(shelf_, std::move(connection_));
}

void Lease::renew() { connection_ = pool_->connect_(shelf_->second.origin); }

}  // namespace patchbay::http::client
