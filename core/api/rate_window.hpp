#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// Whether one more call keeps a limit of so many calls in any span of a given length. Knows
/// neither clock nor lock; the times it is given may not go back.
///
/// The provider counts a call somewhere between its start and its answer, so it counts here from
/// its start until the span after its answer is over. The limit then holds wherever the provider's
/// own spans begin.
class PATCHBAY_EXPORT RateWindow {
 public:
  RateWindow(std::size_t calls, Milliseconds window) : calls_(calls), window_(window) {}

  /// When the next call may begin, as far as is known; `now` or earlier means at once.
  TimePoint freeAt(TimePoint now);

  void begin();
  void end(TimePoint at);

  /// The provider says how many calls are left, in the answer to a call that has not ended here.
  /// @param reset  when it counts anew; without it, the word is believed for a minute at most.
  void heard(std::size_t remaining, std::optional<TimePoint> reset, TimePoint now);

  /// Nothing is remembered that matters after `now`.
  bool isIdle(TimePoint now);

 private:
  void dropOld(TimePoint now);

  const std::size_t calls_;
  const Milliseconds window_;
  std::size_t running_ = 0;
  std::deque<TimePoint> ended_;  // ascending
  std::size_t told_left_ = 0;    // counts until told_until_
  TimePoint told_until_{};
};

/// The moment a field such as `X-RateLimit-Reset` names: `2026-01-01 10:15:00 -0800` (or with `T`,
/// `Z`, `+01:00`), seconds since the epoch, or seconds from `now`. Empty when it is none of these.
PATCHBAY_EXPORT std::optional<TimePoint> parseRateLimitReset(std::string_view text, TimePoint now);

/// A field such as `X-RateLimit-Remaining`; a negative number means none. Empty when unreadable.
PATCHBAY_EXPORT std::optional<std::size_t> parseRemaining(std::string_view text);

}  // namespace patchbay
