#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/scripted_login.hpp"

// A provider that follows the RFCs and has no tenants: facts, and no line of code.

namespace patchbay {
namespace {

using testing::connectWith;
using testing::IntegrationFixture;

class PlainIntegration final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

 private:
  OAuthApp registerOAuthApp(const Settings&) override {
    OAuthApp app;
    app.name = "Plain";
    app.client_id = "client-1";
    app.client_secret = Secret("secret-1");
    app.authorization_endpoint = "https://plain.test/authorize";
    app.token_endpoint = "https://plain.test/token";
    app.revocation_endpoint = "https://plain.test/revoke";
    app.has_tenants = false;
    return app;
  }
};

class PlainProvider : public ::testing::Test {
 protected:
  PlainProvider() { plain.setup(); }

  static std::string pair(const std::string& number) {
    return R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" + number +
           R"(","token_type":"bearer","expires_in":3600})";
  }

  std::vector<IntegrationAccess> grants() { return host.run(plain.listAccess("shop")); }

  IntegrationFixture host{{}};
  PlainIntegration plain{host.context()};
};

TEST_F(PlainProvider, ConnectsRefreshesAndRevokes) {
  ASSERT_TRUE(connectWith(host, plain, "shop", pair("1")).access);
  host.clock.advance(Seconds(3600));
  host.http.answer(200, pair("2"));
  EXPECT_EQ(host.access(plain, "shop").token.access_token.reveal(), "access-2");
  EXPECT_EQ(host.http.lastRequest().body, "grant_type=refresh_token&refresh_token=refresh-1");
  host.http.answer(200, "");
  EXPECT_EQ(host.run(plain.disconnect("shop")).revoked_at_provider, 1);
  EXPECT_EQ(host.http.requests().size(), 3U);
  EXPECT_TRUE(grants().empty());
}

TEST_F(PlainProvider, HealsTheSameConnectionByConnectingAgain) {
  const auto first = connectWith(host, plain, "shop", pair("1")).access.value();
  host.clock.advance(Seconds(3600));
  host.http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_THROW(host.access(plain, "shop"), IntegrationError);
  EXPECT_TRUE(grants().front().requires_reconnect);
  const auto again = connectWith(host, plain, "shop", pair("2"));
  ASSERT_TRUE(again.access);
  EXPECT_EQ(again.access->grant_id, first.grant_id);
  ASSERT_EQ(grants().size(), 1U);
  EXPECT_EQ(host.access(plain, "shop").token.access_token.reveal(), "access-2");
}

}  // namespace
}  // namespace patchbay
