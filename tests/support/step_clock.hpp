#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include "core/base/clock.hpp"

namespace patchbay::testing {

/// A clock that stands still until the test puts it on. `step` returns once every loop that it woke
/// has done its round and waits again, so that a test knows what a host had the time to do.
///
/// For what waits in loops; whoever waits once only makes `step` fail.
class StepClock final : public Clock {
 public:
  TimePoint now() const override;
  awaitable<void> wait(Milliseconds pause) const override;

  /// Returns once so many loops wait; needed before the first step.
  bool awaitLoops(std::size_t loops);

  /// @returns false when a loop did not come back.
  bool step(Milliseconds by);

 private:
  /// One that waits, for as long as it does, however the waiting ends.
  class Waiting {
   public:
    Waiting(const StepClock& clock, Milliseconds pause);
    ~Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    bool isOver() const;

   private:
    const StepClock& clock_;
    std::multiset<TimePoint>::iterator until_;
  };

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  TimePoint now_{Seconds(1'767'225'600)};
  mutable std::multiset<TimePoint> waiting_until_;
  mutable std::size_t waits_begun_ = 0;
};

}  // namespace patchbay::testing
