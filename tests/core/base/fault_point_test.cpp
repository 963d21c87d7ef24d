#include "core/base/fault_point.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <optional>
#include <string>

namespace patchbay {
namespace {

#ifdef PATCHBAY_FAULT_POINTS

class FaultPoints : public ::testing::Test {
 protected:
  ~FaultPoints() override { disarmFaultPoints(); }

  /// What passing the point came to.
  static std::optional<ErrorCode> pass(FaultPoint point) {
    std::optional<ErrorCode> code;
    boost::asio::io_context io;
    boost::asio::co_spawn(io, faultPoint(point), [&](std::exception_ptr failure) {
      try {
        if (failure) std::rethrow_exception(failure);
      } catch (const IntegrationError& error) {
        code = error.code();
      }
    });
    io.run();
    return code;
  }

  static std::string refusalOf(std::string_view faults) {
    try {
      armFaultPoints(faults);
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
      return error.publicText();
    }
    return "accepted";
  }
};

TEST_F(FaultPoints, AreAllDisarmedAtFirst) {
  EXPECT_FALSE(faultPointsArmed());
  EXPECT_EQ(pass(FaultPoint::refresh_after_claim), std::nullopt);
}

TEST_F(FaultPoints, ThrowWhatTheStepMightThrow) {
  armFaultPoints("refresh.after_claim=error,refresh.after_send=error");
  EXPECT_TRUE(faultPointsArmed());
  EXPECT_EQ(pass(FaultPoint::refresh_after_claim), ErrorCode::storage_unavailable);
  EXPECT_EQ(pass(FaultPoint::refresh_after_send), ErrorCode::ambiguous_answer);
  EXPECT_EQ(pass(FaultPoint::refresh_before_claim), std::nullopt) << "it is not armed";
}

TEST_F(FaultPoints, StrikeAtOnePassingOnlyWhenThatIsNumbered) {
  armFaultPoints("connect.before_commit=error@2");
  EXPECT_EQ(pass(FaultPoint::connect_before_commit), std::nullopt);
  EXPECT_EQ(pass(FaultPoint::connect_before_commit), ErrorCode::storage_unavailable);
  EXPECT_EQ(pass(FaultPoint::connect_before_commit), std::nullopt);
  EXPECT_EQ(passesOf(FaultPoint::connect_before_commit), 3U);
}

TEST_F(FaultPoints, DieAsIfTheProcessWereKilled) {
  armFaultPoints("disconnect.after_remove=die");
  EXPECT_EXIT(pass(FaultPoint::disconnect_after_remove), ::testing::KilledBySignal(SIGKILL),
              "disconnect.after_remove");
}

TEST_F(FaultPoints, StallWithoutHoldingUpOtherWorkUntilTheyAreDisarmed) {
  armFaultPoints("refresh.after_send=stall");
  boost::asio::io_context io;
  bool is_through = false;
  boost::asio::co_spawn(io, faultPoint(FaultPoint::refresh_after_send),
                        [&](std::exception_ptr) { is_through = true; });
  io.poll();
  EXPECT_FALSE(is_through);
  EXPECT_FALSE(io.stopped()) << "it waits";
  disarmFaultPoints();
  io.run();
  EXPECT_TRUE(is_through);
}

TEST_F(FaultPoints, RefuseAMalformedTextAndArmNothing) {
  for (const char* text :
       {"refresh.after_claim", "refresh.after_claim=", "=die", "refresh=die",
        "refresh.after_claim=explode", "refresh.after_claim=die@", "refresh.after_claim=die@0",
        "refresh.after_claim=die@3x", "refresh.after_claim=die,,", "refresh.after_claim=die, "}) {
    EXPECT_NE(refusalOf(text).find("PATCHBAY_TEST_FAULTS"), std::string::npos) << text;
    EXPECT_FALSE(faultPointsArmed()) << text;
  }
}

TEST_F(FaultPoints, AreAllArmedByTheirNames) {
  for (const FaultPointFacts& facts : kFaultPoints) {
    EXPECT_EQ(refusalOf(std::string(facts.name) + "=error"), "accepted");
  }
  for (std::size_t index = 0; index < kFaultPoints.size(); ++index) {
    EXPECT_EQ(pass(static_cast<FaultPoint>(index)), kFaultPoints[index].error);
  }
}

#else

TEST(FaultPoints, AreNotInThisBuild) {
  EXPECT_FALSE(kHasFaultPoints);
  EXPECT_FALSE(faultPointsArmed());
}

#endif

}  // namespace
}  // namespace patchbay
