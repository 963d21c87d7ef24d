// Loaded into a host by LD_PRELOAD: its wall clock is STORM_CLOCK_SHIFT_SECONDS off. Pauses and
// deadlines, which go by the monotonic clock, stay as they are, as on a machine whose clock is
// wrong.
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

time_t shift() {
  static const time_t seconds = [] {
    const char* const text = std::getenv("STORM_CLOCK_SHIFT_SECONDS");
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
  }();
  return seconds;
}

int realTime(timespec* now) {
  const auto result = static_cast<int>(::syscall(SYS_clock_gettime, CLOCK_REALTIME, now));
  now->tv_sec += shift();
  return result;
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int clock_gettime(clockid_t clock, timespec* now) noexcept {
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) return realTime(now);
  return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
}

[[gnu::visibility("default")]] int gettimeofday(timeval* now, void*) noexcept {
  timespec precise{};
  const int result = realTime(&precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1'000;
  return result;
}

[[gnu::visibility("default")]] time_t time(time_t* now) noexcept {
  timespec precise{};
  realTime(&precise);
  if (now != nullptr) *now = precise.tv_sec;
  return precise.tv_sec;
}

}  // extern "C"
