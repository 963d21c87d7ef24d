#include "xero_organisation.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

TEST(XeroOrganisation, NamesCurrencyAndTimeZone) {  // X14
  const auto organisation = readOrganisation(
      boost::json::parse(testing::readText(std::string(PATCHBAY_TESTDATA) + "/organisation.json")));
  EXPECT_EQ(organisation.currency, "AUD");
  EXPECT_EQ(organisation.time_zone, "Australia/Sydney");
}

TEST(XeroOrganisation, LeavesOutWhatCannotBeRead) {
  for (const auto* answer :
       {"[]", "null", "{}", R"({"Organisations":[]})", R"({"Organisations":[7]})",
        R"({"Organisations":[{"BaseCurrency":7,"Timezone":null}]})",
        R"({"Organisations":[{"BaseCurrency":"aud"}]})",
        R"({"Organisations":[{"BaseCurrency":"AUDX","Timezone":"MARSSTANDARDTIME"}]})"}) {
    const auto organisation = readOrganisation(boost::json::parse(answer));
    EXPECT_EQ(organisation.currency, "") << answer;
    EXPECT_EQ(organisation.time_zone, "") << answer;
  }
}

}  // namespace
}  // namespace patchbay
