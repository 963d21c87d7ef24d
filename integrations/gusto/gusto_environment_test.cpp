#include "gusto_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/refusal.hpp"

namespace patchbay {
namespace {

using ::testing::HasSubstr;
using Values = std::map<std::string, std::string>;

GustoAddresses read(Values values) { return readGustoAddresses(Settings::of(std::move(values))); }

std::string refusalOf(Values values) {
  return testing::refusalOf(ErrorCode::settings_invalid, [&] { read(std::move(values)); });
}

TEST(GustoEnvironment, IsProductionUnlessSaidOtherwise) {
  const auto addresses = read({});
  EXPECT_EQ(addresses.api_base_url, "https://api.gusto.com");
  EXPECT_EQ(addresses.authorize_url, "https://api.gusto.com/oauth/authorize");
  EXPECT_EQ(addresses.token_url, "https://api.gusto.com/oauth/token");
  EXPECT_EQ(addresses.revoke_url, "https://api.gusto.com/oauth/revoke");
}

TEST(GustoEnvironment, SetsAllHostsTogether) {
  const auto addresses = read({{"GUSTO_ENVIRONMENT", "demo"}});
  EXPECT_EQ(addresses.api_base_url, "https://api.gusto-demo.com");
  EXPECT_EQ(addresses.authorize_url, "https://api.gusto-demo.com/oauth/authorize");
  EXPECT_EQ(addresses.token_url, "https://api.gusto-demo.com/oauth/token");
  EXPECT_EQ(addresses.revoke_url, "https://api.gusto-demo.com/oauth/revoke");
}

TEST(GustoEnvironment, IsOneOfTwoWords) {
  EXPECT_THAT(refusalOf({{"GUSTO_ENVIRONMENT", "staging"}}), HasSubstr("`production` or `demo`"));
}

TEST(GustoEnvironment, RefusesHostsOfTheOther) {
  EXPECT_THAT(
      refusalOf({{"GUSTO_ENVIRONMENT", "demo"}, {"GUSTO_API_BASE_URL", "https://api.gusto.com"}}),
      HasSubstr("GUSTO_API_BASE_URL is an address of Gusto's production environment"));
  EXPECT_THAT(refusalOf({{"GUSTO_ENVIRONMENT", "production"},
                         {"GUSTO_REFRESH_URL", "https://api.gusto-demo.com/oauth/token"}}),
              HasSubstr("GUSTO_REFRESH_URL"));
  EXPECT_THAT(refusalOf({{"GUSTO_API_BASE_URL", "https://api.gusto-demo.com"},
                         {"GUSTO_AUTHORIZE_URL", "https://api.gusto.com/oauth/authorize"}}),
              HasSubstr("GUSTO_AUTHORIZE_URL"))
      << "also where no environment is named";
}

TEST(GustoEnvironment, AllowsAnyHostsOfItsOwnAndStandIns) {
  EXPECT_EQ(read({{"GUSTO_ENVIRONMENT", "demo"},
                  {"GUSTO_AUTHORIZE_URL", "https://app.gusto-demo.com/oauth/authorize"}})
                .authorize_url,
            "https://app.gusto-demo.com/oauth/authorize");
  EXPECT_EQ(read({{"GUSTO_ENVIRONMENT", "demo"}, {"GUSTO_API_BASE_URL", "http://127.0.0.1:8080"}})
                .token_url,
            "http://127.0.0.1:8080/oauth/token");
  EXPECT_EQ(read({{"GUSTO_ENVIRONMENT", "demo"}, {"GUSTO_API_BASE_URL", "https://notgusto.com"}})
                .api_base_url,
            "https://notgusto.com");
}

}  // namespace
}  // namespace patchbay
