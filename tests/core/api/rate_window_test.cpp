#include "core/api/rate_window.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

constexpr Milliseconds kMinute{60'000};
const TimePoint kNow(Seconds(1'767'225'600));  // 2026-01-01T00:00:00Z

void call(RateWindow& window, TimePoint at) {
  window.begin();
  window.end(at);
}

TEST(RateWindow, LetsSoManyCallsPassAtOnceAndTheNextAfterTheFirstIsOld) {
  RateWindow window(3, kMinute);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(window.freeAt(kNow + Seconds(i)), kNow + Seconds(i));
    call(window, kNow + Seconds(i));
  }
  EXPECT_EQ(window.freeAt(kNow + Seconds(10)), kNow + kMinute);
  EXPECT_EQ(window.freeAt(kNow + kMinute), kNow + kMinute);
  call(window, kNow + kMinute);
  EXPECT_EQ(window.freeAt(kNow + kMinute), kNow + kMinute + Seconds(1));
}

TEST(RateWindow, CountsACallFromItsStartAndUntilTheSpanAfterItsAnswer) {
  RateWindow window(1, kMinute);
  window.begin();
  EXPECT_GT(window.freeAt(kNow), kNow) << "it may be counted already";
  window.end(kNow + Seconds(20));
  EXPECT_EQ(window.freeAt(kNow + Seconds(20)), kNow + Seconds(20) + kMinute)
      << "it may only just have been counted";
}

TEST(RateWindow, BelievesTheProviderThatLessIsLeft) {
  RateWindow window(100, kMinute);
  window.begin();
  window.heard(0, kNow + Seconds(30), kNow);
  window.end(kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow + Seconds(30));
  EXPECT_EQ(window.freeAt(kNow + Seconds(30)), kNow + Seconds(30));
}

TEST(RateWindow, TakesOffWhatElseIsUnderWay) {
  RateWindow window(100, kMinute);
  window.begin();
  window.begin();
  window.begin();
  window.heard(2, kNow + Seconds(30), kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow + Seconds(30)) << "the other two may not be counted yet";
}

TEST(RateWindow, CountsDownWhatItWasTold) {
  RateWindow window(100, kMinute);
  window.begin();
  window.heard(2, kNow + Seconds(30), kNow);
  window.end(kNow);
  call(window, kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow);
  call(window, kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow + Seconds(30));
}

TEST(RateWindow, IsNotMisledByAnAnswerThatWasOvertaken) {
  RateWindow window(100, kMinute);
  window.begin();
  window.heard(0, kNow + Seconds(30), kNow);
  window.heard(7, kNow + Seconds(30), kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow + Seconds(30));
  window.heard(7, kNow + Seconds(60), kNow + Seconds(30));
  EXPECT_EQ(window.freeAt(kNow + Seconds(30)), kNow + Seconds(30)) << "a new span";
}

TEST(RateWindow, AsksAgainAfterAMinuteWhereTheProviderNamesNoTime) {
  RateWindow window(5000, std::chrono::hours(24));
  window.begin();
  window.heard(0, std::nullopt, kNow);
  window.end(kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow + kMinute);
}

TEST(RateWindow, NeverWaitsLongerThanItsSpan) {
  RateWindow window(10, kMinute);
  window.begin();
  window.heard(0, kNow + std::chrono::hours(900), kNow);
  EXPECT_EQ(window.freeAt(kNow), kNow + kMinute);
}

TEST(RateWindow, IsIdleOnceNothingCountsAnyMore) {
  RateWindow window(10, kMinute);
  EXPECT_TRUE(window.isIdle(kNow));
  window.begin();
  EXPECT_FALSE(window.isIdle(kNow));
  window.end(kNow);
  EXPECT_FALSE(window.isIdle(kNow + Seconds(59)));
  EXPECT_TRUE(window.isIdle(kNow + kMinute));
}

TEST(RateLimitReset, ReadsGustosDateWithOffset) {
  EXPECT_EQ(parseRateLimitReset("2025-12-31 16:00:30 -0800", kNow), kNow + Seconds(30));
  EXPECT_EQ(parseRateLimitReset("2026-01-01T01:00:30+01:00", kNow), kNow + Seconds(30));
  EXPECT_EQ(parseRateLimitReset("2026-01-01T00:00:30Z", kNow), kNow + Seconds(30));
  EXPECT_EQ(parseRateLimitReset("2026-01-01 00:00:30 UTC", kNow), kNow + Seconds(30));
  EXPECT_EQ(parseRateLimitReset("2026-01-01 00:00:30", kNow), kNow + Seconds(30));
}

TEST(RateLimitReset, ReadsSecondsSinceTheEpochAndFromNow) {
  EXPECT_EQ(parseRateLimitReset("1767225630", kNow), kNow + Seconds(30));
  EXPECT_EQ(parseRateLimitReset("30", kNow), kNow + Seconds(30));
}

TEST(RateLimitReset, IgnoresWhatItCannotRead) {
  for (const char* text :
       {"", "soon", "-5", "99999999999999999999", "2026-13-01 00:00:00 +0000", "2026-01-01",
        "2026-01-01 25:00:00 +0000", "2026-01-01 00:00:00 0800", "2026-01-01 00:00:00 -08",
        "2026-01-01 00:00:00 -0800x", "9223372036854775807"}) {
    EXPECT_FALSE(parseRateLimitReset(text, kNow)) << text;
  }
}

TEST(RateLimitRemaining, IsANumberOrNothing) {
  EXPECT_EQ(parseRemaining("17"), 17U);
  EXPECT_EQ(parseRemaining("-1"), 0U);
  EXPECT_FALSE(parseRemaining("many"));
  EXPECT_FALSE(parseRemaining(""));
  EXPECT_FALSE(parseRemaining("17 of 20"));
}

}  // namespace
}  // namespace patchbay
