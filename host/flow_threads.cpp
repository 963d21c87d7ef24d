#include "host/flow_threads.hpp"

#include <algorithm>
#include <exception>

#include "core/base/thread_urgency.hpp"

namespace patchbay::host {

FlowThreads::FlowThreads(Log& log) : log_(log), work_(boost::asio::make_work_guard(context_)) {}

FlowThreads::~FlowThreads() { stop(Milliseconds(0)); }

void FlowThreads::start() {
  running_ = std::max(4U, std::thread::hardware_concurrency());
  for (std::size_t i = 0; i < running_; ++i) threads_.emplace_back([this] { runOne(); });
}

bool FlowThreads::stop(Milliseconds grace) {
  work_.reset();
  std::unique_lock lock(mutex_);
  const bool finished = ended_.wait_for(lock, grace, [this] { return running_ == 0; });
  lock.unlock();
  if (!finished) context_.stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  return finished;
}

/// A completion handler that throws must not end a thread.
void FlowThreads::runOne() {
  markThreadPatient();
  for (bool more = true; more;) {
    try {
      context_.run();
      more = false;
    } catch (const std::exception& error) {
      log_.error("flow_threw", {{"cause", error.what()}});
    }
  }
  const std::lock_guard lock(mutex_);
  if (--running_ == 0) ended_.notify_all();
}

}  // namespace patchbay::host
