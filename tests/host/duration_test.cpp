#include "host/commands/duration.hpp"

#include <gtest/gtest.h>

namespace patchbay::host {
namespace {

TEST(Duration, IsANumberWithAUnit) {
  EXPECT_EQ(parseDuration("45s"), Seconds(45));
  EXPECT_EQ(parseDuration("30m"), Seconds(1'800));
  EXPECT_EQ(parseDuration("12h"), Seconds(43'200));
  EXPECT_EQ(parseDuration("90d"), Seconds(7'776'000));
}

TEST(Duration, IsNothingElse) {
  for (const char* text : {"", "d", "90", "0d", "-1d", "1w", "1.5h", " 1h", "1h ", "3651d",
                           "9223372036854775807d", "99999999999999999999s"}) {
    EXPECT_FALSE(parseDuration(text)) << text;
  }
}

}  // namespace
}  // namespace patchbay::host
