#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeTest;

constexpr Seconds kHour{3600};

/// What becomes of a connection when the host's clock is moved.
class ClockShift : public AcmeTest {
 protected:
  /// This token, and no call to the provider once it is there.
  void expectSteady(const std::string& token) {
    EXPECT_EQ(accessToken(), token);
    const auto calls = host.http.requests().size();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(accessToken(), token);
    EXPECT_EQ(host.http.requests().size(), calls);
  }
};

TEST_F(ClockShift, AnHourForwardCostsOneRefreshAtMost) {
  connect();
  host.clock.advance(kHour);
  expectSteady("access-1");
  host.clock.advance(kHour);
  answerPair("2");
  expectSteady("access-2");
}

TEST_F(ClockShift, AnHourBackRenewsWhatWasStoredMeanwhileAndOnlyOnce) {
  host.clock.advance(kHour);
  connect();
  expectSteady("access-1");
  host.clock.advance(-kHour);
  answerPair("2");
  expectSteady("access-2");
  EXPECT_EQ(host.run(acme.listAccess("shop")).size(), 1U);
}

TEST_F(ClockShift, AnHourBackGoesOnWithTheOldTokenWhileTheProviderFails) {
  connect();
  host.clock.advance(-kHour);
  host.http.answer(503, "");
  EXPECT_EQ(accessToken(), "access-1");
  EXPECT_FALSE(host.run(acme.listAccess("shop")).front().requires_reconnect);
}

TEST_F(ClockShift, AnHourBackEndsABackoff) {
  connect();
  host.clock.advance(3 * kHour);
  host.http.answer(503, "", {{"Retry-After", "600"}});
  EXPECT_EQ(refusalOfAccess(), ErrorCode::temporarily_unavailable);
  host.clock.advance(-kHour);
  answerPair("2");
  expectSteady("access-2");
}

TEST_F(ClockShift, AnHourBackEndsThePauseOfAProvider) {
  connect();
  host.clock.advance(3 * kHour);
  host.http.answer(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(refusalOfAccess(), ErrorCode::invalid_client);
  host.clock.advance(-kHour);
  answerPair("2");
  expectSteady("access-2");
}

TEST_F(ClockShift, AnHourForwardEndsABackoff) {
  connect();
  host.clock.advance(Seconds(7200));
  host.http.answer(503, "", {{"Retry-After", "600"}});
  EXPECT_EQ(refusalOfAccess(), ErrorCode::temporarily_unavailable);
  host.clock.advance(kHour);
  answerPair("2");
  expectSteady("access-2");
}

}  // namespace
}  // namespace patchbay
