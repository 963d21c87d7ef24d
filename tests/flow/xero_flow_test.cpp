#include <gtest/gtest.h>

#include "tests/flow/xero_fixture.hpp"

// The real plugin of Xero in the real host against the sandbox, over loopback.

namespace patchbay {
namespace {

using testing::Answer;
using testing::XeroFlow;

TEST_F(XeroFlow, AWorkspaceGetsTheOrganisationOfItsOwnConsent) {
  client.connect("studio", kStudio);
  const auto page = client.connect("roaster", kRoaster);
  EXPECT_NE(page.body.find("Xero is connected"), std::string::npos) << page.body;  // O18
  for (const auto& [workspace, tenant] : {std::pair("studio", kStudio), {"roaster", kRoaster}}) {
    const Answer token = client.token(workspace);
    ASSERT_EQ(token.status, 200u) << token.json;
    EXPECT_EQ(token.text("tenant_id"), tenant);
    EXPECT_EQ(statusAtProvider(token.text("access_token"), tenant), 200u);
  }
}

TEST_F(XeroFlow, AnExpiredTokenIsReplacedByOneThatWorks) {
  client.connect("shop", kRoaster);
  const std::string first = client.token("shop").text("access_token");
  letTokensExpire();
  const std::string second = client.token("shop").text("access_token");
  EXPECT_NE(second, first);
  EXPECT_EQ(statusAtProvider(second, kRoaster), 200u);
}

TEST_F(XeroFlow, AnAnswerThatGotLostIsAskedForAgainWithinTheGrace) {
  client.connect("shop", kRoaster);
  letTokensExpire();
  sandbox.control().clearLedger();
  sandbox.control().addFault({{"endpoint", "/connect/token"}, {"kind", "drop"}, {"count", 1}});
  EXPECT_EQ(client.token("shop").status, 502u);
  clock.advance(Seconds(2));
  const Answer token = client.token("shop");
  ASSERT_EQ(token.status, 200u) << token.json;
  EXPECT_EQ(statusAtProvider(token.text("access_token"), kRoaster), 200u);
  EXPECT_EQ(sandbox.control().count("repeats_unanswered"), 1);
  EXPECT_EQ(sandbox.control().count("repeats_after_answer"), 0);
}

TEST_F(XeroFlow, ALoginIsVerifiedByKeysThatHaveJustChanged) {
  client.connect("first", kRoaster);
  sandbox.control().xero("rotate-keys", {{"keep_old", false}});
  const auto page = client.connect("second", kStudio);
  EXPECT_NE(page.body.find("Xero is connected"), std::string::npos) << page.body;
}

TEST_F(XeroFlow, AConnectionThatTheUserEndedRequiresReconnectAndHeals) {
  client.connect("shop", kRoaster);
  sandbox.control().xero("disconnect", {});
  letTokensExpire();
  const Answer refused = client.token("shop");
  EXPECT_EQ(refused.status, 424u) << refused.json;
  EXPECT_EQ(refused.text("code"), "requires_reconnect");
  client.connect("shop", kRoaster);
  const Answer healed = client.token("shop");
  ASSERT_EQ(healed.status, 200u) << healed.json;
  EXPECT_EQ(statusAtProvider(healed.text("access_token"), kRoaster), 200u);
}

TEST_F(XeroFlow, ADisconnectLeavesNoConnectionAtTheProvider) {
  client.connect("shop", kRoaster);
  ASSERT_EQ(connectionsAtProvider(), 1u);
  EXPECT_EQ(client.disconnect("shop").status, 200u);
  EXPECT_EQ(connectionsAtProvider(), 0u);
  EXPECT_EQ(client.token("shop").status, 404u);
}

TEST_F(XeroFlow, OfTwoOrganisationsOneIsChosen) {
  client.connect("shop", kStudio);
  client.connect("shop", kRoaster);
  EXPECT_EQ(client.look("shop", "tenants").json.as_array().size(), 2u);
  EXPECT_EQ(client.token("shop").status, 409u);
  EXPECT_EQ(client.token("shop", "?tenant_id=" + std::string(kStudio)).text("tenant_id"), kStudio);
  client.chooseTenant("shop", kRoaster);
  EXPECT_EQ(client.token("shop").text("tenant_id"), kRoaster);
  letTokensExpire();
  EXPECT_EQ(client.token("shop").text("tenant_id"), kRoaster) << "a refresh changes no choice";
}

TEST_F(XeroFlow, AConsentWithoutAnOrganisationConnectsNothing) {
  const auto page = client.connect("shop", "none");
  EXPECT_GE(page.status, 400u) << page.body;
  EXPECT_EQ(client.token("shop").status, 404u);
}

}  // namespace
}  // namespace patchbay
