#include "xxxxx_integration_oauth.hpp"

#include <gtest/gtest.h>

#include "tests/support/scripted_login.hpp"

namespace patchbay {
namespace {

using testing::connectWith;
using testing::IntegrationFixture;
using testing::queryParameter;

// @facts test
constexpr const char* kAuthorizeUrl = "https://api.xxxxx.example/oauth/authorize";
constexpr const char* kTokenUrl = "https://api.xxxxx.example/oauth/token";
constexpr const char* kScope = "";
constexpr bool kUsesPkce = true;
// @end
constexpr const char* kPair =
    R"({"access_token":"a-1","token_type":"Bearer","expires_in":3600,"refresh_token":"r-1"})";
constexpr const char* kNextPair =
    R"({"access_token":"a-2","token_type":"Bearer","expires_in":3600,"refresh_token":"r-2"})";

class XxXxXFlow : public ::testing::Test {
 protected:
  XxXxXFlow() { integration.setup(); }

  IntegrationFixture host{
      Settings::of({{"XXXXX_CLIENT_ID", "id"}, {"XXXXX_CLIENT_SECRET", "secret"}})};
  XxXxXIntegrationOAuth integration{host.context()};
};

TEST_F(XxXxXFlow, AsksForConsentAtTheAuthorizationEndpoint) {
  const auto login = host.run(integration.oauthLogin(LoginRequest("w-1", "")));
  EXPECT_TRUE(login.location.starts_with(kAuthorizeUrl)) << login.location;
  EXPECT_EQ(queryParameter(login.location, "client_id"), "id");
  EXPECT_EQ(queryParameter(login.location, "scope"), kScope);
  EXPECT_EQ(queryParameter(login.location, "code_challenge_method"), kUsesPkce ? "S256" : "");
}

TEST_F(XxXxXFlow, ConnectsWithTheCodeOfTheCallback) {
  const auto result = connectWith(host, integration, "w-1", kPair);
  ASSERT_FALSE(result.failure) << result.failure->what();
  EXPECT_EQ(host.http.requests().front().url, kTokenUrl);
  EXPECT_EQ(host.access(integration, "w-1").token.access_token.reveal(), "a-1");
}

TEST_F(XxXxXFlow, RefreshesAnExpiredTokenWithTheStoredRefreshToken) {
  connectWith(host, integration, "w-1", kPair);
  host.clock.advance(Seconds(3600));
  host.http.answer(200, kNextPair);
  EXPECT_EQ(host.access(integration, "w-1").token.access_token.reveal(), "a-2");
  EXPECT_EQ(host.http.lastRequest().url, kTokenUrl);
  EXPECT_NE(host.http.lastRequest().body.find("r-1"), std::string::npos);
}

TEST_F(XxXxXFlow, AsksForReconnectWhenTheProviderEndedTheGrant) {
  connectWith(host, integration, "w-1", kPair);
  host.clock.advance(Seconds(3600));
  host.http.answer(400, R"({"error":"invalid_grant"})");
  try {
    host.access(integration, "w-1");
    FAIL() << "a dead grant was handed out";
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::requires_reconnect);
  }
}

// @if revocation
TEST_F(XxXxXFlow, RevokesThePairAtADisconnect) {
  connectWith(host, integration, "w-1", kPair);
  host.http.answer(200, "");
  EXPECT_EQ(host.run(integration.disconnect("w-1")).revoked_at_provider, 1);
  EXPECT_EQ(host.http.lastRequest().url, integration.app().revocation_endpoint);
}

// @end
TEST(XxXxXSettings, NameWhatIsMissing) {
  IntegrationFixture host(Settings::of({{"XXXXX_CLIENT_ID", "id"}}));
  XxXxXIntegrationOAuth integration(host.context());
  try {
    integration.setup();
    FAIL() << "set up without a secret";
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
    EXPECT_NE(error.publicText().find("XXXXX_CLIENT_SECRET"), std::string::npos);
  }
}

}  // namespace
}  // namespace patchbay
