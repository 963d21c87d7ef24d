#include "core/base/clock.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

namespace patchbay {
namespace {

TEST(Clock, WritesTimesAsRfc3339) {
  EXPECT_EQ(toRfc3339(fromEpochSeconds(0)), "1970-01-01T00:00:00Z");
  // RFC 3339 section 5.8, second example: 1996-12-19T16:39:57-08:00.
  EXPECT_EQ(toRfc3339(fromEpochSeconds(851'042'397)), "1996-12-20T00:39:57Z");
  EXPECT_EQ(toRfc3339(fromEpochSeconds(1'709'164'799)), "2024-02-28T23:59:59Z");
  EXPECT_EQ(toRfc3339(fromEpochSeconds(1'709'164'800)), "2024-02-29T00:00:00Z");
}

TEST(Clock, RoundsDownToWholeSeconds) {
  EXPECT_EQ(toEpochSeconds(TimePoint(Milliseconds(1'999))), 1);
  EXPECT_EQ(toEpochSeconds(TimePoint(Milliseconds(-1))), -1);
  EXPECT_EQ(toRfc3339(TimePoint(Milliseconds(1'999))), "1970-01-01T00:00:01Z");
}

TEST(Clock, ResumesWhoWaits) {
  const SystemClock clock;
  const TimePoint before = clock.now();
  testing::run(clock.wait(Milliseconds(1)));
  EXPECT_GE(clock.now(), before);
}

TEST(FakeClock, MovesByThePauseThatIsWaitedFor) {
  testing::FakeClock clock;
  const TimePoint before = clock.now();
  testing::run(clock.wait(Milliseconds(90'000)));
  EXPECT_EQ(clock.now() - before, Milliseconds(90'000));
}

}  // namespace
}  // namespace patchbay
