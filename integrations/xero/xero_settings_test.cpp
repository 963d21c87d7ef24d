#include "xero_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/refusal.hpp"

namespace patchbay {
namespace {

using ::testing::HasSubstr;

OAuthApp appWith(std::map<std::string, std::string> values) {
  values.emplace("XERO_CLIENT_ID", "client-1");
  values.emplace("XERO_CLIENT_SECRET", "secret-1");
  return readXeroApp(Settings::of(std::move(values)));
}

std::string refusalOf(const std::map<std::string, std::string>& values) {
  return testing::refusalOf(ErrorCode::settings_invalid,
                            [&] { readXeroApp(Settings::of(values)); });
}

TEST(XeroSettings, AreXerosOwnAddressesUnlessToldOtherwise) {
  const auto app = appWith({});
  EXPECT_EQ(app.issuer, "https://identity.xero.com");
  EXPECT_EQ(app.authorization_endpoint, "https://login.xero.com/identity/connect/authorize");
  EXPECT_EQ(app.token_endpoint, "https://identity.xero.com/connect/token");
  EXPECT_EQ(app.revocation_endpoint, "https://identity.xero.com/connect/revocation");
  EXPECT_EQ(app.jwks_uri, "https://identity.xero.com/.well-known/openid-configuration/jwks");
  EXPECT_EQ(app.api_base_url, "https://api.xero.com");
  const auto old = appWith(
      {{"XERO_CONF_URL", "https://login.xero.com/identity/.well-known/openid-configuration"}});
  EXPECT_EQ(old.issuer, app.issuer);
  EXPECT_EQ(old.jwks_uri, app.jwks_uri);
}

TEST(XeroSettings, DeriveTheAddressesOfAStandInFromItsDiscoveryDocument) {
  const auto app =
      appWith({{"XERO_CONF_URL", "http://127.0.0.1:9000/.well-known/openid-configuration"},
               {"XERO_API_BASE_URL", "http://127.0.0.1:9000/"}});
  EXPECT_EQ(app.issuer, "http://127.0.0.1:9000");
  EXPECT_EQ(app.authorization_endpoint, "http://127.0.0.1:9000/identity/connect/authorize");
  EXPECT_EQ(app.token_endpoint, "http://127.0.0.1:9000/connect/token");
  EXPECT_EQ(app.jwks_uri, "http://127.0.0.1:9000/.well-known/openid-configuration/jwks");
  EXPECT_EQ(app.api_base_url, "http://127.0.0.1:9000");
}

TEST(XeroSettings, MayNameEachAddress) {
  const auto app = appWith({{"XERO_AUTHORIZE_URL", "http://127.0.0.1:9000/login"},
                            {"XERO_REFRESH_URL", "http://127.0.0.1:9000/token"}});
  EXPECT_EQ(app.authorization_endpoint, "http://127.0.0.1:9000/login");
  EXPECT_EQ(app.token_endpoint, "http://127.0.0.1:9000/token");
}

TEST(XeroSettings, TakeTheApiSuffixWithAndWithoutSlashes) {
  for (const auto* suffix : {"api.xro/2.0", "/api.xro/2.0/", "api.xro/2.0/"}) {
    EXPECT_EQ(accountingApiPath(Settings::of({{"XERO_API_URL_SUFFIX", suffix}})), "/api.xro/2.0");
  }
  EXPECT_EQ(accountingApiPath(Settings::of({})), "/api.xro/2.0");
}

TEST(XeroSettings, AllowAPublicClientWithoutASecret) {
  const auto app =
      readXeroApp(Settings::of({{"XERO_CLIENT_ID", "client-1"}, {"XERO_PUBLIC_CLIENT", "true"}}));
  EXPECT_EQ(app.client_authentication, oauth::ClientAuthentication::none);
  EXPECT_TRUE(app.uses_pkce);
  EXPECT_THAT(refusalOf({{"XERO_CLIENT_ID", "client-1"},
                         {"XERO_CLIENT_SECRET", "secret-1"},
                         {"XERO_PUBLIC_CLIENT", "true"}}),
              HasSubstr("remove one of them"));
}

TEST(XeroSettings, CanLeavePkceOutBesideASecret) {
  EXPECT_TRUE(appWith({}).uses_pkce);
  EXPECT_FALSE(appWith({{"XERO_PKCE", "false"}}).uses_pkce);
}

TEST(XeroSettings, StateTheLimitsOfEachOrganisation) {
  const auto app = appWith({{"XERO_CALLS_PER_DAY", "1000"}});
  EXPECT_EQ(app.api_calls_at_once_per_tenant, 5U);
  ASSERT_EQ(app.api_rate_limits.size(), 3U);
  EXPECT_EQ(app.api_rate_limits[0].calls, 60U);
  EXPECT_EQ(app.api_rate_limits[1].calls, 1000U);
  EXPECT_EQ(app.api_rate_limits[2].per, ApiRateLimit::Per::application);
}

TEST(XeroSettings, HoldTheKeyThatEventsAreSignedWith) {
  EXPECT_EQ(appWith({{"XERO_EVENTS_SIGNING_KEY", "key-1"}}).event_signature.key.reveal(), "key-1");
  EXPECT_TRUE(appWith({}).event_signature.key.empty());
  EXPECT_EQ(appWith({}).event_signature.header, "x-xero-signature");
}

TEST(XeroSettings, NameWhatIsMissingOrWrong) {
  EXPECT_THAT(refusalOf({{"XERO_CLIENT_SECRET", "s"}}), HasSubstr("XERO_CLIENT_ID"));
  EXPECT_THAT(refusalOf({{"XERO_CLIENT_ID", "id"}}), HasSubstr("XERO_CLIENT_SECRET"));
  EXPECT_THAT(refusalOf({{"XERO_CLIENT_ID", "id"},
                         {"XERO_CLIENT_SECRET", "s"},
                         {"XERO_CONF_URL", "https://identity.xero.com"}}),
              HasSubstr("XERO_CONF_URL does not end in /.well-known/openid-configuration"));
}

}  // namespace
}  // namespace patchbay
