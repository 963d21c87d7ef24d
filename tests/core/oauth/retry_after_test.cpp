#include <gtest/gtest.h>

#include "core/oauth/token_response.hpp"

namespace patchbay::oauth {
namespace {

// RFC 9110 section 5.6.7 writes one moment, 1994-11-06 08:49:37 UTC, in three formats.
const TimePoint kExample = fromEpochSeconds(784'111'777);

std::optional<Seconds> read(std::string_view value) {
  return parseRetryAfter(value, kExample - Seconds(90));
}

TEST(RetryAfter, IsANumberOfSeconds) {
  EXPECT_EQ(read("120"), Seconds(120));
  EXPECT_EQ(read(" 7\t"), Seconds(7));
}

TEST(RetryAfter, IsADateInAnyOfTheThreeFormats) {
  EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:37 GMT"), Seconds(90));
  EXPECT_EQ(read("Sunday, 06-Nov-94 08:49:37 GMT"), Seconds(90));
  EXPECT_EQ(read("Sun Nov  6 08:49:37 1994"), Seconds(90));
}

TEST(RetryAfter, RoundsPartsOfASecondUp) {
  EXPECT_EQ(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", kExample - Milliseconds(1500)),
            Seconds(2));
}

TEST(RetryAfter, IsAtLeastASecondAndAtMostAnHour) {
  EXPECT_EQ(read("0"), Seconds(1));
  EXPECT_EQ(read("3600"), Seconds(3600));
  EXPECT_EQ(read("3601"), Seconds(3600));
  EXPECT_EQ(read("99999999999999999999999999"), Seconds(3600));
  EXPECT_EQ(read("Sun, 06 Nov 1994 08:00:00 GMT"), Seconds(1));
  EXPECT_EQ(read("Mon, 06 Nov 2034 08:49:37 GMT"), Seconds(3600));
}

// RFC 9110 section 5.6.7: not more than 50 years ahead.
TEST(RetryAfter, TakesTwoDigitYearsFromTheNearestCentury) {
  const TimePoint now = fromEpochSeconds(1'767'225'600);  // 2026-01-01
  EXPECT_EQ(parseRetryAfter("Thursday, 01-Jan-26 00:10:00 GMT", now), Seconds(600));
  EXPECT_EQ(parseRetryAfter("Wednesday, 01-Jan-76 00:00:00 GMT", now), Seconds(3600));
  EXPECT_EQ(parseRetryAfter("Saturday, 01-Jan-77 00:00:00 GMT", now), Seconds(1));
}

TEST(RetryAfter, IsEmptyWhenItCannotBeRead) {
  for (const char* value : {"",
                            " ",
                            "soon",
                            "-1",
                            "+1",
                            "1.5",
                            "1 2",
                            "0x10",
                            "Sun, 06 Nov 1994 08:49:37",
                            "Sun, 06 Nov 1994 08:49:37 UTC",
                            "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:00 GMT",
                            "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994",
                            "Sun, 06 nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 GMT x",
                            "Sun, -6 Nov 1994 08:49:37 GMT",
                            "Sunday, 06-Nov-1994 08:49:37 GMT",
                            "Sun Nov",
                            "Sun Nov 6 08:49:37 1994",
                            "1994-11-06T08:49:37Z",
                            "Sun, 00 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(read(value), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace patchbay::oauth
