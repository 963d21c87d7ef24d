#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/clock.hpp"

namespace patchbay::testing {

/// The machine's clock, set off by hand: hours pass at once, while pauses take the time they take.
/// For tests of a whole host, whose own upkeep must not run wild.
class ShiftedClock final : public Clock {
 public:
  TimePoint now() const override { return system_.now() + Milliseconds(shift_.load()); }
  awaitable<void> wait(Milliseconds pause) const override { return system_.wait(pause); }
  void advance(Milliseconds by) { shift_ += by.count(); }

 private:
  SystemClock system_;
  std::atomic<std::int64_t> shift_ = 0;
};

}  // namespace patchbay::testing
