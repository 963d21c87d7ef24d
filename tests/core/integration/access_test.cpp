#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeTest;

class Access : public AcmeTest {};

// O15: nothing connected is an answer.
TEST_F(Access, OfAWorkspaceThatNeverConnectedIsNotConnected) {
  EXPECT_EQ(refusalOfAccess(), ErrorCode::not_connected);
}

TEST_F(Access, IsHandedOutFromMemoryWhileItIsFresh) {
  connect();
  EXPECT_EQ(accessToken(), "access-1");
  host.run(host.store.removeGrant(host.run(acme.listAccess("shop")).front().grant_id, 1));
  EXPECT_EQ(accessToken(), "access-1") << "the store is not asked again";
}

// O19: a provider states what the request says; to send it, to read and to keep the answer is ours.
TEST_F(Access, IsRefreshedNearItsExpiry) {
  connect();
  host.clock.advance(Seconds(7141));
  answerPair("2");
  EXPECT_EQ(accessToken(), "access-2");
  const auto form = *http::parseForm(host.http.lastRequest().body);
  EXPECT_EQ(form[0].second, "refresh_token");
  EXPECT_EQ(form[1].second, "refresh-1");
}

TEST_F(Access, IsRefreshedWhenTheCallerWantsMoreTimeThanIsLeft) {
  connect();
  host.clock.advance(Seconds(3600));
  answerPair("2");
  const auto access = host.run(acme.getIntegrationAccess(AccessRequest("shop", "", Seconds(3601))));
  EXPECT_EQ(access.token.access_token.reveal(), "access-2");
}

// O21: an answer without a refresh token keeps the old one.
TEST_F(Access, KeepsTheOldRefreshTokenWhenTheAnswerHasNone) {
  connect();
  host.clock.advance(Seconds(7200));
  host.http.answer(200, R"({"access_token":"access-2","token_type":"Bearer","expires_in":7200})");
  EXPECT_EQ(host.access(acme, "shop").token.refresh_token.reveal(), "refresh-1");
}

TEST_F(Access, KeepsTheScopeWhenTheAnswerHasNone) {
  host.http.answer(200, pair("1", R"(,"scope":"read")"));
  answerCompany();
  host.connect(acme, "shop");
  host.clock.advance(Seconds(7200));
  answerPair("2");
  EXPECT_EQ(host.access(acme, "shop").token.scope, "read") << "not all that was asked for";
}

TEST_F(Access, OfATokenThatComesExpiredIsRefreshedOnceInHalfAMinute) {
  const std::string expired =
      R"({"access_token":"access-1","refresh_token":"refresh-1","token_type":"bearer",)"
      R"("expires_in":0})";
  host.http.answer(200, expired);
  answerCompany();
  host.connect(acme, "shop");
  for (int second = 0; second < 30; ++second) {
    EXPECT_EQ(accessToken(), "access-1") << "and no call is made";
    host.clock.advance(Seconds(1));
  }
  answerPair("2");
  EXPECT_EQ(accessToken(), "access-2");
}

TEST_F(Access, GivesATokenCallFortySecondsBesidesTheWaitForAConnection) {
  connect();
  host.clock.advance(Seconds(7200));
  answerPair("2");
  accessToken();
  EXPECT_EQ(host.http.lastRequest().deadline, Seconds(40));
  EXPECT_EQ(host.http.lastRequest().connection_wait, Seconds(10));
}

TEST_F(Access, GoesOnWithAValidTokenWhileTheProviderFails) {
  connect();
  host.clock.advance(Seconds(7150));
  host.http.answer(503, "", {{"Retry-After", "30"}});
  EXPECT_EQ(accessToken(), "access-1");
}

TEST_F(Access, SaysTheFailureWhenNoValidTokenIsLeft) {
  connect();
  host.clock.advance(Seconds(7200));
  host.http.answer(503, "", {{"Retry-After", "30"}});
  EXPECT_EQ(refusalOfAccess(), ErrorCode::temporarily_unavailable);
}

// O4: what requires a reconnect is not tried again.
TEST_F(Access, RequiresReconnectAfterInvalidGrantAndFailsFast) {
  connect();
  host.clock.advance(Seconds(7200));
  host.http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(refusalOfAccess(), ErrorCode::requires_reconnect);
  const auto calls = host.http.requests().size();
  EXPECT_EQ(refusalOfAccess(), ErrorCode::requires_reconnect);
  EXPECT_EQ(host.http.requests().size(), calls);
}

