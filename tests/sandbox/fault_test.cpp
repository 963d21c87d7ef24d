#include <gtest/gtest.h>

#include <future>

#include "tests/sandbox/sandbox_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using testing::PlainAnswer;

class Faults : public SandboxTest {
 protected:
  void plan(json::object fault) {
    fault["endpoint"] = "POST /oauth/token";
    if (!fault.contains("count")) fault["count"] = 1;
    control_.addFault(fault);
  }

  std::string lastOutcome() {
    const json::object ledger = control_.ledger();
    return text(ledger.at("token_calls").as_array().back().as_object(), "outcome");
  }

  json::object pair_ = connect();
};

TEST_F(Faults, CanBeAStatusWithBodyAndRetryAfter) {
  plan({{"kind", "status"}, {"status", 503}, {"body", "{}"}, {"retry_after", "7"}});
  const PlainAnswer answer = refresh(pair_);
  EXPECT_EQ(answer.status, 503u);
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(answer.header("Retry-After"), "7");
  EXPECT_EQ(lastOutcome(), "not_carried_out:status");
}

TEST_F(Faults, CanBeNonsenseUnderA200) {
  plan({{"kind", "nonsense"}});
  const PlainAnswer answer = refresh(pair_);
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(answer.body.starts_with("<!doctype html>"));
}

TEST_F(Faults, CanBeBytesThatAreNotHttp) {
  plan({{"kind", "not_http"}, {"body", "hello"}});
  EXPECT_EQ(refresh(pair_).bytes, "hello");
}

TEST_F(Faults, CanResetTheConnection) {
  plan({{"kind", "reset"}});
  const PlainAnswer answer = refresh(pair_);
  EXPECT_EQ(answer.bytes, "");
  EXPECT_EQ(answer.ending, PlainAnswer::Ending::reset);
  EXPECT_EQ(lastOutcome(), "not_carried_out:reset");
}

TEST_F(Faults, CanDropTheAnswerOfARequestThatTookEffect) {
  plan({{"kind", "drop"}});
  const PlainAnswer answer = refresh(pair_);
  EXPECT_EQ(answer.bytes, "");
  EXPECT_EQ(answer.ending, PlainAnswer::Ending::closed);
  EXPECT_EQ(lastOutcome(), "issued");
  EXPECT_EQ(refresh(pair_).status, 200u);
  EXPECT_EQ(control_.count("duplicates"), 1);
}

TEST_F(Faults, LoseThePairForEverUnderStrictRotation) {
  control_.change({{"rotation", "strict"}});
  plan({{"kind", "drop"}});
  refresh(pair_);
  EXPECT_EQ(refresh(pair_).status, 400u);
}

TEST_F(Faults, CanTruncateTheBody) {
  plan({{"kind", "truncate"}, {"bytes", 10}});
  const PlainAnswer answer = refresh(pair_);
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, R"({"access_t)");
  EXPECT_FALSE(answer.header("X-Sandbox-Wire"));
}

TEST_F(Faults, CanDelayTheAnswer) {
  plan({{"kind", "slow"}, {"delay_ms", 90'000}});
  const TimePoint before = clock_.now();
  EXPECT_EQ(refresh(pair_).status, 200u);
  EXPECT_EQ(clock_.now() - before, Seconds(90));
}

TEST_F(Faults, CanHoldTheAnswerUntilReleased) {
  plan({{"kind", "hold"}});
  auto answer = std::async(std::launch::async, [this] { return refresh(pair_); });
  control_.awaitHeld(1);
  EXPECT_EQ(lastOutcome(), "issued");
  EXPECT_EQ(control_.state().at("held"), 1);
  control_.release();
  EXPECT_EQ(answer.get().status, 200u);
  EXPECT_EQ(control_.state().at("held"), 0);
}

TEST_F(Faults, CanHoldTheRequestBeforeItTakesEffect) {
  control_.clearLedger();
  plan({{"kind", "hold"}, {"wait_first", true}, {"count", 2}});
  auto one = std::async(std::launch::async, [this] { return refresh(pair_); });
  auto two = std::async(std::launch::async, [this] { return refresh(pair_); });
  control_.awaitHeld(2);
  EXPECT_EQ(control_.count("under_way"), 2);
  EXPECT_EQ(control_.count("overlaps"), 1);
  EXPECT_EQ(control_.count("issued"), 0);
  control_.release();
  EXPECT_EQ(one.get().status, 200u);
  EXPECT_EQ(two.get().status, 200u);
  EXPECT_EQ(control_.count("issued"), 2);
}

TEST_F(Faults, AreForgottenAndReleasedTogether) {
  plan({{"kind", "hold"}, {"count", nullptr}});
  auto answer = std::async(std::launch::async, [this] { return refresh(pair_); });
  control_.awaitHeld(1);
  control_.clearFaults();
  EXPECT_EQ(answer.get().status, 200u);
  EXPECT_EQ(refresh(pair_).status, 200u);
}

TEST_F(Faults, LeaveOtherEndpointsAndLaterRequestsAlone) {
  plan({{"kind", "reset"}});
  EXPECT_EQ(get("/v1/token_info", text(pair_, "access_token")).status, 200u);
  EXPECT_EQ(refresh(pair_).status, 0u);
  EXPECT_EQ(refresh(pair_).status, 200u);
}

TEST_F(Faults, NeverHitTheControlSurface) {
  control_.addFault({{"kind", "reset"}, {"endpoint", "*"}});
  EXPECT_EQ(get("/sandbox/state").status, 200u);
  EXPECT_EQ(get("/v1/token_info").status, 0u);
}

TEST_F(Faults, ThatCannotBeReadAreRefusedWithTheReason) {
  const PlainAnswer answer = send(testing::postJson("/sandbox/faults", {{"kind", "explode"}}));
  EXPECT_EQ(answer.status, 400u);
  EXPECT_EQ(answer.json().at("detail"),
            "The fault's `kind` must be slow, hold, status, nonsense, not_http, reset, drop or "
            "truncate.");
}

TEST_F(Faults, DoNotOutliveTheConnectionTheyBroke) {
  plan({{"kind", "reset"}, {"count", 20}});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(refresh(pair_).ending, PlainAnswer::Ending::reset);
  EXPECT_EQ(refresh(pair_).status, 200u);
}

}  // namespace
}  // namespace patchbay::sandbox
