#include "tests/core/integration/acme_refresh_test.hpp"

#include "core/base/run_to_end.hpp"

namespace patchbay {
namespace {

// What the database did, though its answer never came, is found out by reading, never assumed.
using LostAnswer = testing::AcmeRefreshTest;

TEST_F(LostAnswer, ToTheInsertOfAFirstPairMakesOneGrant) {
  http.answer(200, "");
  run(acme.disconnect("shop"));
  store.inserts.answers_lost = 3;
  ASSERT_TRUE(connect("2").access);
  ASSERT_EQ(stored().size(), 1U);
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(stored().front().generation, 1);
}

TEST_F(LostAnswer, ToAReconnectFindsTheGrantThatWasHealed) {
  const auto before = stored().front();
  store.attaches.answers_lost = 1;
  const auto result = connect("2");
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_EQ(result.access->grant_id, before.grant_id);
  EXPECT_EQ(result.access->generation, 2);
  ASSERT_EQ(stored().size(), 1U);
  EXPECT_EQ(accessToken(), "access-2");
}

TEST_F(LostAnswer, ToTheTenantsOfANewGrantIsAskedForAgain) {
  http.answer(200, "");
  run(acme.disconnect("shop"));
  store.attaches.answers_lost = 1;
  store.attaches.refused = 1;
  const auto result = connect("2");
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_EQ(result.access->tenants.size(), 1U);
}

TEST_F(LostAnswer, ToADisconnectCountsAsOne) {
  store.removals.answers_lost = 1;
  http.answer(200, "");
  const auto result = run(acme.disconnect("shop"));
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 1);
  EXPECT_TRUE(stored().empty());
}

TEST_F(LostAnswer, ToADisconnectThatFailedLeavesNothingInMemory) {
  EXPECT_EQ(accessToken(), "access-1");
  store.removals.refused = 1'000;
  http.answer(200, "");
  EXPECT_THROW(run(acme.disconnect("shop")), IntegrationError);
  clock.advance(Seconds(1));
  store.removals.refused = 0;
  http.answer(200, "");
  EXPECT_EQ(run(acme.disconnect("shop")).grants, 1);
  EXPECT_EQ(refusal(), ErrorCode::not_connected);
}

TEST_F(LostAnswer, ToATakenLoginLetsNobodyIn) {
  const auto calls = tokenCalls();
  store.takes.answers_lost = 1;
  const auto result = walkThroughLogin();
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::storage_unavailable);
  EXPECT_EQ(tokenCalls(), calls) << "the code was not spent";
}

TEST_F(LostAnswer, IsNoReasonToRefuseALoginThatWasNotTakenYet) {
  store.takes.refused = 3;
  EXPECT_TRUE(connect("2").access);
}

TEST_F(LostAnswer, ToTheRecordOfAFailureIsFoundByReading) {
  letTheTokenRunOut();
  store.records.answers_lost = 1;
  http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(refusal(), ErrorCode::requires_reconnect);
  EXPECT_EQ(log.with("token_refresh_failed").size(), 1U);
  EXPECT_EQ(stored().front().reconnect_cause, ReconnectCause::revoked);
}

TEST_F(LostAnswer, IsNotTakenForARecordThatAnotherHostsLeaseKeptOut) {
  letTheTokenRunOut();
  store.records.refused = 1;
  const IntegrationAccess grant = stored().front();
  store.before_record = [this, grant] {
    clock.advance(Seconds(3'600));
    boost::asio::io_context beside;
    futureOf(beside, store.claimRefresh(grant.grant_id, grant.generation, "next-host",
                                        Milliseconds(60'000)));
    beside.run();
  };
  http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(refusal(), ErrorCode::temporarily_unavailable);
  EXPECT_FALSE(stored().front().requires_reconnect);
}

TEST_F(LostAnswer, WhileTheDatabaseIsAwayTheFailureIsLoggedAllTheSame) {
  letTheTokenRunOut();
  store.records.refused = 1'000;
  http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(refusal(), ErrorCode::invalid_grant);
  const auto lines = log.with("token_refresh_failed");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines.front().find(R"("recorded":"unknown")"), std::string::npos) << lines.front();
}

}  // namespace
}  // namespace patchbay