TEST_F(Access, IsHealedByAReconnect) {
  connect();
  host.clock.advance(Seconds(7200));
  host.http.answer(400, R"({"error":"invalid_grant"})");
  refusalOfAccess();
  connect("2");
  EXPECT_EQ(accessToken(), "access-2");
}

TEST_F(Access, OfSeveralTenantsMustBeNamed) {
  connect("1", "company-1");
  connect("2", "company-2");
  EXPECT_EQ(refusalOfAccess(), ErrorCode::conflict);
  const auto access =
      host.run(acme.getIntegrationAccess(AccessRequest("shop", "company-2", Seconds(60))));
  EXPECT_EQ(access.token.access_token.reveal(), "access-2");
  EXPECT_EQ(refusalOfAccess(Seconds(60), "company-3"), ErrorCode::not_connected);
}

TEST_F(Access, OfAnotherWorkspaceIsNotReached) {
  connect();
  EXPECT_THROW(host.access(acme, "another-shop"), IntegrationError);
}

TEST_F(Access, GarbageInsteadOfATokenOverwritesNothing) {
  connect();
  using namespace std::string_literals;
  for (const std::string& garbage :
       {""s, "<html>maintenance</html>"s, "null"s, "[]"s, "{}"s, "\xef\xbb\xbf{}"s,
        R"({"access_token":null})"s, R"({"access_token":5})"s, R"({"access_token":""})"s,
        R"({"access_token":"a\u0000b"})"s, R"({"access_token":"a\r\nb"})"s,
        R"({"access_token":"a","access_token":"b"})"s, "{\"access_token\":\"\xff\"}"s,
        R"({"access_token":"a","token_type":"mac"})"s,
        R"({"access_token":")" + std::string(33 * 1024, 'a') + R"("})"}) {
    host.clock.advance(std::chrono::hours(2));
    host.http.answer(200, garbage);
    EXPECT_EQ(refusalOfAccess(), ErrorCode::malformed_answer) << garbage.substr(0, 60);
    const auto stored = host.run(acme.listAccess("shop")).front();
    EXPECT_EQ(stored.token.access_token.reveal(), "access-1");
    EXPECT_EQ(stored.token.refresh_token.reveal(), "refresh-1");
    EXPECT_FALSE(stored.requires_reconnect);
  }
}

class Disconnect : public AcmeTest {};

TEST_F(Disconnect, RevokesAtTheProviderThenForgets) {
  connect();
  accessToken();
  host.http.answer(200, "");
  const DisconnectResult result = host.run(acme.disconnect("shop"));
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 1);
  EXPECT_EQ(host.http.lastRequest().url, "https://acme.test/revoke");
  EXPECT_EQ(host.http.lastRequest().body.find("token=refresh-1&"), 0u);
  EXPECT_EQ(refusalOfAccess(), ErrorCode::not_connected) << "memory forgets as well";
}

// O14: revoked there and forgotten here.
TEST_F(Disconnect, ForgetsAlsoWhenTheProviderDoesNotAnswer) {
  connect();
  host.http.fail(http::TransportFault::ambiguous);
  const DisconnectResult result = host.run(acme.disconnect("shop"));
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 0);
  EXPECT_TRUE(host.run(acme.listAccess("shop")).empty());
}

TEST_F(Disconnect, A503MeansTheTokenStillExists) {
  connect();
  host.http.answer(503, "");
  EXPECT_EQ(host.run(acme.disconnect("shop")).revoked_at_provider, 0);
}

TEST_F(Disconnect, OfNothingIsNotConnected) {
  EXPECT_THROW(host.run(acme.disconnect("shop")), IntegrationError);
}

TEST_F(Disconnect, OfWhatAnotherHostRemovedForgetsItHere) {
  connect();
  accessToken();
  host.run(host.store.removeGrant(host.run(acme.listAccess("shop")).front().grant_id, 1));
  EXPECT_EQ(accessToken(), "access-1") << "or there is nothing to forget";
  EXPECT_THROW(host.run(acme.disconnect("shop")), IntegrationError);
  EXPECT_EQ(refusalOfAccess(), ErrorCode::not_connected);
}

}  // namespace
}  // namespace patchbay
