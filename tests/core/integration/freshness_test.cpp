#include "core/freshness.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

const TimePoint kNow = fromEpochSeconds(1'767'225'600);

IntegrationAccess accessOf(Seconds age, Seconds life) {
  IntegrationAccess access;
  access.refreshed_at = kNow - age;
  access.token.expires_at = access.refreshed_at + life;
  return access;
}

TEST(Freshness, AsksForTheWantedRemainder) {
  EXPECT_TRUE(isFreshEnough(accessOf(Seconds(7100), Seconds(7200)), Seconds(60), kNow));
  EXPECT_TRUE(isFreshEnough(accessOf(Seconds(7140), Seconds(7200)), Seconds(60), kNow));
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(7141), Seconds(7200)), Seconds(60), kNow));
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(100), Seconds(7200)), Seconds(7200), kNow));
}

TEST(Freshness, ANewPairIsAsFreshAsItGets) {
  EXPECT_TRUE(isFreshEnough(accessOf(Seconds(29), Seconds(7200)), Seconds(7200), kNow));
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(30), Seconds(7200)), Seconds(7200), kNow));
}

TEST(Freshness, ATokenThatComesExpiredCausesNoRefreshLoop) {
  EXPECT_TRUE(isFreshEnough(accessOf(Seconds(29), Seconds(0)), Seconds(60), kNow));
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(30), Seconds(0)), Seconds(60), kNow));
}

TEST(Freshness, AVeryShortTokenIsRefreshedBeforeItDies) {
  EXPECT_TRUE(isFreshEnough(accessOf(Seconds(0), Seconds(2)), Seconds(60), kNow));
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(1), Seconds(2)), Seconds(60), kNow));
}

TEST(Freshness, APairFromTheFutureIsNotFresh) {
  EXPECT_TRUE(isFreshEnough(accessOf(Seconds(-300), Seconds(7200)), Seconds(60), kNow));
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(-301), Seconds(7200)), Seconds(60), kNow));
}

TEST(Freshness, AnAgeInTheFutureSaysNothing) {
  EXPECT_FALSE(isFreshEnough(accessOf(Seconds(-3600), Seconds(-3590)), Seconds(60), kNow));
}

}  // namespace
}  // namespace patchbay
