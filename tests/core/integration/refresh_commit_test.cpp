#include "tests/core/integration/acme_refresh_test.hpp"

namespace patchbay {
namespace {

/// The token of pair 1 has run out, and the provider will answer with pair 2.
class RefreshCommit : public testing::AcmeRefreshTest {
 protected:
  void SetUp() override {
    AcmeRefreshTest::SetUp();
    letTheTokenRunOut();
    answerPair("2");
  }
};

TEST_F(RefreshCommit, IsTriedAgainWhileTheDatabaseIsAwayForAMoment) {
  store.commits.refused = 5;
  EXPECT_EQ(accessToken(), "access-2");
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(stored().front().generation, 2);
  EXPECT_EQ(tokenCalls(), 2U) << "the connect's and one refresh";
}

TEST_F(RefreshCommit, OfAFirstPairIsTriedAgainToo) {
  store.inserts.refused = 5;
  answerCompany();
  const CallbackResult connected = walkThroughLogin();
  ASSERT_TRUE(connected.access) << connected.failure->what();
  EXPECT_EQ(connected.access->token.refresh_token.reveal(), "refresh-2");
}

TEST_F(RefreshCommit, IsTriedForAsLongAsTheProcessLives) {
  const TimePoint begin = clock.now();
  store.commits.refused = 10'000;
  answerPair("3");
  EXPECT_EQ(accessToken(), "access-3") << "the pair that was committed had run out by then";
  EXPECT_GT(clock.now() - begin, std::chrono::hours(5));
  EXPECT_EQ(stored().front().generation, 3);
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-3");
  EXPECT_EQ(tokenCalls(), 3U);
  EXPECT_EQ(log.with("commit_waits").size(), 1U);
  EXPECT_EQ(log.with("commit_through").size(), 1U);
}

TEST_F(RefreshCommit, OfAFirstPairIsGivenUpWhileABrowserWaits) {
  store.inserts.refused = 1'000;
  const CallbackResult result = walkThroughLogin();
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::storage_unavailable);
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-1");
}

TEST_F(RefreshCommit, WhoseAnswerGotLostIsFoundByReading) {
  store.commits.answers_lost = 1;
  EXPECT_EQ(accessToken(), "access-2");
  EXPECT_EQ(stored().front().generation, 2);
  EXPECT_EQ(tokenCalls(), 2U);
  EXPECT_TRUE(http.isExhausted()) << "and nothing is revoked";
}

TEST_F(RefreshCommit, AfterADisconnectRevokesTheNewPairAndRevivesNothing) {
  store.before_commit = [this] {
    http.answer(200, "");
    EXPECT_EQ(testing::run(acme.disconnect("shop")).grants, 1);
    EXPECT_EQ(http.lastRequest().body.find("token=refresh-1&"), 0U) << http.lastRequest().body;
    http.answer(200, "");
  };
  EXPECT_EQ(refusal(), ErrorCode::not_connected);
  EXPECT_EQ(http.lastRequest().url, "https://acme.test/revoke");
  EXPECT_EQ(http.lastRequest().body.find("token=refresh-2&"), 0U) << http.lastRequest().body;
  EXPECT_TRUE(stored().empty());
  EXPECT_EQ(refusal(), ErrorCode::not_connected) << "memory holds nothing either";
}

TEST_F(RefreshCommit, AfterAReconnectLetsTheNewGrantLive) {
  const auto before = stored().front();
  store.before_commit = [this] { EXPECT_TRUE(connect("3").access); };
  EXPECT_EQ(accessToken(), "access-3");
  ASSERT_EQ(stored().size(), 1U);
  EXPECT_EQ(stored().front().grant_id, before.grant_id);
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-3");
  EXPECT_EQ(accessToken(), "access-3");
  EXPECT_TRUE(http.isExhausted());
}

TEST_F(RefreshCommit, AfterADisconnectAndAReconnectLetsTheNewGrantLive) {
  store.before_commit = [this] {
    http.answer(200, "");
    testing::run(acme.disconnect("shop"));
    EXPECT_TRUE(connect("3").access);
    http.answer(200, "");
  };
  EXPECT_EQ(refusal(), ErrorCode::not_connected) << "of the grant that went away";
  EXPECT_EQ(http.lastRequest().body.find("token=refresh-2&"), 0U);
  EXPECT_EQ(accessToken(), "access-3");
}

}  // namespace
}  // namespace patchbay
