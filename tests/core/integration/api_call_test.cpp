#include <future>

#include "core/base/run_to_end.hpp"
#include "tests/core/integration/acme_refresh_test.hpp"

namespace patchbay {
namespace {

using testing::headerOf;

/// Calls of a connected workspace to Acme's API, through the engine's own refresh and a store.
class ApiCall : public testing::AcmeRefreshTest {
 protected:
  static awaitable<unsigned> statusOf(testing::AcmeIntegration* integration,
                                      IntegrationAccess access) {
    ApiRequest request("GET", "/people");
    const auto answer = co_await integration->callApi(std::move(access), std::move(request));
    co_return answer.status;
  }
  unsigned status() { return run(statusOf(&acme, connected())); }
  ErrorCode failure() {
    try {
      status();
    } catch (const IntegrationError& error) {
      return error.code();
    }
    ADD_FAILURE() << "the call succeeded";
    return ErrorCode::internal;
  }

  /// The access that callers were given before anything changed.
  IntegrationAccess connected() {
    if (!connected_) connected_ = stored().front();
    return *connected_;
  }

 private:
  std::optional<IntegrationAccess> connected_;
};

/// Takes nothing but the newest token it gave out.
class StrictProvider final : public http::HttpClient {
 public:
  awaitable<http::HttpResponse> send(http::HttpRequest request) override {
    const bool is_token_call = request.url == "https://acme.test/token";
    if (is_token_call) {
      ++token_calls;
      co_return http::HttpResponse(200, {},
                                   R"({"access_token":"access-2","refresh_token":"refresh-2",)"
                                   R"("token_type":"bearer","expires_in":7200})");
    }
    const bool is_newest = headerOf(request, "Authorization") == "Bearer access-2";
    ++(is_newest ? served : refused);
    co_return http::HttpResponse(is_newest ? 200 : 401, {}, "");
  }

  int token_calls = 0;
  int refused = 0;
  int served = 0;
};

TEST_F(ApiCall, AHundredRefusalsOfOneTokenAreOneRefresh) {
  StrictProvider provider;
  const IntegrationContext strict{
      provider, store, refresh, memory, clock, log, settings, "https://patchbay.example.test", {}};
  testing::AcmeIntegration acme_there(strict);
  std::vector<std::future<unsigned>> calls;
  for (int i = 0; i < 100; ++i) {
    calls.push_back(futureOf(io, statusOf(&acme_there, connected())));
  }
  io.restart();
  io.run();
  for (auto& one : calls) EXPECT_EQ(one.get(), 200U);
  EXPECT_EQ(provider.token_calls, 1);
  EXPECT_GT(provider.refused, 1) << "or nothing was tested";
  EXPECT_EQ(provider.served, 100);
}

TEST_F(ApiCall, WhoComesLaterWithTheOldTokenGetsTheNewOneAtOnce) {
  connected();
  http.answer(401, "");
  answerPair("2");
  http.answer(200, "[]");
  EXPECT_EQ(status(), 200U);
  http.answer(200, "[]");
  EXPECT_EQ(status(), 200U);
  EXPECT_EQ(headerOf(http.lastRequest(), "Authorization"), "Bearer access-2")
      << "and is not refused at every page of a list";
  EXPECT_EQ(tokenCalls(), 2U);
}

TEST_F(ApiCall, WhatAnotherHostRefreshedIsNotRefreshedAgain) {
  IntegrationAccess other = connected();
  other.token.access_token = Secret("access-2");
  ASSERT_TRUE(run(store.commitRefresh(other.grant_id, 1, other.token, clock.now())));
  http.answer(401, "");
  http.answer(200, "[]");
  EXPECT_EQ(status(), 200U);
  EXPECT_EQ(headerOf(http.lastRequest(), "Authorization"), "Bearer access-2");
  EXPECT_EQ(tokenCalls(), 1U) << "the connect's";
}

TEST_F(ApiCall, ARefusedTokenIsNotHandedOutAgain) {
  EXPECT_EQ(accessToken(), "access-1");
  http.answer(401, "");
  answerPair("2");
  http.answer(200, "[]");
  EXPECT_EQ(status(), 200U);
  EXPECT_EQ(accessToken(), "access-2");
}

TEST_F(ApiCall, ASecondRefusalRequiresAReconnectAndFailsFastFromThenOn) {
  accessToken();
  http.answer(401, "");
  answerPair("2");
  http.answer(401, "");
  EXPECT_EQ(failure(), ErrorCode::requires_reconnect);
  EXPECT_EQ(refusal(), ErrorCode::requires_reconnect);
  EXPECT_EQ(stored().front().reconnect_cause, ReconnectCause::revoked);
  EXPECT_EQ(stored().front().token.refresh_token.reveal(), "refresh-2") << "nothing is destroyed";
  EXPECT_TRUE(connect("3").access);
  EXPECT_EQ(accessToken(), "access-3") << "and a reconnect heals it";
}

TEST_F(ApiCall, ADeadGrantIsToldAsSuch) {
  http.answer(401, "");
  http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(failure(), ErrorCode::requires_reconnect);
  EXPECT_EQ(stored().front().reconnect_cause, ReconnectCause::revoked);
}

TEST_F(ApiCall, AProviderInTroubleCostsNoConnection) {
  http.answer(401, "");
  http.answer(503, "");
  EXPECT_EQ(failure(), ErrorCode::temporarily_unavailable);
  EXPECT_FALSE(stored().front().requires_reconnect);
}

TEST_F(ApiCall, AMissingPermissionIsNoReasonToReconnectByItself) {
  http.answer(403, "", {{"WWW-Authenticate", R"(Bearer error="insufficient_scope")"}});
  EXPECT_EQ(failure(), ErrorCode::insufficient_scope);
  EXPECT_FALSE(stored().front().requires_reconnect);
  EXPECT_EQ(tokenCalls(), 1U);
}

TEST_F(ApiCall, NeverLogsAToken) {
  http.answer(401, "");
  answerPair("2");
  http.answer(401, "");
  failure();
  EXPECT_TRUE(log.with("access-").empty());
  EXPECT_TRUE(log.with("refresh-").empty());
}

}  // namespace
}  // namespace patchbay
