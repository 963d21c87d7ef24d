#include <algorithm>

#include "tests/core/integration/acme_integration.hpp"
#include "tests/core/integration/interrupted_store.hpp"
#include "tests/support/run.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::FakeClock;
using testing::FakeHttpClient;
using testing::InterruptedStore;
using testing::queryParameter;
using testing::SilentLog;

/// A connected workspace whose token has run out, and a provider that answers with pair 2.
class RefreshCommit : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(connect("1").access);
    clock.advance(Seconds(7200));
    answerPair("2");
  }

  template <typename Result>
  Result run(awaitable<Result> operation) {
    auto result = boost::asio::co_spawn(io, std::move(operation), boost::asio::use_future);
    io.restart();
    io.run();
    return result.get();
  }

  void answerPair(const std::string& number) {
    http.answer(200, R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" +
                         number + R"(","token_type":"bearer","expires_in":7200})");
  }

  void answerCompany() { http.answer(200, R"({"id":"company-1"})"); }

  CallbackResult connect(const std::string& number) {
    answerPair(number);
    answerCompany();
    return walkThroughLogin();
  }

  /// On a context of its own, because it also happens in the middle of a refresh.
  CallbackResult walkThroughLogin() {
    auto login = testing::run(acme.oauthLogin(LoginRequest("shop", "")));
    oauth::Parameters query{{"code", "c"}, {"state", queryParameter(login.location, "state")}};
    return testing::run(
        acme.oauthCallback(CallbackRequest(std::move(query), login.browser_binding)));
  }

  IntegrationAccess access() {
    return run(acme.getIntegrationAccess(AccessRequest("shop", "", Seconds(60))));
  }
  std::string accessToken() { return access().token.access_token.reveal(); }
  ErrorCode refusal() {
    try {
      access();
    } catch (const IntegrationError& error) {
      return error.code();
    }
    ADD_FAILURE() << "the access was given";
    return ErrorCode::internal;
  }
  std::vector<IntegrationAccess> stored() { return run(acme.listAccess("shop")); }

  std::size_t tokenCalls() const {
    const auto requests = http.requests();
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [](const auto& request) { return request.url == "https://acme.test/token"; }));
  }

  boost::asio::io_context io;
  FakeClock clock;
  FakeHttpClient http;
  InterruptedStore store{clock};
  SilentLog log;
  Settings settings;
  RefreshCoordinator refresh{store, clock, log, io.get_executor()};
  HandOutMemory memory;
  IntegrationContext context{
      http, store, refresh, memory, clock, log, settings, "https://patchbay.example.test", {}};
  AcmeIntegration acme{context};
};

TEST_F(RefreshCommit, IsTriedAgainWhileTheDatabaseIsAwayForAMoment) {
  store.commits_refused = 5;
  EXPECT_EQ(accessToken(), "access-2");
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(stored().front().generation, 2);
  EXPECT_EQ(tokenCalls(), 2U) << "the connect's and one refresh";
}

TEST_F(RefreshCommit, OfAFirstPairIsTriedAgainToo) {
  store.inserts_refused = 5;
  answerCompany();
  const CallbackResult connected = walkThroughLogin();
  ASSERT_TRUE(connected.access) << connected.failure->what();
  EXPECT_EQ(connected.access->token.refresh_token.reveal(), "refresh-2");
}

TEST_F(RefreshCommit, OutlastsHalfAMinuteWithoutADatabase) {
  const TimePoint begin = clock.now();
  store.commits_refused = 9;
  EXPECT_EQ(accessToken(), "access-2");
  EXPECT_GT(clock.now() - begin, Seconds(30));
  EXPECT_LT(clock.now() - begin, refresh.times().lease) << "while the lease keeps others away";
}

TEST_F(RefreshCommit, IsGivenUpWithoutHandingAnythingOut) {
  store.commits_refused = 1'000;
  EXPECT_EQ(refusal(), ErrorCode::storage_unavailable);
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-1");
  EXPECT_FALSE(stored().front().requires_reconnect);
}

TEST_F(RefreshCommit, WhoseAnswerGotLostIsFoundByReading) {
  store.answers_lost = 1;
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
