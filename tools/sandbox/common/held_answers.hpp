#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <list>
#include <memory>

#include "core/base/awaitable.hpp"

namespace patchbay::sandbox {

/// Answers that wait for a word from the test, and tests that wait for such answers: two halves of
/// a rendezvous without a sleep. Used from one thread, the executor's.
class HeldAnswers {
 public:
  explicit HeldAnswers(Executor executor) : executor_(std::move(executor)) {}

  /// Resumes once `release` or `releaseForever` has been called.
  awaitable<void> hold();
  /// Resumes once at least `count` answers are held, at once if they are already.
  awaitable<void> untilHeld(std::size_t count);

  /// Lets what is held go. @returns how many that were.
  std::size_t release();
  /// For the end of the process: lets everything go, and holds nothing any more.
  void releaseForever();
  std::size_t count() const { return held_.size(); }

 private:
  using Waiters = std::list<std::shared_ptr<boost::asio::steady_timer>>;
  awaitable<void> waitIn(Waiters* waiters);
  static std::size_t wake(Waiters& waiters);

  Executor executor_;
  Waiters held_;
  Waiters watchers_;
  bool open_ = false;
};

}  // namespace patchbay::sandbox
