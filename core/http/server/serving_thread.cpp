#include "core/http/server/serving_thread.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "core/base/thread_urgency.hpp"
#include "core/crypto/random.hpp"
#include "core/http/server/append_number.hpp"
#include "core/http/server/connection.hpp"
#include "core/http/server/failure_name.hpp"

namespace patchbay::http::server {
namespace {

/// How often deadlines are looked at and access lines handed over. Deadlines are enforced this much
/// late at worst, which no caller notices, and a request only has to store one.
constexpr Milliseconds kTick{200};

}  // namespace

ServingThread::ServingThread(const ServerParts& parts, unsigned number)
    : parts_(parts),
      id_prefix_(crypto::randomToken(6) + "." + std::to_string(number) + "."),
      access_log_(parts.log),
      context_(1),
      work_(context_.get_executor()),
      tick_timer_(context_.get_executor()),
      inbox_(std::make_shared<Inbox>(context_)) {}

ServingThread::~ServingThread() {
  inbox_->close();
  stopping_ = false;  // connections that go with the context must not touch the timer any more
}

void ServingThread::start() {
  access_log_.learnRoutes(parts_.router);
  counters_.makeRoom(parts_.router.routes().size());
  thread_ = std::thread([this] { run(); });
}

void ServingThread::run() {
  markThreadUrgent();
  for (bool again = true; again;) {
    try {
      context_.run();
      again = false;
    } catch (...) {
      logFailure(std::current_exception());
    }
  }
  access_log_.flush();
  const std::lock_guard lock(finished_mutex_);
  finished_ = true;
  finished_changed_.notify_all();
}

void ServingThread::adopt(ServingSocket socket, ConnectionQuota::Place place) {
  auto connection = std::make_shared<std::pair<ServingSocket, ConnectionQuota::Place>>(
      std::move(socket), std::move(place));
  boost::asio::post(context_, [this, connection] {
    if (stopping_) return;
    auto session = std::make_unique<Connection>(*this, std::move(connection->first),
                                                std::move(connection->second));
    boost::asio::co_spawn(context_.get_executor(), Connection::run(std::move(session)),
                          [this](std::exception_ptr failure) { logFailure(failure); });
  });
}

void ServingThread::beginStop() {
  boost::asio::post(context_, [this] {
    stopping_ = true;
    for (auto* connection : connections_) connection->closeWhenIdle();
    finishIfIdle();
  });
}

void ServingThread::closeAll() {
  boost::asio::post(context_, [this] {
    for (auto* connection : connections_) connection->closeNow();
  });
}

bool ServingThread::waitUntilFinished(SteadyTime until) {
  std::unique_lock lock(finished_mutex_);
  return finished_changed_.wait_until(lock, until, [this] { return finished_; });
}

void ServingThread::join() {
  if (thread_.joinable()) thread_.join();
}

ServingThread::Place ServingThread::enter(Tended& connection) {
  const auto place = connections_.insert(connections_.end(), &connection);
  armTick();
  return place;
}

void ServingThread::leave(Place place) {
  connections_.erase(place);
  finishIfIdle();
}

void ServingThread::finishIfIdle() {
  if (!stopping_ || !connections_.empty()) return;
  tick_timer_.cancel();
  inbox_->close();
  work_.reset();
}

void ServingThread::armTick() {
  if (tick_armed_) return;
  tick_armed_ = true;
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](const boost::system::error_code& error) {
    tick_armed_ = false;
    if (!error) tick();
  });
}

void ServingThread::tick() {
  access_log_.flush();
  const auto now = std::chrono::steady_clock::now();
  for (auto* connection : connections_) connection->enforceDeadline(now);
  if (!connections_.empty()) armTick();
}

void ServingThread::writeRequestId(std::string& id) {
  id.assign(id_prefix_);
  appendNumber(id, ++last_id_, 16);
}

const WallTime& ServingThread::wallTime() {
  wall_time_.set(parts_.clock.now());
  return wall_time_;
}

void ServingThread::logAccess(const AccessEntry& entry) {
  access_log_.add(entry);
  armTick();
}

void ServingThread::logFailure(std::exception_ptr failure) {
  if (failure) parts_.log.error("connection_failed", {{"exception", failureName(failure)}});
}

}  // namespace patchbay::http::server
