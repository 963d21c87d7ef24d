#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "xero_fixture.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::XeroFixture;
using testing::xeroTestdata;

constexpr const char* kDelete =
    "DELETE https://api.xero.com/connections/9f2d1d66-3a7c-4b1f-8e64-7dac3b80e221";
constexpr const char* kList = "GET https://api.xero.com/connections";
constexpr const char* kRevoke = "POST https://identity.xero.com/connect/revocation";

/// What Xero lists of a user with this one organisation.
std::string onlyOne() {
  return R"([{"id":"9f2d1d66-3a7c-4b1f-8e64-7dac3b80e221","tenantId":")" +
         std::string(XeroFixture::kTenant) + R"(","authEventId":")" + XeroFixture::kEvent + "\"}]";
}

class XeroDisconnect : public ::testing::Test {
 protected:
  XeroDisconnect() {
    const auto result = host.connectWorkspace();
    EXPECT_TRUE(result.access) << result.failure->what();
    asked_before = host.http.requests().size();
  }

  DisconnectResult disconnect() { return host.run(host.xero.disconnect("w-1")); }

  std::vector<std::string> askedSince() const {
    std::vector<std::string> asked;
    const auto requests = host.http.requests();
    for (std::size_t at = asked_before; at < requests.size(); ++at) {
      asked.push_back(requests[at].method + " " + requests[at].url);
    }
    return asked;
  }

  XeroFixture host;
  std::size_t asked_before = 0;
};

// O14: the user's other organisations stay connected.
TEST_F(XeroDisconnect, RemovesTheOrganisationAndLeavesTheOthersOfTheUser) {
  host.http.answer(200, xeroTestdata("connections.json"));
  host.http.answer(204, "");
  const auto result = disconnect();
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 1);
  EXPECT_THAT(askedSince(), ElementsAre(kList, kDelete));
  EXPECT_THAT(host.run(host.store.findGrants("w-1", "xero")), IsEmpty());
}

TEST_F(XeroDisconnect, RevokesThePairWhenItReachesNothingElse) {
  host.http.answer(200, onlyOne());
  host.http.answer(204, "");
  host.http.answer(200, "");
  EXPECT_EQ(disconnect().revoked_at_provider, 1);
  EXPECT_THAT(askedSince(), ElementsAre(kList, kDelete, kRevoke));
  EXPECT_EQ(host.http.lastRequest().body, "token=refresh-1&token_type_hint=refresh_token");
}

TEST_F(XeroDisconnect, IsThroughWhenTheOrganisationIsGoneAlready) {
  host.http.answer(200, onlyOne());
  host.http.answer(404, "");
  host.http.answer(200, "");
  EXPECT_EQ(disconnect().revoked_at_provider, 1);
}

TEST_F(XeroDisconnect, TakesNothingFromAnotherWorkspace) {
  const auto login = host.run(host.xero.oauthLogin(LoginRequest("w-2", "")));
  host.http.answer(
      200, XeroFixture::pair("2", host.idToken(testing::queryParameter(login.location, "nonce"))));
  host.http.answer(200, xeroTestdata("connections.json"));
  ASSERT_TRUE(host.finish(login).access);
  asked_before = host.http.requests().size();
  host.http.answer(200, onlyOne());
  const auto result = disconnect();
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 0);
  EXPECT_THAT(askedSince(), ElementsAre(kList));
  EXPECT_THAT(host.run(host.store.findGrants("w-2", "xero")), SizeIs(1));
}

// O14: forgotten here also when Xero does not answer, and the result says so.
TEST_F(XeroDisconnect, ForgetsHereWhenXeroDoesNotAnswer) {
  host.http.answer(404, "");
  const auto result = disconnect();
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 0);
  EXPECT_THAT(host.run(host.store.findGrants("w-1", "xero")), IsEmpty());
}

TEST(XeroEventDelivery, IsCheckedByTheSignatureOverTheRawBody) {
  XeroFixture host(Settings::of({{"XERO_CLIENT_ID", "client-1"},
                                 {"XERO_CLIENT_SECRET", "secret-1"},
                                 {"XERO_EVENTS_SIGNING_KEY", "key-1"}}));
  const std::string intent = R"({"events":[],"firstEventSequence":0,"lastEventSequence":0})";
  const auto good = crypto::base64(crypto::hmacSha256(Secret("key-1"), intent));
  const auto bad = crypto::base64(crypto::hmacSha256(Secret("key-2"), intent));
  EXPECT_EQ(host.run(host.xero.acceptEvents(EventDelivery(good, intent))), EventOutcome::accepted);
  EXPECT_EQ(host.run(host.xero.acceptEvents(EventDelivery(bad, intent))), EventOutcome::refused);
  EXPECT_EQ(host.run(host.xero.acceptEvents(EventDelivery("", intent))), EventOutcome::refused);
}

TEST(XeroEventDelivery, IsRefusedWhileNoKeyIsSet) {
  XeroFixture host;
  const auto by_nobody = crypto::base64(crypto::hmacSha256(Secret(""), "{}"));
  EXPECT_EQ(host.run(host.xero.acceptEvents(EventDelivery(by_nobody, "{}"))),
            EventOutcome::refused);
}

}  // namespace
}  // namespace patchbay
