#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/http/http_server.hpp"
#include "core/http/request_guard.hpp"
#include "core/http/server/access_log.hpp"
#include "core/http/server/connection_quota.hpp"
#include "core/http/server/inbox.hpp"
#include "core/http/server/route_counters.hpp"
#include "core/http/server/wall_time.hpp"

namespace patchbay::http::server {

// The concrete executor, not `any_io_executor`: it saves a tenth of a request's instructions.
using ServingExecutor = boost::asio::io_context::executor_type;
using ServingSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, ServingExecutor>;
using ServingTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>,
                                      ServingExecutor>;
using ServingAwaitable = boost::asio::awaitable<void, ServingExecutor>;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What every part of one server refers to.
struct ServerParts {
  HttpServerOptions options;
  GuardLimits limits;
  const Router& router;
  Executor flows;
  const Clock& clock;
  Log& log;
};

/// A connection as its thread sees it. All calls come from that thread.
class Tended {
 public:
  virtual ~Tended() = default;
  virtual void enforceDeadline(SteadyTime now) = 0;
  virtual void closeWhenIdle() = 0;
  virtual void closeNow() = 0;
};

/// One thread, its event loop, and everything that the connections on it share.
class ServingThread {
 public:
  ServingThread(const ServerParts& parts, unsigned number);
  ~ServingThread();

  void start();
  /// Safe to call from any thread.
  void adopt(ServingSocket socket, ConnectionQuota::Place place);
  void beginStop();
  void closeAll();
  bool waitUntilFinished(SteadyTime until);
  void join();

  // What follows is for the thread itself.

  boost::asio::io_context& context() { return context_; }
  const ServerParts& parts() const { return parts_; }
  const std::shared_ptr<Inbox>& inbox() const { return inbox_; }
  RouteCounters& counters() { return counters_; }
  const RouteCounters& counters() const { return counters_; }
  bool stopping() const { return stopping_; }

  using Place = std::list<Tended*>::iterator;
  Place enter(Tended& connection);
  void leave(Place place);

  /// Unique in this process and, by its random part, among processes.
  void writeRequestId(std::string& id);
  const WallTime& wallTime();
  void logAccess(const AccessEntry& entry);
  /// Logs what ended a coroutine, if anything did.
  void logFailure(std::exception_ptr failure);

 private:
  void run();
  void tick();
  void armTick();
  void finishIfIdle();

  const ServerParts& parts_;
  std::string id_prefix_;
  std::uint64_t last_id_ = 0;
  AccessLog access_log_;
  RouteCounters counters_;
  WallTime wall_time_;
  std::list<Tended*> connections_;
  bool stopping_ = false;

  boost::asio::io_context context_;
  boost::asio::executor_work_guard<ServingExecutor> work_;
  ServingTimer tick_timer_;
  bool tick_armed_ = false;
  std::shared_ptr<Inbox> inbox_;

  std::mutex finished_mutex_;
  std::condition_variable finished_changed_;
  bool finished_ = false;
  std::thread thread_;
};

}  // namespace patchbay::http::server
