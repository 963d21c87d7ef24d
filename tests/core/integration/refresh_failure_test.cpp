#include <gmock/gmock.h>

#include <ostream>

#include "tests/core/integration/acme_refresh_test.hpp"

namespace patchbay {
namespace {

using testing::FakeHttpClient;
using ::testing::HasSubstr;

/// What a provider does at a refresh, and what must follow. Its rotation is strict.
struct Case {
  const char* name;
  void (*script)(FakeHttpClient&);
  const char* outcome;  ///< in the log
  const char* level;    ///< of the line
  ErrorCode code;       ///< what callers get once the token has run out
  ReconnectCause cause = ReconnectCause::none;
  bool ambiguous_open = false;
  Seconds least_pause{1};  ///< before the next attempt
  Seconds most_pause{2};
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

void answer(FakeHttpClient& http, unsigned status, const char* error) {
  http.answer(status, std::string(R"({"error":")") + error + R"("})");
}

constexpr Seconds kMinute{60};
constexpr Seconds kQuarter{15 * 60};

const Case kCases[] = {
    {"status_429_with_seconds",
     [](FakeHttpClient& http) {
       http.answer(429, "", {{"Retry-After", "30"}});
     },
     "temporary", "warning", ErrorCode::temporarily_unavailable, ReconnectCause::none, true,
     Seconds(30), Seconds(30)},
    // Five minutes after the fake clock's beginning plus what the test lets pass.
    {"status_503_with_a_date",
     [](FakeHttpClient& http) {
       http.answer(503, "", {{"Retry-After", "Thu, 01 Jan 2026 02:05:00 GMT"}});
     },
     "temporary", "warning", ErrorCode::temporarily_unavailable, ReconnectCause::none, true,
     Seconds(300), Seconds(300)},
    {"status_503", [](FakeHttpClient& http) { http.answer(503, "busy"); }, "temporary", "warning",
     ErrorCode::temporarily_unavailable, ReconnectCause::none, true},
    {"status_408", [](FakeHttpClient& http) { http.answer(408, ""); }, "temporary", "warning",
     ErrorCode::temporarily_unavailable, ReconnectCause::none, true},
    {"slow_down", [](FakeHttpClient& http) { answer(http, 429, "slow_down"); }, "temporary",
     "warning", ErrorCode::temporarily_unavailable},
    {"status_500", [](FakeHttpClient& http) { http.answer(500, ""); }, "ambiguous", "warning",
     ErrorCode::ambiguous_answer, ReconnectCause::none, true},
    {"garbage", [](FakeHttpClient& http) { http.answer(200, "<html>"); }, "ambiguous", "warning",
     ErrorCode::malformed_answer, ReconnectCause::none, true},
    {"no_access_token", [](FakeHttpClient& http) { http.answer(200, "{}"); }, "ambiguous",
     "warning", ErrorCode::malformed_answer, ReconnectCause::none, true},
    {"nothing", [](FakeHttpClient& http) { http.fail(http::TransportFault::ambiguous); },
     "ambiguous", "warning", ErrorCode::ambiguous_answer, ReconnectCause::none, true},
    {"no_http", [](FakeHttpClient& http) { http.fail(http::TransportFault::unreadable); },
     "ambiguous", "warning", ErrorCode::ambiguous_answer, ReconnectCause::none, true},
    {"no_connection", [](FakeHttpClient& http) { http.fail(http::TransportFault::not_sent); },
     "not_sent", "warning", ErrorCode::provider_unavailable},
    {"bad_certificate", [](FakeHttpClient& http) { http.fail(http::TransportFault::certificate); },
     "not_sent", "error", ErrorCode::provider_unavailable},
    {"invalid_grant", [](FakeHttpClient& http) { answer(http, 400, "invalid_grant"); }, "permanent",
     "warning", ErrorCode::requires_reconnect, ReconnectCause::revoked},
    {"invalid_grant_in_a_200", [](FakeHttpClient& http) { answer(http, 200, "invalid_grant"); },
     "permanent", "warning", ErrorCode::requires_reconnect, ReconnectCause::revoked},
    {"login_required", [](FakeHttpClient& http) { answer(http, 400, "login_required"); },
     "permanent", "warning", ErrorCode::requires_reconnect, ReconnectCause::interaction_required},
    {"invalid_client", [](FakeHttpClient& http) { answer(http, 401, "invalid_client"); },
     "operator_fault", "error", ErrorCode::invalid_client, ReconnectCause::none, false, kMinute,
     kMinute},
    {"unauthorized_client", [](FakeHttpClient& http) { answer(http, 400, "unauthorized_client"); },
     "operator_fault", "error", ErrorCode::invalid_client, ReconnectCause::none, false, kMinute,
     kMinute},
    {"invalid_scope", [](FakeHttpClient& http) { answer(http, 400, "invalid_scope"); },
     "configuration", "error", ErrorCode::provider_configuration, ReconnectCause::none, false,
     kQuarter, kQuarter},
    {"status_404", [](FakeHttpClient& http) { http.answer(404, "not here"); }, "configuration",
     "error", ErrorCode::provider_configuration, ReconnectCause::none, false, kQuarter, kQuarter},
    {"status_302", [](FakeHttpClient& http) { http.answer(302, ""); }, "configuration", "error",
     ErrorCode::provider_configuration, ReconnectCause::none, false, kQuarter, kQuarter},
};

class FailedRefresh : public testing::AcmeRefreshTest, public ::testing::WithParamInterface<Case> {
 protected:
  RefreshClaim claim() {
    return run(store.claimRefresh(stored().front().grant_id, 1, "reader", Milliseconds(0)));
  }
  bool isDead() const { return GetParam().cause != ReconnectCause::none; }
};

TEST_P(FailedRefresh, EndsAsItsClassSaysOnceTheTokenHasRunOut) {
  letTheTokenRunOut();
  GetParam().script(http);
  EXPECT_EQ(refusal(), GetParam().code);
  const auto state = stored().front();
  EXPECT_EQ(state.generation, 1);
  EXPECT_EQ(state.token.refresh_token.reveal(), "refresh-1") << "nothing is destroyed";
  EXPECT_EQ(state.reconnect_cause, GetParam().cause);
  EXPECT_EQ(state.requires_reconnect, isDead());
  const auto history = claim().history;
  EXPECT_EQ(history.failures, 1);
  EXPECT_EQ(history.ambiguous_open, GetParam().ambiguous_open);
  EXPECT_EQ(history.not_before.has_value(), !isDead());
  if (isDead()) return;
  EXPECT_GE(*history.not_before - clock.now(), GetParam().least_pause);
  EXPECT_LE(*history.not_before - clock.now(), GetParam().most_pause);
}

TEST_P(FailedRefresh, WritesExactlyOneLine) {
  letTheTokenRunOut();
  GetParam().script(http);
  refusal();
  refusal();
  const auto lines = log.with("token_refresh_failed");
  ASSERT_EQ(lines.size(), 1U) << "the second request made no attempt";
  EXPECT_THAT(lines.front(), HasSubstr(std::string(R"("outcome":")") + GetParam().outcome));
  EXPECT_THAT(lines.front(), HasSubstr(std::string(R"("level":")") + GetParam().level));
  EXPECT_EQ(log.with(R"("level":"warning")").size() + log.with(R"("level":"error")").size(), 1U);
  EXPECT_EQ(tokenCalls(), 2U) << "the connect's and one attempt";
}

// O3: only a dead grant requires a reconnect.
TEST_P(FailedRefresh, LetsATokenThatStillWorksBeHandedOutUnlessTheGrantIsDead) {
  clock.advance(Seconds(600));
  GetParam().script(http);
  constexpr Seconds kMoreThanIsLeft{7000};
  if (isDead()) {
    EXPECT_THROW(access(kMoreThanIsLeft), IntegrationError);
    EXPECT_EQ(refusal(), ErrorCode::requires_reconnect);
    return;
  }
  EXPECT_EQ(access(kMoreThanIsLeft).token.access_token.reveal(), "access-1");
  EXPECT_EQ(accessToken(), "access-1");
  EXPECT_EQ(tokenCalls(), 2U);
}

TEST_P(FailedRefresh, IsNotRiskedWhileEnoughIsLeft) {
  clock.advance(Seconds(600));
  GetParam().script(http);
  EXPECT_EQ(access(Seconds(6600)).token.access_token.reveal(), "access-1");
  EXPECT_EQ(tokenCalls(), 1U) << "min_ttl is met, so nobody asked for more";
}

TEST_P(FailedRefresh, IsOverWithTheNextPair) {
  letTheTokenRunOut();
  GetParam().script(http);
  refusal();
  if (isDead()) {
    EXPECT_TRUE(connect("2").access);
  } else {
    clock.advance(Seconds(3600));
    answerPair("2");
  }
  EXPECT_EQ(accessToken(), "access-2");
  EXPECT_FALSE(stored().front().requires_reconnect);
  EXPECT_EQ(run(store.claimRefresh(stored().front().grant_id, 2, "reader", Milliseconds(0)))
                .history.failures,
            0);
}

/// A provider that is told apart by its rotation only.
class GatewaysRefusal : public testing::AcmeRefreshTest,
                        public ::testing::WithParamInterface<Rotation::Kind> {
 protected:
  /// What is reported when `invalid_grant` follows on a bare 503.
  ReconnectCause causeAfterwards() {
    testing::AcmeIntegration other(context, [](OAuthApp& app) { app.rotation.kind = GetParam(); });
    letTheTokenRunOut();
    http.answer(503, "no upstream");
    const IntegrationAccess stale = stored().front();
    EXPECT_THROW(run(refresh.refresh(other.refresher(), stale)), IntegrationError);
    clock.advance(Seconds(3600));
    answer(http, 400, "invalid_grant");
    EXPECT_THROW(run(refresh.refresh(other.refresher(), stale)), IntegrationError);
    return stored().front().reconnect_cause;
  }
};

using GatewaysRefusalOfASafeRotation = GatewaysRefusal;
using GatewaysRefusalOfALosingRotation = GatewaysRefusal;

// Behind it the provider may have issued a pair, which is lost then.
TEST_P(GatewaysRefusalOfALosingRotation, LeavesADoubt) {
  EXPECT_EQ(causeAfterwards(), ReconnectCause::lost_rotation);
}

TEST_P(GatewaysRefusalOfASafeRotation, LeavesNone) {
  EXPECT_EQ(causeAfterwards(), ReconnectCause::revoked);
}

INSTANTIATE_TEST_SUITE_P(Rotations, GatewaysRefusalOfALosingRotation,
                         ::testing::Values(Rotation::Kind::strict, Rotation::Kind::grace));
INSTANTIATE_TEST_SUITE_P(Rotations, GatewaysRefusalOfASafeRotation,
                         ::testing::Values(Rotation::Kind::none, Rotation::Kind::until_first_use));

INSTANTIATE_TEST_SUITE_P(Table, FailedRefresh, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace patchbay
