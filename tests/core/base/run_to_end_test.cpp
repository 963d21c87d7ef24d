#include "core/base/run_to_end.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <stdexcept>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

/// Cannot be made from nothing.
struct Answer {
  explicit Answer(int given) : number(given) {}
  int number;
};

awaitable<Answer> answer(int number) {
  co_await boost::asio::post(boost::asio::use_awaitable);
  co_return Answer(number);
}

awaitable<void> raise(std::shared_ptr<int> seen) {
  co_await boost::asio::post(boost::asio::use_awaitable);
  *seen += 1;
  throw std::runtime_error("a defect");
}

awaitable<void> hold(std::shared_ptr<int> held) {
  co_await boost::asio::post(boost::asio::use_awaitable);
  *held += 1;
}

TEST(FutureOf, BringsAResultThatCannotBeMadeFromNothing) {
  boost::asio::io_context io;
  auto ending = futureOf(io, answer(42));
  io.run();
  EXPECT_EQ(ending.get().number, 42);
}

TEST(FutureOf, BringsWhatWasThrown) {
  boost::asio::io_context io;
  const auto seen = std::make_shared<int>(0);
  auto ending = futureOf(io, raise(seen));
  io.run();
  EXPECT_THROW(ending.get(), std::runtime_error);
  EXPECT_EQ(*seen, 1);
}

TEST(FutureOf, EndsWhenNothingOfTheCoroutineIsLeft) {
  const auto held = std::make_shared<int>(0);
  for (int i = 0; i < 100; ++i) {
    futureOf(lastingExecutor(), hold(held)).get();
    ASSERT_EQ(held.use_count(), 1) << i;
  }
}

TEST(FutureOf, IsBrokenWhenItsContextGoes) {
  std::future<Answer> ending;
  {
    boost::asio::io_context io;
    ending = futureOf(io, answer(42));
    io.poll_one();
  }
  EXPECT_THROW(ending.get(), std::future_error);
}

awaitable<long> refuse() {
  co_await boost::asio::post(boost::asio::use_awaitable);
  throw IntegrationError(ErrorCode::storage_unavailable, "The disk is full.");
}

TEST(RunToEnd, ThrowsWhatTheCoroutineThrew) {
  for (int i = 0; i < 100; ++i) {
    try {
      runToEnd(refuse());
      FAIL() << "it was refused";
    } catch (const IntegrationError& error) {
      ASSERT_EQ(error.publicText(), "The disk is full.");
    }
  }
}

TEST(RunToEnd, ReturnsWhatTheCoroutineReturns) { EXPECT_EQ(runToEnd(answer(7)).number, 7); }

}  // namespace
}  // namespace patchbay
