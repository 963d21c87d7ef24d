#include "core/refresh/provider_breaker.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

using Admission = ProviderBreaker::Admission;

class Breaker : public ::testing::Test {
 protected:
  /// Rejects a trial; says how long nothing is called then.
  Seconds pauseAfterAnotherRejection() {
    now = breaker.retryAt(now);
    EXPECT_EQ(breaker.admit(now), Admission::trial);
    breaker.rejected(now);
    return std::chrono::ceil<Seconds>(breaker.retryAt(now) - now);
  }

  ProviderBreaker breaker;
  TimePoint now{Seconds(1'767'225'600)};
};

TEST_F(Breaker, IsClosedAtFirst) {
  EXPECT_FALSE(breaker.isOpen());
  EXPECT_EQ(breaker.admit(now), Admission::pass);
  EXPECT_EQ(breaker.admit(now), Admission::pass);
}

TEST_F(Breaker, OpensForAMinute) {
  breaker.rejected(now);
  EXPECT_TRUE(breaker.isOpen());
  EXPECT_EQ(breaker.admit(now), Admission::refused);
  EXPECT_EQ(breaker.retryAt(now), now + Seconds(60));
  EXPECT_EQ(breaker.admit(now + Milliseconds(59'999)), Admission::refused);
  EXPECT_EQ(breaker.admit(now + Seconds(60)), Admission::trial);
}

TEST_F(Breaker, LetsOneTrialThroughAtATime) {
  breaker.rejected(now);
  now += Seconds(60);
  EXPECT_EQ(breaker.admit(now), Admission::trial);
  EXPECT_TRUE(breaker.wouldRefuse(now));
  EXPECT_EQ(breaker.admit(now), Admission::refused);
  EXPECT_GT(breaker.retryAt(now), now);
  breaker.endTrial();
  EXPECT_EQ(breaker.admit(now), Admission::trial) << "the first told nothing";
}

TEST_F(Breaker, DoublesItsPauseUpToAQuarterOfAnHour) {
  breaker.rejected(now);
  for (const int seconds : {120, 240, 480, 900, 900}) {
    EXPECT_EQ(pauseAfterAnotherRejection(), Seconds(seconds));
  }
}

TEST_F(Breaker, IsNotMovedByCallsThatWereUnderWay) {
  breaker.rejected(now);
  breaker.rejected(now + Seconds(30));
  EXPECT_EQ(breaker.retryAt(now), now + Seconds(60));
}

TEST_F(Breaker, ClosesAtTheFirstCallThatIsAccepted) {
  breaker.rejected(now);
  pauseAfterAnotherRejection();
  EXPECT_TRUE(breaker.accepted());
  EXPECT_FALSE(breaker.isOpen());
  EXPECT_EQ(breaker.admit(now), Admission::pass);
  EXPECT_FALSE(breaker.accepted()) << "it was closed";
  breaker.rejected(now);
  EXPECT_EQ(breaker.retryAt(now), now + Seconds(60)) << "and begins anew";
}

TEST_F(Breaker, IsNotOpenForYearsAfterAClockWasSetBack) {
  breaker.rejected(now + std::chrono::hours(24 * 365));
  EXPECT_EQ(breaker.admit(now), Admission::trial);
}

}  // namespace
}  // namespace patchbay
