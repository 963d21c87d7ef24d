#include "core/store/store_patience.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {
namespace {

/// A call of a database that is away for so many calls.
awaitable<std::string> answerAfter(int* failures, ErrorCode code) {
  if ((*failures)-- > 0) throw IntegrationError(code, "failed");
  co_return "answer";
}

class Patience : public ::testing::Test {
 protected:
  /// A call that fails so often with this; its failure comes out as the error's name.
  std::string outlast(StorePatience& patience, int failures,
                      ErrorCode code = ErrorCode::storage_unavailable) {
    auto call = [&] { return answerAfter(&failures, code); };
    try {
      return run(patience.outlast(std::move(call)));
    } catch (const IntegrationError& error) {
      return std::string(describe(error.code()).name);
    }
  }

  FakeClock clock;
  const TimePoint begun = clock.now();
};

TEST_F(Patience, PausesLongerEachTimeAndTwoSecondsAtMost) {
  StorePatience patience(clock, Seconds(30));
  EXPECT_EQ(outlast(patience, 7), "answer");
  EXPECT_EQ(clock.now() - begun, Milliseconds(100 + 200 + 400 + 800 + 1600 + 2000 + 2000));
  EXPECT_TRUE(patience.isInDoubt());
}

TEST_F(Patience, IsInNoDoubtWhereTheFirstCallIsAnswered) {
  StorePatience patience(clock, Seconds(30));
  EXPECT_EQ(outlast(patience, 0), "answer");
  EXPECT_EQ(clock.now(), begun);
  EXPECT_FALSE(patience.isInDoubt());
}

TEST_F(Patience, EndsWithTheFailureForAllCallsTogether) {
  StorePatience patience(clock, Milliseconds(700));
  EXPECT_EQ(outlast(patience, 2), "answer");
  EXPECT_EQ(outlast(patience, 2), "storage_unavailable");
  EXPECT_EQ(clock.now() - begun, Milliseconds(100 + 200 + 400));
}

TEST_F(Patience, IsForTroubleWithTheDatabaseOnly) {
  StorePatience patience(clock, Seconds(30));
  EXPECT_EQ(outlast(patience, 1, ErrorCode::invalid_request), "invalid_request");
  EXPECT_EQ(outlast(patience, 1, ErrorCode::internal), "answer") << "what nobody has heard before";
}

TEST_F(Patience, TellsTheFirstFailure) {
  std::vector<std::string> told;
  const auto tell = [&](const IntegrationError& error) { told.push_back(error.publicText()); };
  StorePatience patience(clock, StorePatience::kForEver, tell);
  EXPECT_EQ(outlast(patience, 100), "answer");
  EXPECT_EQ(told, std::vector<std::string>{"failed"});
}

}  // namespace
}  // namespace patchbay::testing
