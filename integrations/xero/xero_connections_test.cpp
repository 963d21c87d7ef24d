#include "xero_connections.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kEvent = "b4d0e6a1-77c2-4f38-8a6d-19f0c3e25a77";

std::vector<XeroConnection> listed() {
  return readConnections(
      boost::json::parse(testing::readText(std::string(PATCHBAY_TESTDATA) + "/connections.json")));
}

XeroConnection connection(const std::string& tenant, const std::string& updated) {
  XeroConnection made;
  made.tenant_id = tenant;
  made.updated = updated;
  return made;
}

std::vector<std::string> namesOf(const std::vector<XeroConnection>& connections) {
  std::vector<std::string> names;
  for (const auto& each : connections) names.push_back(each.tenant_name);
  return names;
}

std::vector<std::string> chosen(const std::vector<XeroConnection>& connections) {
  std::vector<std::string> tenants;
  for (const auto& each : connectionsOfConsent(connections, kEvent)) {
    tenants.push_back(each.tenant_id);
  }
  return tenants;
}

TEST(XeroConnections, AreAllThatTheUserEverMade) {
  const auto connections = listed();
  EXPECT_THAT(namesOf(connections), ElementsAre("Larch Bakery", "Harbour Lane Pty Ltd", ""));
  EXPECT_EQ(connections[1].id, "9f2d1d66-3a7c-4b1f-8e64-7dac3b80e221");
  EXPECT_EQ(connections[1].tenant_id, "3f9a7c20-5d18-4be4-a2f6-e0b1c4d97a35");
  EXPECT_EQ(connections[2].tenant_type, "PRACTICE");
}

TEST(XeroConnections, AreNarrowedToTheConsentThatTheTokenNames) {  // O5
  EXPECT_THAT(namesOf(connectionsOfConsent(listed(), kEvent)), ElementsAre("Harbour Lane Pty Ltd"));
}

TEST(XeroConnections, AreSeveralWhenOneConsentMadeSeveral) {
  auto connections = listed();
  connections[2].auth_event_id = kEvent;
  EXPECT_THAT(namesOf(connectionsOfConsent(connections, kEvent)),
              ElementsAre("Harbour Lane Pty Ltd", ""));
}

TEST(XeroConnections, FallBackToTheOneConnectedLast) {  // O5
  EXPECT_THAT(namesOf(connectionsOfConsent(listed(), "")), ElementsAre("Larch Bakery"));
  EXPECT_THAT(namesOf(connectionsOfConsent(listed(), "another")), ElementsAre("Larch Bakery"));
  EXPECT_THAT(
      chosen({connection("a", "2026-01-01T08:15:21"), connection("b", "2026-01-01T08:15:21.45"),
              connection("c", "2026-01-01T08:15:21.4")}),
      ElementsAre("b"));
}

TEST(XeroConnections, AreLeftToTheUserWhereNothingTellsThemApart) {  // O5
  EXPECT_THAT(chosen({connection("a", ""), connection("b", "")}), ElementsAre("a", "b"));
  EXPECT_THAT(chosen({connection("a", "2026"), connection("b", "2027"), connection("c", "2027")}),
              ElementsAre("a", "b", "c"));
  EXPECT_THAT(chosen({}), IsEmpty());
}

TEST(XeroConnections, LeaveOutWhatCannotBeAskedFor) {
  for (const auto* entry : {"7", "null", "{}", R"({"id":"1"})", R"({"id":"1","tenantId":null})",
                            R"({"id":"1","tenantId":"a\r\nX: y"})",
                            R"({"id":"../x","tenantId":"2"})", R"({"id":"","tenantId":"2"})"}) {
    EXPECT_THAT(readConnections(boost::json::parse("[" + std::string(entry) + "]")), IsEmpty())
        << entry;
  }
  EXPECT_THROW(readConnections(boost::json::parse("{}")), IntegrationError);
}

TEST(XeroAccessToken, NamesTheEventOfItsConsent) {
  const auto token = [](const std::string& payload) {
    return "e30." + crypto::base64url(payload) + ".c2ln";
  };
  EXPECT_EQ(authenticationEventOf(token(R"({"authentication_event_id":"e-1"})")), "e-1");
  EXPECT_EQ(authenticationEventOf(token(R"({"authentication_event_id":7})")), "");
  EXPECT_EQ(authenticationEventOf(token("{}")), "");
  EXPECT_EQ(authenticationEventOf(token("[")), "");
  for (const auto* text : {"", "opaque", ".", "a.b", "a.!.c", "..", "e30.e30"}) {
    EXPECT_EQ(authenticationEventOf(text), "") << text;
  }
}

}  // namespace
}  // namespace patchbay
