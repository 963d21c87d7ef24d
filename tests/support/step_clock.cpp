#include "tests/support/step_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>

namespace patchbay::testing {

StepClock::Waiting::Waiting(const StepClock& clock, Milliseconds pause) : clock_(clock) {
  const std::lock_guard lock(clock_.mutex_);
  until_ = clock_.waiting_until_.insert(clock_.now_ + pause);
  ++clock_.waits_begun_;
  clock_.changed_.notify_all();
}

StepClock::Waiting::~Waiting() {
  const std::lock_guard lock(clock_.mutex_);
  clock_.waiting_until_.erase(until_);
}

bool StepClock::Waiting::isOver() const {
  const std::lock_guard lock(clock_.mutex_);
  return *until_ <= clock_.now_;
}

TimePoint StepClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

// Looks at the clock again and again: a timer that is woken from another thread could miss it.
awaitable<void> StepClock::wait(Milliseconds pause) const {
  auto executor = co_await boost::asio::this_coro::executor;
  const Waiting waiting(*this, pause);
  while (!waiting.isOver()) {
    boost::asio::steady_timer timer(executor, Milliseconds(1));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

bool StepClock::awaitLoops(std::size_t loops) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(60),
                           [&] { return waiting_until_.size() >= loops; });
}

bool StepClock::step(Milliseconds by) {
  std::unique_lock lock(mutex_);
  now_ += by;
  const auto woken = std::distance(waiting_until_.begin(), waiting_until_.upper_bound(now_));
  const std::size_t expected = waits_begun_ + static_cast<std::size_t>(woken);
  return changed_.wait_for(lock, std::chrono::seconds(60),
                           [&] { return waits_begun_ >= expected; });
}

}  // namespace patchbay::testing
