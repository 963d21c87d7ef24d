#include "core/http/server/inbox.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace patchbay::http::server {
namespace {

TEST(Inbox, RunsWhatItIsBroughtInOrderOnItsThread) {
  boost::asio::io_context context(1);
  Inbox inbox(context);
  std::string order;
  inbox.post([&] { order += 'a'; });
  inbox.post([&] { order += 'b'; });
  inbox.post([&] {
    order += 'c';
    inbox.post([&] {
      order += 'd';
      inbox.close();
    });
  });
  context.run();
  EXPECT_EQ(order, "abcd");
}

TEST(Inbox, LetsTheThreadDoOtherThingsAfterEachPiece) {
  boost::asio::io_context context(1);
  Inbox inbox(context);
  std::string order;
  inbox.post([&] {
    order += '1';
    boost::asio::post(context, [&] { order += '-'; });
  });
  inbox.post([&] { order += '2'; });
  inbox.post([&] {
    order += '3';
    inbox.close();
  });
  context.run();
  EXPECT_EQ(order, "12-3");
}

TEST(Inbox, LosesNothingThatManyThreadsBringAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kPieces = 2'000;
  boost::asio::io_context context(1);
  Inbox inbox(context);
  int done = 0;  // unguarded: all pieces run on one thread
  const auto count = [&] {
    if (++done == kThreads * kPieces) inbox.close();
  };
  std::vector<std::thread> bringers;
  for (int i = 0; i < kThreads; ++i) {
    bringers.emplace_back([&] {
      for (int piece = 0; piece < kPieces; ++piece) inbox.post(count);
    });
  }
  context.run();
  for (std::thread& bringer : bringers) bringer.join();
  EXPECT_EQ(done, kThreads * kPieces);
}

TEST(Inbox, DropsWhatIsThereAndWhatComesOnceItIsClosed) {
  boost::asio::io_context context(1);
  Inbox inbox(context);
  const auto held = std::make_shared<int>(0);
  bool ran = false;
  inbox.post([&ran, held] { ran = true; });
  inbox.close();
  inbox.post([&ran, held] { ran = true; });
  context.run();
  EXPECT_FALSE(ran);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Inbox, OutlivesItsThread) {
  std::shared_ptr<Inbox> inbox;
  {
    boost::asio::io_context context(1);
    inbox = std::make_shared<Inbox>(context);
    inbox->close();
  }
  bool ran = false;
  inbox->post([&ran] { ran = true; });
  EXPECT_FALSE(ran);
}

TEST(Inbox, GoesOnAfterAPieceThatThrew) {
  boost::asio::io_context context(1);
  Inbox inbox(context);
  bool went_on = false;
  inbox.post([] { throw std::string("thrown"); });
  inbox.post([&] {
    went_on = true;
    inbox.close();
  });
  EXPECT_THROW(context.run(), std::string);
  context.run();
  EXPECT_TRUE(went_on);
}

}  // namespace
}  // namespace patchbay::http::server
