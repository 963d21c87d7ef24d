#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/clock.hpp"

namespace patchbay::testing {

/// A clock that moves only by hand. Waiting takes no time: it moves the clock by the pause and lets
/// other work of the executor run.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(TimePoint start = TimePoint(Seconds(1'767'225'600)))
      : now_(start.time_since_epoch().count()) {}

  TimePoint now() const override { return TimePoint(Milliseconds(now_.load())); }
  awaitable<void> wait(Milliseconds pause) const override;
  void advance(Milliseconds by) { now_ += by.count(); }

 private:
  mutable std::atomic<std::int64_t> now_;
};

}  // namespace patchbay::testing
