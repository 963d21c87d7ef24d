#include "tests/core/integration/acme_refresh_test.hpp"

namespace patchbay {
namespace {

/// The workspace connects once more, with pair 2, while somebody refreshes that new grant already:
/// a host whose clock is ahead, or one whose tokens live for seconds.
class HandOver : public testing::AcmeRefreshTest {
 protected:
  void SetUp() override {
    AcmeRefreshTest::SetUp();
    before_ = stored().front();
  }

  /// The new grant as the callback stores it, which asks for its tenants next.
  IntegrationAccess insertNewcomer() {
    IntegrationAccess access = before_;
    access.grant_id.clear();
    access.token.access_token = Secret("access-2");
    access.token.refresh_token = Secret("refresh-2");
    return testing::run(store.insertGrant(access, clock.now()));
  }

  void attach(const IntegrationAccess& newcomer) {
    const auto stored = testing::run(store.attachTenants(
        newcomer.grant_id, newcomer.generation, before_.tenants, TenantCount::many, clock.now()));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->grant_id, before_.grant_id);
  }

  /// One grant, the older record, with this pair, and no call was made that revokes one.
  void expectHealedBy(const std::string& number) {
    ASSERT_EQ(stored().size(), 1U);
    EXPECT_EQ(stored().front().grant_id, before_.grant_id);
    EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-" + number);
    EXPECT_FALSE(stored().front().requires_reconnect);
    EXPECT_NE(http.lastRequest().url, "https://acme.test/revoke");
    EXPECT_TRUE(http.isExhausted());
  }

  IntegrationAccess before_;
};

TEST_F(HandOver, DuringARefreshKeepsThePairThatTheRefreshBrings) {
  const IntegrationAccess newcomer = insertNewcomer();
  store.before_commit = [&] { attach(newcomer); };
  answerPair("3");
  const IntegrationAccess fresh = run(refresh.refresh(acme.refresher(), newcomer));
  EXPECT_EQ(fresh.grant_id, before_.grant_id);
  EXPECT_EQ(fresh.token.access_token.reveal(), "access-3");
  expectHealedBy("3");
}

TEST_F(HandOver, DuringARefreshIsFoundWhenTheCommitsAnswerGotLost) {
  const IntegrationAccess newcomer = insertNewcomer();
  store.before_commit = [&] { attach(newcomer); };
  store.commits.answers_lost = 1;
  answerPair("3");
  EXPECT_EQ(run(refresh.refresh(acme.refresher(), newcomer)).token.access_token.reveal(),
            "access-3");
  expectHealedBy("3");
}

TEST_F(HandOver, DuringARefreshThatFailsTellsTheOlderRecord) {
  const IntegrationAccess newcomer = insertNewcomer();
  store.before_record = [&] { attach(newcomer); };
  http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_THROW(run(refresh.refresh(acme.refresher(), newcomer)), IntegrationError);
  ASSERT_EQ(stored().size(), 1U);
  EXPECT_EQ(stored().front().reconnect_cause, ReconnectCause::revoked);
}

TEST_F(HandOver, OfAGrantThatWasRefreshedMeanwhileTakesItsNewPair) {
  store.before_attach = [this] {
    const IntegrationAccess newcomer = stored().back();
    IntegrationAccessToken token = newcomer.token;
    token.access_token = Secret("access-3");
    token.refresh_token = Secret("refresh-3");
    EXPECT_TRUE(run(store.commitRefresh(newcomer.grant_id, 1, token, clock.now())));
  };
  const CallbackResult result = connect("2");
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_EQ(accessToken(), "access-3");
  expectHealedBy("3");
}

TEST_F(HandOver, ThatARefreshHasMadeAlreadyCountsAsTheConnectsOwn) {
  store.before_attach = [this] {
    answerPair("3");
    answerCompany();
    EXPECT_EQ(run(refresh.refresh(acme.refresher(), stored().back())).grant_id, before_.grant_id);
  };
  const CallbackResult result = connect("2");
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_EQ(result.access->grant_id, before_.grant_id);
  expectHealedBy("3");
}

using RepeatedInsert = HandOver;

TEST_F(RepeatedInsert, DoesNotBringBackWhatWasDisconnectedMeanwhile) {
  store.inserts.answers_lost = 1;
  int tries = 0;
  store.before_insert = [&] {
    if (++tries < 2) return;
    http.answer(200, "");
    http.answer(200, "");
    EXPECT_EQ(run(acme.disconnect("shop")).grants, 2);
  };
  answerPair("2");
  const CallbackResult result = walkThroughLogin();
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::conflict);
  EXPECT_EQ(tries, 2);
  EXPECT_TRUE(stored().empty());
}

}  // namespace
}  // namespace patchbay
