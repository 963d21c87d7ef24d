#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"

namespace patchbay::host {

/// The threads on which handlers and refreshes run: one per core, at least four, so that a plugin
/// that blocks costs one of them and not the host.
class FlowThreads {
 public:
  explicit FlowThreads(Log& log);
  ~FlowThreads();
  FlowThreads(const FlowThreads&) = delete;
  FlowThreads& operator=(const FlowThreads&) = delete;

  Executor executor() { return context_.get_executor(); }
  void start();

  /// Lets what is under way finish, then ends the threads.
  /// @returns false when something had not finished within `grace`.
  bool stop(Milliseconds grace);

 private:
  void runOne();

  Log& log_;
  boost::asio::io_context context_;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
};

}  // namespace patchbay::host
