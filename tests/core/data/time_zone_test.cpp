#include "core/data/time_zone.hpp"

#include <gtest/gtest.h>

#include <string>

namespace patchbay {
namespace {

// 2026-06-30T20:00:00Z and 2026-12-31T20:00:00Z
constexpr TimePoint kJune{Seconds(1'782'849'600)};
constexpr TimePoint kDecember{Seconds(1'798'747'200)};

// X14: where the organisation is, it may be tomorrow already.
TEST(TimeZone, DecidesWhichDayItIs) {
  EXPECT_EQ(toText(dayIn("", kJune)), "2026-06-30");
  EXPECT_EQ(toText(dayIn("Australia/Sydney", kJune)), "2026-07-01");
  EXPECT_EQ(toText(dayIn("America/New_York", kJune)), "2026-06-30");
  EXPECT_EQ(toText(dayIn("Pacific/Auckland", kDecember)), "2027-01-01");
}

TEST(TimeZone, KnowsSummerTime) {
  EXPECT_EQ(utcOffset("Australia/Sydney", kJune), std::chrono::hours(10));
  EXPECT_EQ(utcOffset("Australia/Sydney", kDecember), std::chrono::hours(11));
  EXPECT_EQ(utcOffset("Europe/London", kJune), std::chrono::hours(1));
  EXPECT_EQ(utcOffset("Europe/London", kDecember), std::chrono::hours(0));
  EXPECT_EQ(utcOffset("Asia/Kolkata", kJune), std::chrono::minutes(330));
  EXPECT_EQ(utcOffset("UTC", kJune), std::chrono::hours(0));
}

TEST(TimeZone, IsUtcWhereTheNameIsNoZone) {
  for (const char* zone : {"", "Nowhere/Here", "../../../etc/hostname", "/etc/localtime",
                           "Europe/../Europe/London", "Europe", "Europe/Lond\xC3\xB6n"}) {
    EXPECT_FALSE(utcOffset(zone, kJune)) << zone;
    EXPECT_EQ(toText(dayIn(zone, kJune)), "2026-06-30") << zone;
  }
}

TEST(TimeZone, RefusesAFileThatIsCutShort) {
  const std::string header = std::string("TZif2") + std::string(39, '\0');
  EXPECT_FALSE(utcOffsetOf("", kJune));
  EXPECT_FALSE(utcOffsetOf(header, kJune));
  EXPECT_FALSE(utcOffsetOf(header + header, kJune));
  std::string liar = header;
  liar[32] = '\x7F';
  EXPECT_FALSE(utcOffsetOf(liar + header, kJune));
}

}  // namespace
}  // namespace patchbay
