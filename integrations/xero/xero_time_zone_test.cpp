#include "xero_time_zone.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

TEST(XeroTimeZone, HasAPlaceThatIanaKnows) {  // X14
  EXPECT_EQ(ianaTimeZone("AUSEASTERNSTANDARDTIME"), "Australia/Sydney");
  EXPECT_EQ(ianaTimeZone("GMTSTANDARDTIME"), "Europe/London");
  EXPECT_EQ(ianaTimeZone("NEWZEALANDSTANDARDTIME"), "Pacific/Auckland");
  EXPECT_EQ(ianaTimeZone("DATELINESTANDARDTIME"), "Etc/GMT+12");
  EXPECT_EQ(ianaTimeZone("YUKONSTANDARDTIME"), "America/Whitehorse");
}

TEST(XeroTimeZone, IsFoundHoweverItIsWritten) {
  EXPECT_EQ(ianaTimeZone("W. Europe Standard Time"), "Europe/Berlin");
  EXPECT_EQ(ianaTimeZone("EASTERNSTANDARDTIME(MEXICO)"), "America/Cancun");
  EXPECT_EQ(ianaTimeZone("UTC-11"), "Etc/GMT+11");
}

TEST(XeroTimeZone, IsEmptyWhereNobodyKnowsIt) {
  EXPECT_EQ(ianaTimeZone(""), "");
  EXPECT_EQ(ianaTimeZone("MARSSTANDARDTIME"), "");
  EXPECT_EQ(ianaTimeZone("ZULU"), "");
}

}  // namespace
}  // namespace patchbay
