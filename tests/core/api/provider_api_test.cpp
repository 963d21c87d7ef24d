#include "core/api/provider_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_http_client.hpp"
#include "tests/support/run.hpp"

namespace patchbay {
namespace {

using testing::FakeClock;
using testing::FakeHttpClient;
using testing::headerOf;

/// A grant whose renewals are counted, and what was recorded of it.
class RecordedConnection final : public ApiConnection {
 public:
  ApiVerdict judgeApiAnswer(const http::HttpResponse& response, const ApiRequest&) const override {
    if (response.status == 410) return ApiVerdict::tenant_lost;
    return standardVerdict(response);
  }
  IntegrationError apiErrorOf(const http::HttpResponse& response) const override {
    return standardApiError("Acme", response, TimePoint(Seconds(1'767'225'600)));
  }
  awaitable<bool> confirmTenantLost(IntegrationAccess, std::string) override {
    co_return is_tenant_lost;
  }
  awaitable<IntegrationAccess> renewRefused(IntegrationAccess access) override {
    ++renewals;
    ++access.generation;
    access.token.access_token = Secret("access-" + std::to_string(access.generation));
    co_return access;
  }
  awaitable<bool> recordRefused(IntegrationAccess access) override {
    refused.push_back(access.generation);
    co_return is_recorded;
  }
  awaitable<void> recordTenantLost(IntegrationAccess, std::string tenant_id) override {
    lost.push_back(std::move(tenant_id));
    co_return;
  }

  int renewals = 0;
  bool is_recorded = true;
  bool is_tenant_lost = true;
  std::vector<std::int64_t> refused;
  std::vector<std::string> lost;
};

class ProviderApiTest : public ::testing::Test {
 protected:
  ProviderApiTest() {
    app.name = "Acme";
    app.api_base_url = "https://acme.test/api";
    app.extra_headers.emplace_back("X-Version", "7");
  }

  IntegrationAccess access(const std::string& grant = "grant_1") {
    IntegrationAccess access;
    access.workspace_id = "shop";
    access.integration = "acme";
    access.grant_id = grant;
    access.generation = 1;
    access.token.access_token = Secret("access-1");
    access.token.refresh_token = Secret("refresh-1");
    access.tenants.emplace_back("t-1", "Larch");
    return access;
  }

  ProviderApi& api() {
    if (!api_)
      api_ = std::make_unique<ProviderApi>(app, http, clock, connection, [] { return 0.5; });
    return *api_;
  }

  template <typename Result>
  Result run(awaitable<Result> operation) {
    return testing::runOn(io, std::move(operation));
  }

  http::HttpResponse call(ApiRequest request = ApiRequest("GET", "/people")) {
    return run(api().call(access(), std::move(request)));
  }

  std::optional<IntegrationError> failureOf(awaitable<http::HttpResponse> operation) {
    try {
      run(std::move(operation));
    } catch (const IntegrationError& error) {
      return error;
    }
    ADD_FAILURE() << "the call succeeded";
    return std::nullopt;
  }
  std::optional<IntegrationError> failure(ApiRequest request = ApiRequest("GET", "/people")) {
    return failureOf(api().call(access(), std::move(request)));
  }

  boost::asio::io_context io;
  FakeClock clock;
  FakeHttpClient http;
  RecordedConnection connection;
  OAuthApp app;

 private:
  std::unique_ptr<ProviderApi> api_;
};

TEST_F(ProviderApiTest, SendsTokenVersionAndWhatTheCallerAdds) {
  http.answer(200, "[]", {{"X-Page", "1"}});
  ApiRequest request("GET", "/people?page=1");
  request.headers.add("X-Trace", "t");
  request.deadline = Milliseconds(1'234);
  const auto answer = call(std::move(request));
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.headers.find("x-page"), "1");
  const auto sent = http.lastRequest();
  EXPECT_EQ(sent.method, "GET");
  EXPECT_EQ(sent.url, "https://acme.test/api/people?page=1");
  EXPECT_EQ(headerOf(sent, "Authorization"), "Bearer access-1");
  EXPECT_EQ(headerOf(sent, "X-Version"), "7");
  EXPECT_EQ(headerOf(sent, "X-Trace"), "t");
  EXPECT_EQ(headerOf(sent, "Accept"), "application/json");
  EXPECT_EQ(sent.deadline, Milliseconds(1'234));
  EXPECT_EQ(api().totals().attempts.at("2xx"), 1U);
}

TEST_F(ProviderApiTest, GivesEveryOtherAnswerToTheCaller) {
  for (const unsigned status : {201U, 302U, 400U, 403U, 404U, 406U, 422U}) {
    http.answer(status, "body");
    EXPECT_EQ(call().status, status);
  }
  EXPECT_EQ(connection.renewals, 0);
}

// O20: what fails for now is tried again, and is no error of ours.
TEST_F(ProviderApiTest, RepeatsWhatFailsForNow) {
  for (const unsigned status : {500U, 502U, 503U, 504U, 408U, 429U}) http.answer(status, "");
  http.answer(200, "[]");
  EXPECT_EQ(call().status, 200U);
  EXPECT_TRUE(http.isExhausted());
  EXPECT_EQ(api().totals().retries, 6U);
}

TEST_F(ProviderApiTest, RepeatsAfterALostConnectionUnlessToldNotTo) {
  http.fail(http::TransportFault::not_sent);
  http.fail(http::TransportFault::ambiguous);
  http.answer(200, "[]");
  EXPECT_EQ(call().status, 200U);
  app.api_retry.connection_errors = false;
  http.fail(http::TransportFault::not_sent);
  EXPECT_EQ(failure()->code(), ErrorCode::provider_unavailable);
}

TEST_F(ProviderApiTest, DoesNotRepeatWhatMayHaveActed) {
  for (const char* method : {"POST", "PATCH"}) {
    http.answer(503, "");
    EXPECT_EQ(call(ApiRequest(method, "/people")).status, 503U);
    http.fail(http::TransportFault::ambiguous);
    EXPECT_EQ(failure(ApiRequest(method, "/people"))->code(), ErrorCode::ambiguous_answer);
  }
}

TEST_F(ProviderApiTest, DoesNotRepeatWhatDoesNotPass) {
  http.fail(http::TransportFault::certificate);
  EXPECT_EQ(failure()->code(), ErrorCode::provider_unavailable);
  http.fail(http::TransportFault::unreadable);  // also what an answer over the limit is
  const auto too_large = failure();
  EXPECT_EQ(too_large->code(), ErrorCode::malformed_answer);
  EXPECT_THAT(too_large->publicText(), ::testing::HasSubstr("too large"));
}

TEST_F(ProviderApiTest, GivesUpAfterTheMaximumElapsedTime) {  // O20
  app.api_retry.initial_interval = Milliseconds(1'000);
  app.api_retry.exponent = 1;
  app.api_retry.max_elapsed = Milliseconds(1'700);
  for (int i = 0; i < 4; ++i) http.answer(503, "busy");  // at 0, 0.5, 1 and 1.5 s
  EXPECT_EQ(call().status, 503U);
  EXPECT_TRUE(http.isExhausted());
}

TEST_F(ProviderApiTest, WaitsAsLongAsTheProviderAsksInBothForms) {  // O20
  const TimePoint begun = clock.now();
  http.answer(503, "", {{"Retry-After", "7"}});
  http.answer(200, "[]");
  call();
  EXPECT_GE(clock.now(), begun + Seconds(7));
  EXPECT_LT(clock.now(), begun + Seconds(8));
  http.answer(429, "", {{"Retry-After", "Thu, 01 Jan 2026 00:00:20 GMT"}});
  http.answer(200, "[]");
  call();
  EXPECT_GE(clock.now(), begun + Seconds(20));
  EXPECT_LT(clock.now(), begun + Seconds(21));
}

TEST_F(ProviderApiTest, AnswersAtOnceWhenTheProviderAsksForTooLong) {
  http.answer(429, "", {{"Retry-After", "3000"}});
  EXPECT_EQ(call().status, 429U);
  const auto next = failure();
  EXPECT_EQ(next->code(), ErrorCode::temporarily_unavailable) << "the others know, and do not ask";
  EXPECT_EQ(next->retryAfter(), Seconds(3000));
  EXPECT_EQ(api().totals().held_off, 1U);
}

TEST_F(ProviderApiTest, ReadsWhatTheProviderAskedForIntoTheError) {
  http.answer(429, "", {{"Retry-After", "3000"}});
  const auto error = failureOf(api().fetch(access(), ApiRequest("GET", "/people")));
  EXPECT_EQ(error->code(), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(error->retryAfter(), Seconds(3000));
}

TEST_F(ProviderApiTest, HoldsCallsBackBeforeTheLimitIsHit) {
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::grant, 2, Seconds(60));
  const TimePoint begun = clock.now();
  for (int i = 0; i < 3; ++i) http.answer(200, "[]");
  call();
  call();
  EXPECT_EQ(clock.now(), begun);
  call();
  EXPECT_EQ(clock.now(), begun + Seconds(60));
  EXPECT_EQ(api().totals().waits, 1U);
  EXPECT_EQ(api().totals().waited, Seconds(60));
}

TEST_F(ProviderApiTest, HoldsNobodyBackForAnotherGrant) {
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::grant, 1, Seconds(60));
  const TimePoint begun = clock.now();
  for (int i = 0; i < 2; ++i) http.answer(200, "[]");
  call();
  run(api().call(access("grant_2"), ApiRequest("GET", "/people")));
  EXPECT_EQ(clock.now(), begun);
}

TEST_F(ProviderApiTest, CountsPerTenantAndPerApplicationWhereTheProviderDoes) {
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::tenant, 1, Seconds(60));
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::application, 2, Seconds(60));
  app.api_limit_wait = Milliseconds(0);
  ApiRequest other("GET", "/people");
  other.tenant_id = "t-2";
  http.answer(200, "[]");
  http.answer(200, "[]");
  call();
  EXPECT_EQ(failure()->code(), ErrorCode::temporarily_unavailable) << "t-1 has none left";
  EXPECT_EQ(call(other).status, 200U);
  other.tenant_id = "t-3";
  EXPECT_EQ(failure(other)->retryAfter(), Seconds(60)) << "the application has none left";
}

TEST_F(ProviderApiTest, BelievesTheAnswersThatLessIsLeft) {
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::grant, 200, Seconds(60),
                                   "X-RateLimit-Remaining", "X-RateLimit-Reset");
  const TimePoint begun = clock.now();
  http.answer(200, "[]",
              {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "2025-12-31 16:00:12 -0800"}});
  http.answer(200, "[]");
  call();
  call();
  EXPECT_EQ(clock.now(), begun + Seconds(12));
}

/// Answers each call a few turns of the loop later, and knows how many were under way at once.
class SlowProvider final : public http::HttpClient {
 public:
  awaitable<http::HttpResponse> send(http::HttpRequest) override {
    const auto executor = co_await boost::asio::this_coro::executor;
    most = std::max(most, ++under_way);
    for (int turn = 0; turn < 3; ++turn) {
      co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
    --under_way;
    co_return http::HttpResponse(200, {}, "[]");
  }

  int under_way = 0;
  int most = 0;
};

TEST_F(ProviderApiTest, KeepsSoManyCallsOfATenantUnderWay) {
  app.api_calls_at_once_per_tenant = 2;
  SlowProvider provider;
  ProviderApi slow(app, provider, clock, connection);
  std::vector<std::future<http::HttpResponse>> calls;
  for (int i = 0; i < 7; ++i) {
    calls.push_back(futureOf(io, slow.call(access(), ApiRequest("GET", "/people"))));
  }
  io.run();
  for (auto& one : calls) EXPECT_EQ(one.get().status, 200U);
  EXPECT_EQ(provider.most, 2);
}

/// Never answers.
class SilentProvider final : public http::HttpClient {
 public:
  awaitable<http::HttpResponse> send(http::HttpRequest) override {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer never(executor, boost::asio::steady_timer::time_point::max());
    co_await never.async_wait(boost::asio::use_awaitable);
    co_return http::HttpResponse(200, {}, "[]");
  }
};

TEST_F(ProviderApiTest, LetsGoOfCallersThatWaitWhenItGoes) {
  app.api_calls_at_once_per_tenant = 1;
  SilentProvider provider;
  std::future<http::HttpResponse> waiting;
  {
    ProviderApi doomed(app, provider, clock, connection);
    auto served = futureOf(io, doomed.call(access(), ApiRequest("GET", "/people")));
    waiting = futureOf(io, doomed.call(access(), ApiRequest("GET", "/people")));
    io.poll();
  }
  io.poll();  // a coroutine unwinds on its executor
  ASSERT_EQ(waiting.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  EXPECT_THROW(waiting.get(), std::future_error) << "its coroutine is gone";
}

TEST_F(ProviderApiTest, RenewsARefusedTokenOnceAndRepeatsTheCall) {
  http.answer(401, "");
  http.answer(200, "[]");
  EXPECT_EQ(call(ApiRequest("POST", "/people")).status, 200U) << "a refused call has done nothing";
  EXPECT_EQ(connection.renewals, 1);
  EXPECT_EQ(headerOf(http.lastRequest(), "Authorization"), "Bearer access-2");
  EXPECT_EQ(api().totals().renewals, 1U);
}

TEST_F(ProviderApiTest, RequiresAReconnectWhenTheNewTokenIsRefusedToo) {
  http.answer(401, "");
  http.answer(401, "");
  EXPECT_EQ(failure()->code(), ErrorCode::requires_reconnect);
  EXPECT_EQ(connection.renewals, 1);
  EXPECT_THAT(connection.refused, ::testing::ElementsAre(2));
}

TEST_F(ProviderApiTest, AsksToTryAgainWhenTheGrantMovedMeanwhile) {
  connection.is_recorded = false;
  http.answer(401, "");
  http.answer(401, "");
  EXPECT_EQ(failure()->code(), ErrorCode::temporarily_unavailable);
}

TEST_F(ProviderApiTest, DoesNotTryToRenewWhatCannotBeRenewed) {
  IntegrationAccess plain = access();
  plain.token.refresh_token = Secret();
  http.answer(401, "");
  EXPECT_EQ(failureOf(api().call(plain, ApiRequest("GET", "/people")))->code(),
            ErrorCode::requires_reconnect);
  EXPECT_EQ(connection.renewals, 0);
}

TEST_F(ProviderApiTest, DoesNotRenewForAMissingPermission) {
  for (const unsigned status : {401U, 403U}) {
    http.answer(status, "",
                {{"WWW-Authenticate", R"(Bearer error="insufficient_scope", scope="pay:read")"}});
    EXPECT_EQ(failure()->code(), ErrorCode::insufficient_scope) << status;
  }
  EXPECT_EQ(connection.renewals, 0);
  EXPECT_TRUE(connection.refused.empty()) << "the token works";
}

TEST_F(ProviderApiTest, RecordsALostTenantOnceItIsConfirmed) {
  http.answer(410, "");
  EXPECT_EQ(failure()->code(), ErrorCode::tenant_lost);
  EXPECT_THAT(connection.lost, ::testing::ElementsAre("t-1"));
}

TEST_F(ProviderApiTest, GivesTheAnswerWhenTheTenantIsNotLost) {
  connection.is_tenant_lost = false;
  http.answer(410, "gone");
  EXPECT_EQ(call().status, 410U);
  EXPECT_TRUE(connection.lost.empty());
}

TEST(ApiError, IsSortedByStatus) {
  const TimePoint now(Seconds(1'767'225'600));
  const auto codeOf = [now](unsigned status) {
    return standardApiError("Acme", http::HttpResponse(status, {}, ""), now).code();
  };
  EXPECT_EQ(codeOf(401), ErrorCode::invalid_grant);
  EXPECT_EQ(codeOf(403), ErrorCode::insufficient_scope);
  EXPECT_EQ(codeOf(404), ErrorCode::provider_configuration);
  EXPECT_EQ(codeOf(302), ErrorCode::provider_configuration);
  EXPECT_EQ(codeOf(429), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(codeOf(503), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(codeOf(500), ErrorCode::ambiguous_answer);
}

}  // namespace
}  // namespace patchbay
