#include "xero_header_label.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using std::chrono::February;
using std::chrono::March;
using std::chrono::May;

TEST(XeroHeaderLabel, IsReadWithTwoAndWithFourDigitsOfTheYear) {
  EXPECT_EQ(parseHeaderLabel("31 Mar 22"), 2022y / March / 31d);
  EXPECT_EQ(parseHeaderLabel("31 May 2022"), 2022y / May / 31d);
  EXPECT_EQ(parseHeaderLabel(" 9 March 2022 "), 2022y / March / 9d);
  EXPECT_EQ(parseHeaderLabel("29 feb 24"), 2024y / February / 29d);
}

TEST(XeroHeaderLabel, NamesOnlyDaysThatExist) {  // X16
  EXPECT_FALSE(parseHeaderLabel("31 Feb 22"));
  EXPECT_FALSE(parseHeaderLabel("29 Feb 2023"));
  EXPECT_FALSE(parseHeaderLabel("0 Mar 22"));
  EXPECT_FALSE(parseHeaderLabel("2020-31-01"));
}

TEST(XeroHeaderLabel, IsNothingElse) {
  for (const auto* label :
       {"", " ", "Mar 22", "31 Mar", "31 Mrz 22", "31 Ma 22", "31 Mar 222", "31 Mar 22 to 1 Apr 22",
        "-1 Mar 22", "1x Mar 22", "31 Marchx 22", "Total", "031 Mar 22"}) {
    EXPECT_FALSE(parseHeaderLabel(label)) << label;
  }
}

}  // namespace
}  // namespace patchbay
