#include "tools/sandbox/common/held_answers.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace patchbay::sandbox {

awaitable<void> HeldAnswers::waitIn(Waiters* waiters) {
  auto timer = std::make_shared<boost::asio::steady_timer>(
      executor_, boost::asio::steady_timer::time_point::max());
  waiters->push_back(timer);
  // Being woken is a cancelled wait; so is the end of the request. Both just go on.
  auto woken = co_await timer->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  static_cast<void>(woken);
  waiters->remove(timer);
}

awaitable<void> HeldAnswers::hold() {
  const bool open = open_;
  if (open) co_return;
  wake(watchers_);
  co_await waitIn(&held_);
}

awaitable<void> HeldAnswers::untilHeld(std::size_t count) {
  std::size_t held = held_.size();
  while (held < count && !open_) {
    co_await waitIn(&watchers_);
    held = held_.size();
  }
}

std::size_t HeldAnswers::wake(Waiters& waiters) {
  const Waiters woken = std::exchange(waiters, {});
  for (const auto& timer : woken) timer->cancel();
  return woken.size();
}

std::size_t HeldAnswers::release() { return wake(held_); }

void HeldAnswers::releaseForever() {
  open_ = true;
  wake(held_);
  wake(watchers_);
}

}  // namespace patchbay::sandbox
