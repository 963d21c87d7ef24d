#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/base/awaitable.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// A moment in UTC, in milliseconds since the Unix epoch. The store and the wire round to seconds
/// where they say so.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

/// Tells the time, and waits for it. Everything that depends on either is given a `Clock`, so
/// that tests move time by hand and never sleep. Safe to call from any thread.
class PATCHBAY_EXPORT Clock {
 public:
  virtual ~Clock();

  virtual TimePoint now() const = 0;

  /// Resumes the caller on its own executor once `pause` has passed by this clock.
  /// Throws `boost::system::system_error` (operation_aborted) when the coroutine is cancelled.
  virtual awaitable<void> wait(Milliseconds pause) const = 0;
};

/// The machine's clock.
class PATCHBAY_EXPORT SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  awaitable<void> wait(Milliseconds pause) const override;
};

/// Whole seconds since the epoch, rounded down.
constexpr std::int64_t toEpochSeconds(TimePoint time) {
  return std::chrono::floor<Seconds>(time).time_since_epoch().count();
}

constexpr TimePoint fromEpochSeconds(std::int64_t seconds) { return TimePoint(Seconds(seconds)); }

/// `2026-01-31T09:05:00Z`, as the public API writes times (RFC 3339).
PATCHBAY_EXPORT std::string toRfc3339(TimePoint time);

}  // namespace patchbay
