#include <gtest/gtest.h>

#include <set>

#include "core/freshness.hpp"

namespace patchbay {
namespace {

constexpr TimePoint kIssued = TimePoint(Seconds(1'767'225'600));
constexpr Seconds kDay{86'400};

IntegrationAccess makePair(Seconds life, int number = 1) {
  IntegrationAccess access;
  access.grant_id = "grant_" + std::to_string(number);
  access.generation = 3;
  access.refreshed_at = kIssued;
  access.token.expires_at = kIssued + life;
  access.token.refresh_token = Secret("refresh-1");
  return access;
}

KeepFreshRules rules() {
  KeepFreshRules rules;
  rules.used_within = 7 * kDay;
  rules.keep_alive = 30 * kDay;
  return rules;
}

TEST(DueTime, IsAheadOfExpiryByAPartOfTheLife) {
  for (int number = 0; number < 200; ++number) {
    const auto two_hours = makePair(Seconds(7'200), number);
    EXPECT_GE(refreshDueAt(two_hours), two_hours.token.expires_at - Seconds(1'200));
    EXPECT_LE(refreshDueAt(two_hours), two_hours.token.expires_at - Seconds(600));
    const auto half_hour = makePair(Seconds(1'800), number);
    EXPECT_GE(refreshDueAt(half_hour), half_hour.token.expires_at - Seconds(600));
    EXPECT_LE(refreshDueAt(half_hour), half_hour.token.expires_at - Seconds(300));
  }
}

TEST(DueTime, LeavesEveryCallerTwiceTheUsualLeastTime) {
  for (int number = 0; number < 200; ++number) {
    const auto pair = makePair(Seconds(600), number);
    EXPECT_LE(refreshDueAt(pair), pair.token.expires_at - Seconds(120));
  }
}

TEST(DueTime, IsNeverInTheFirstQuarterNorSoonerThanThirtySeconds) {
  for (int number = 0; number < 200; ++number) {
    EXPECT_GE(refreshDueAt(makePair(Seconds(200), number)), kIssued + Seconds(50));
    for (const int life : {-5, 0, 2, 40}) {
      EXPECT_EQ(refreshDueAt(makePair(Seconds(life), number)), kIssued + Seconds(30));
    }
  }
}

TEST(DueTime, SpreadsGrantsThatWereConnectedTogether) {
  std::set<std::int64_t> minutes;
  std::set<TimePoint> moments;
  for (int number = 0; number < 1'000; ++number) {
    const TimePoint due = refreshDueAt(makePair(Seconds(7'200), number));
    moments.insert(due);
    minutes.insert((due - kIssued).count() / 60'000);
  }
  EXPECT_GE(minutes.size(), 10U);
  EXPECT_GT(moments.size(), 900U);
}

TEST(DueTime, DiffersFromPairToPairOfAGrantAndIsTheSameEverywhere) {
  auto pair = makePair(Seconds(7'200));
  const TimePoint due = refreshDueAt(pair);
  EXPECT_EQ(refreshDueAt(makePair(Seconds(7'200))), due);
  ++pair.generation;
  EXPECT_NE(refreshDueAt(pair), due);
}

TEST(DueTime, OfAPairInUseIsAheadOfItsExpiry) {
  const auto pair = makePair(Seconds(7'200));
  const auto now = kIssued + Seconds(7'000);
  EXPECT_EQ(nextRefreshAt(pair, kIssued - 2 * kDay, rules(), now), refreshDueAt(pair));
  EXPECT_EQ(nextRefreshAt(pair, kIssued + Seconds(1), rules(), now + 300 * kDay),
            refreshDueAt(pair))
      << "used with this very pair";
}

TEST(DueTime, OfAnUnusedPairIsBeforeItsRefreshTokenDies) {
  const auto pair = makePair(Seconds(7'200));
  for (const auto used_at : {std::optional<TimePoint>(), std::optional(kIssued - 8 * kDay)}) {
    const TimePoint next = nextRefreshAt(pair, used_at, rules(), kIssued);
    EXPECT_GE(next, kIssued + 27 * kDay);
    EXPECT_LE(next, kIssued + 30 * kDay);
  }
}

TEST(DueTime, OfALongLivedTokenIsNotPastTheKeepAliveAge) {
  const auto pair = makePair(90 * kDay);
  EXPECT_LE(nextRefreshAt(pair, kIssued, rules(), kIssued), kIssued + 30 * kDay);
  EXPECT_EQ(firstLookAt(pair), kIssued + kDay) << "the provider's rules are asked then";
}

TEST(DueTime, DoesNotExistWithoutARefreshToken) {
  auto pair = makePair(Seconds(7'200));
  EXPECT_EQ(firstLookAt(pair), refreshDueAt(pair));
  pair.token.refresh_token = Secret();
  EXPECT_FALSE(firstLookAt(pair));
}

}  // namespace
}  // namespace patchbay
