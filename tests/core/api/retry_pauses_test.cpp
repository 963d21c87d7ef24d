#include "core/api/retry_pauses.hpp"

#include <gtest/gtest.h>

#include "core/api/api_settings.hpp"
#include "core/base/error.hpp"

namespace patchbay {
namespace {

const TimePoint kNow(Seconds(1'767'225'600));
constexpr double kAlmostOne = 1.0;

ApiRetry retry() {
  ApiRetry retry;
  retry.initial_interval = Milliseconds(100);
  retry.max_interval = Milliseconds(350);
  retry.exponent = 2;
  retry.max_elapsed = Milliseconds(5'000);
  return retry;
}

TEST(RetryPauses, GrowByTheExponentUpToTheMaximumInterval) {
  RetryPauses pauses(retry(), kNow, [] { return kAlmostOne; });
  EXPECT_EQ(pauses.next(kNow, std::nullopt), Milliseconds(100));
  EXPECT_EQ(pauses.next(kNow, std::nullopt), Milliseconds(200));
  EXPECT_EQ(pauses.next(kNow, std::nullopt), Milliseconds(350));
  EXPECT_EQ(pauses.next(kNow, std::nullopt), Milliseconds(350));
}

TEST(RetryPauses, HaveFullJitter) {
  RetryPauses none(retry(), kNow, [] { return 0.0; });
  EXPECT_EQ(none.next(kNow, std::nullopt), Milliseconds(0));
  RetryPauses half(retry(), kNow, [] { return 0.5; });
  EXPECT_EQ(half.next(kNow, std::nullopt), Milliseconds(50));
}

TEST(RetryPauses, AreNotShorterThanTheProviderAsks) {
  RetryPauses pauses(retry(), kNow, [] { return 0.5; });
  EXPECT_EQ(pauses.next(kNow, Seconds(2)), Milliseconds(2'050));
}

TEST(RetryPauses, EndWithTheMaximumElapsedTime) {
  RetryPauses pauses(retry(), kNow, [] { return kAlmostOne; });
  EXPECT_TRUE(pauses.next(kNow + Milliseconds(4'900), std::nullopt));
  EXPECT_FALSE(pauses.next(kNow + Milliseconds(4'900), std::nullopt)) << "200 ms are too many";
  EXPECT_FALSE(pauses.next(kNow, Seconds(6))) << "the provider asks for more";
}

TEST(PassingFailures, AreThoseOfTheMoment) {
  for (const unsigned status : {408U, 425U, 429U, 500U, 502U, 503U, 504U}) {
    EXPECT_TRUE(isPassingFailure(status)) << status;
  }
  for (const unsigned status : {200U, 301U, 400U, 401U, 403U, 404U, 406U, 409U, 422U, 501U}) {
    EXPECT_FALSE(isPassingFailure(status)) << status;
  }
}

OAuthApp gusto() {
  OAuthApp app;
  app.name = "Gusto";
  return app;
}

TEST(ApiSettings, GoOverTheFacts) {
  OAuthApp app = gusto();
  readApiSettings(Settings::of({{"GUSTO_RETRY_INITIAL_INTERVAL_MS", "10"},
                                {"GUSTO_RETRY_MAX_INTERVAL_MS", "20"},
                                {"GUSTO_RETRY_EXPONENT", "1.25"},
                                {"GUSTO_RETRY_MAX_ELAPSED_MS", "30"},
                                {"GUSTO_RETRY_CONNECTION_ERRORS", "false"},
                                {"GUSTO_RATE_LIMIT_WAIT_MS", "40"},
                                {"XERO_RETRY_MAX_ELAPSED_MS", "50"}}),
                  app);
  EXPECT_EQ(app.api_retry.initial_interval, Milliseconds(10));
  EXPECT_EQ(app.api_retry.max_interval, Milliseconds(20));
  EXPECT_EQ(app.api_retry.exponent, 1.25);
  EXPECT_EQ(app.api_retry.max_elapsed, Milliseconds(30));
  EXPECT_FALSE(app.api_retry.connection_errors);
  EXPECT_EQ(app.api_limit_wait, Milliseconds(40));
}

TEST(ApiSettings, LeaveTheFactsWhereNoneIsSet) {
  OAuthApp app = gusto();
  app.api_retry.max_elapsed = Milliseconds(7);
  readApiSettings(Settings::of({}), app);
  EXPECT_EQ(app.api_retry.max_elapsed, Milliseconds(7));
  EXPECT_TRUE(app.api_retry.connection_errors);
}

TEST(ApiSettings, RefuseWhatIsNoNumber) {
  for (const char* value : {"0.5", "1,5", "x", "11", "nan", "2 "}) {
    OAuthApp app = gusto();
    EXPECT_THROW(readApiSettings(Settings::of({{"GUSTO_RETRY_EXPONENT", value}}), app),
                 IntegrationError)
        << value;
  }
}

TEST(ApiSettings, RefuseALimitThatAllowsNothing) {
  OAuthApp app = gusto();
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::grant, 0, Seconds(60));
  EXPECT_THROW(readApiSettings(Settings::of({}), app), IntegrationError);
}

}  // namespace
}  // namespace patchbay
