#include "gusto_api_version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace patchbay {
namespace {

using std::chrono::year;
using ::testing::HasSubstr;

TEST(GustoApiVersion, IsNotWarnedOfWhileItLasts) {
  EXPECT_EQ(warnOfGustoApiVersion(kGustoApiVersion, year(2026) / 11 / 22), "");
  EXPECT_EQ(warnOfGustoApiVersion("2026-02-01", year(2027) / 2 / 14), "");
}

TEST(GustoApiVersion, IsWarnedOfFourMonthsBeforeItEnds) {
  EXPECT_THAT(warnOfGustoApiVersion("2026-02-01", year(2027) / 2 / 15),
              HasSubstr("2026-02-01 ends on 2027-06-15; set GUSTO_API_VERSION to 2026-06-15"));
  EXPECT_THAT(warnOfGustoApiVersion("2025-11-15", year(2027) / 1 / 31),
              HasSubstr("ends on 2027-02-01"));
}

TEST(GustoApiVersion, IsWarnedOfOnceItHasEnded) {
  EXPECT_THAT(warnOfGustoApiVersion("2025-06-15", year(2026) / 11 / 17),
              HasSubstr("ended on 2026-11-17"));
  EXPECT_THAT(warnOfGustoApiVersion("2024-04-01", year(2026) / 6 / 15),
              HasSubstr("ended on 2026-06-15"));
}

TEST(GustoApiVersion, IsWarnedOfWhenItIsUnknown) {
  EXPECT_THAT(warnOfGustoApiVersion("2031-01-01", year(2026) / 6 / 15), HasSubstr("not one that"));
}

}  // namespace
}  // namespace patchbay
