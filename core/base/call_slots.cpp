#include "core/base/call_slots.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/resumption.hpp"

namespace patchbay {

awaitable<CallSlots::Slot> CallSlots::take() {
  if (takeFree()) co_return Slot(this);
  auto start = [this](auto handler) {
    auto resume = resumption(std::move(handler));
    if (takeOrWait(resume)) resume();
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      start, boost::asio::use_awaitable);
  co_return Slot(this);
}

bool CallSlots::takeFree() {
  const std::lock_guard lock(mutex_);
  if (free_ == 0) return false;
  --free_;
  return true;
}

bool CallSlots::takeOrWait(std::function<void()> resume) {
  const std::lock_guard lock(mutex_);
  if (free_ == 0) {
    waiting_.push_back(std::move(resume));
    return false;
  }
  --free_;
  return true;
}

// The slot goes to who waited longest, without becoming free in between.
void CallSlots::giveBack() {
  std::function<void()> next;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      ++free_;
      return;
    }
    next = std::move(waiting_.front());
    waiting_.pop_front();
  }
  next();
}

std::size_t CallSlots::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void CallSlots::dropWaiting() {
  std::deque<std::function<void()>> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(waiting_);
}

}  // namespace patchbay
