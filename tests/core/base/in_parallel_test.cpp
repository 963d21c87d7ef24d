#include "core/base/in_parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "core/base/run_to_end.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

namespace patchbay {
namespace {

using Count = std::shared_ptr<std::atomic<int>>;

/// Ends when all of `expected` operations have begun.
awaitable<void> meet(Count begun, int expected) {
  const testing::FakeClock clock;
  ++*begun;
  while (*begun < expected) co_await clock.wait(Milliseconds(1));
}

awaitable<void> fail(Count ended, std::string text, int turns) {
  const testing::FakeClock clock;
  for (int turn = 0; turn < turns; ++turn) co_await clock.wait(Milliseconds(1));
  ++*ended;
  throw std::runtime_error(text);
}

TEST(InParallel, RunsAllAtTheSameTime) {
  const auto begun = std::make_shared<std::atomic<int>>(0);
  std::vector<awaitable<void>> operations;
  for (int i = 0; i < 3; ++i) operations.push_back(meet(begun, 3));
  testing::run(inParallel(std::move(operations)));
  EXPECT_EQ(*begun, 3);
}

TEST(InParallel, EndsAtOnceWithoutOperations) {
  testing::run(inParallel(std::vector<awaitable<void>>()));
}

TEST(InParallel, ThrowsTheFirstFailureInOrderAfterAllHaveEnded) {
  const auto ended = std::make_shared<std::atomic<int>>(0);
  std::vector<awaitable<void>> operations;
  operations.push_back(fail(ended, "slow", 5));
  operations.push_back(fail(ended, "quick", 0));
  try {
    testing::run(inParallel(std::move(operations)));
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "slow");
  }
  EXPECT_EQ(*ended, 2);
}

TEST(InParallel, ResumesOnceOnAnExecutorOfSeveralThreads) {
  boost::asio::io_context context;
  std::vector<std::future<void>> done;
  const auto begun = std::make_shared<std::atomic<int>>(0);
  for (int caller = 0; caller < 100; ++caller) {
    std::vector<awaitable<void>> operations;
    for (int i = 0; i < 4; ++i) operations.push_back(meet(begun, 0));
    done.push_back(futureOf(context, inParallel(std::move(operations))));
  }
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&] { context.run(); });
  for (auto& each : done) each.get();
  EXPECT_EQ(*begun, 400);
}

TEST(InParallel, LeavesNothingBehindWhenItsExecutorGoes) {
  const auto begun = std::make_shared<std::atomic<int>>(0);
  {
    boost::asio::io_context context;
    std::vector<awaitable<void>> operations;
    for (int i = 0; i < 2; ++i) operations.push_back(meet(begun, 3));
    auto never = futureOf(context, inParallel(std::move(operations)));
    for (int turn = 0; turn < 10; ++turn) context.poll_one();
  }
  EXPECT_EQ(begun.use_count(), 1);
}

}  // namespace
}  // namespace patchbay
