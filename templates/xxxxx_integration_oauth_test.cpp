#include "xxxxx_integration_oauth.hpp"

#include <gtest/gtest.h>

#include "tests/support/integration_fixture.hpp"

namespace patchbay {
namespace {

using testing::headerOf;
using testing::IntegrationFixture;
using testing::queryParameter;

constexpr const char* kPair =
    R"({"access_token":"a-1","token_type":"Bearer","expires_in":3600,"refresh_token":"r-1"})";
constexpr const char* kNextPair =
    R"({"access_token":"a-2","token_type":"Bearer","expires_in":3600,"refresh_token":"r-2"})";
constexpr const char* kCompanies = R"([{"id":"c-1","name":"Larch Ltd"}])";

class XxXxXFlow : public ::testing::Test {
 protected:
  XxXxXFlow() { integration.setup(); }

  IntegrationAccess connectWorkspace() {
    host.http.answer(200, kPair);
    host.http.answer(200, kCompanies);
    return host.connect(integration, "w-1").access.value();
  }

  IntegrationFixture host{
      Settings::of({{"XXXXX_CLIENT_ID", "id"}, {"XXXXX_CLIENT_SECRET", "secret"}})};
  XxXxXIntegrationOAuth integration{host.context()};
};

TEST_F(XxXxXFlow, AsksForConsentAtTheAuthorizationEndpoint) {
  const auto login = host.run(integration.oauthLogin(LoginRequest("w-1", "")));
  EXPECT_TRUE(login.location.starts_with("https://api.xxxxx.example/oauth/authorize?"));
  EXPECT_EQ(queryParameter(login.location, "client_id"), "id");
  EXPECT_EQ(queryParameter(login.location, "scope"), "read");
}

TEST_F(XxXxXFlow, ConnectsTheCompanyThatTheTokenReaches) {
  const auto access = connectWorkspace();
  ASSERT_EQ(access.tenants.size(), 1U);
  EXPECT_EQ(access.tenants[0].id, "c-1");
  EXPECT_EQ(access.tenants[0].name, "Larch Ltd");
  EXPECT_EQ(host.http.lastRequest().url, "https://api.xxxxx.example/companies");
  EXPECT_EQ(headerOf(host.http.lastRequest(), "Authorization"), "Bearer a-1");
}

TEST_F(XxXxXFlow, KeepsThePairWhenTheCompaniesCannotBeRead) {
  host.http.answer(200, kPair);
  host.http.answer(200, R"({"surprise":true})");
  const auto result = host.connect(integration, "w-1");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::malformed_answer);
  const auto grants = host.run(host.store.findGrants("w-1", "xxxxx"));
  ASSERT_EQ(grants.size(), 1U);
  EXPECT_EQ(grants[0].token.refresh_token.reveal(), "r-1");
}

TEST_F(XxXxXFlow, RefreshesAnExpiredTokenWithTheStoredRefreshToken) {
  connectWorkspace();
  host.clock.advance(Seconds(3600));
  host.http.answer(200, kNextPair);
  EXPECT_EQ(host.access(integration, "w-1").token.access_token.reveal(), "a-2");
  EXPECT_EQ(host.http.lastRequest().url, "https://api.xxxxx.example/oauth/token");
  EXPECT_EQ(host.http.lastRequest().body, "grant_type=refresh_token&refresh_token=r-1");
}

TEST_F(XxXxXFlow, AsksForReconnectWhenTheProviderEndedTheGrant) {
  connectWorkspace();
  host.clock.advance(Seconds(3600));
  host.http.answer(400, R"({"error":"invalid_grant"})");
  try {
    host.access(integration, "w-1");
    FAIL() << "a dead grant was handed out";
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::requires_reconnect);
  }
}

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
