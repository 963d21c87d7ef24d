#include "core/fetch/fetch_cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <future>

#include "core/base/error.hpp"
#include "core/base/run_to_end.hpp"
#include "tests/support/fake_clock.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Day day(const char* text) { return parseDay(text).value(); }

constexpr TimePoint kMorning{Seconds(1'783'500'000)};  // 2026-07-08T08:40:00Z

/// Tells for every month the number of the call that fetched it.
class CountingAdapter final : public FetchAdapter {
 public:
  awaitable<NormalisedData> getData(DataRequest request) override {
    const auto number = static_cast<std::int64_t>(calls.size()) + 1;
    calls.push_back(toText(request.range.from) + " " + toText(request.range.to));
    co_await boost::asio::post(boost::asio::use_awaitable);
    if (during_call) during_call();
    if (fails) throw IntegrationError(ErrorCode::provider_unavailable, "Acme is away.");
    NormalisedData data;
    if (is_payroll) {
      data = people(request);
    } else {
      data = figures(request.range, number);
    }
    co_return data;
  }

  awaitable<std::string> getTimeZone(IntegrationAccess, std::string) override {
    ++time_zone_calls;
    co_return time_zone;
  }

  std::vector<std::string> calls;
  std::function<void()> during_call;
  std::string time_zone;
  int time_zone_calls = 0;
  bool fails = false;
  bool is_payroll = false;
  std::size_t staff = 0;

 private:
  static NormalisedData figures(const DateRange& range, std::int64_t number) {
    DataBatch batch;
    DataSeries calls_made;
    calls_made.key = "calls";
    for (const Month month : monthsOf(range)) {
      batch.put(calls_made, month, Decimal::fromWhole(number));
    }
    return batch;
  }

  NormalisedData people(const DataRequest& request) const {
    PayrollData payroll(request.range, request.today);
    payroll.employees.resize(staff);
    return payroll;
  }
};

class FetchCacheTest : public ::testing::Test {
 protected:
  FetchCacheTest() {
    access.workspace_id = "shop";
    access.integration = "acme";
    access.grant_id = "g-1";
    access.connected_at = TimePoint(Seconds(1));
  }

  DataWish wish(const char* from, const char* to, const std::string& tenant = "t-1") {
    DataWish wanted(access, tenant, day(from));
    wanted.to = day(to);
    return wanted;
  }

  template <typename Result>
  std::future<Result> start(awaitable<Result> operation) {
    return futureOf(io, std::move(operation));
  }

  DataAnswer get(DataWish wanted) {
    auto answer = start(cache.getData(adapter, std::move(wanted)));
    io.restart();
    io.run();
    return answer.get();
  }

  std::string figures(DataWish wanted) {
    const auto answer = get(std::move(wanted));
    return boost::json::serialize(toJson(std::get<DataBatch>(*answer.data)).at("data"));
  }

  /// What a host does that learns late what changed.
  awaitable<void> catchUp() {
    ++caught_up;
    co_await boost::asio::post(io, boost::asio::use_awaitable);
    cache.purge("shop", "acme");
  }

  int caught_up = 0;
  boost::asio::io_context io;
  testing::FakeClock clock{kMorning};
  FetchCache cache{clock, io.get_executor()};
  CountingAdapter adapter;
  IntegrationAccess access;
};

using FetchedData = FetchCacheTest;

TEST_F(FetchedData, CostNothingTheSecondTime) {
  const auto first = figures(wish("2024-08-01", "2026-07-08"));
  EXPECT_EQ(figures(wish("2024-08-15", "2026-07-31")), first);
  EXPECT_THAT(adapter.calls, ElementsAre("2024-08-01 2026-07-31"));
}

// C1: closed months stay for a day, recent ones for minutes; then only what is old is fetched.
TEST_F(FetchedData, ExpireByMonth) {
  figures(wish("2026-01-01", "2026-07-08"));
  clock.advance(std::chrono::minutes(5));
  EXPECT_EQ(figures(wish("2026-02-01", "2026-04-30")),
            R"({"calls":{"2026-02-28":"1.00","2026-03-31":"1.00","2026-04-30":"2.00"}})");
  clock.advance(std::chrono::hours(24));
  figures(wish("2026-02-01", "2026-04-30"));
  EXPECT_THAT(adapter.calls, ElementsAre("2026-01-01 2026-07-31", "2026-04-01 2026-04-30",
                                         "2026-02-01 2026-04-30"));
}

// C2: another tenant, or another connection, is another thing.
TEST_F(FetchedData, BelongToOneTenantOfOneConnection) {
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  figures(wish("2026-01-01", "2026-01-31", "t-2"));
  access.connected_at = TimePoint(Seconds(2));
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  access.grant_id = "g-2";
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  access.workspace_id = "bakery";
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  EXPECT_EQ(adapter.calls.size(), 5U);
}

// C2: a refresh of the token is not another connection.
TEST_F(FetchedData, OutliveARefreshOfTheToken) {
  figures(wish("2026-01-01", "2026-01-31"));
  access.generation = 7;
  access.refreshed_at = clock.now();
  figures(wish("2026-01-01", "2026-01-31"));
  EXPECT_EQ(adapter.calls.size(), 1U);
}

// C3: what is asked for decides, not the month it begins in: people of another range are asked for.
TEST_F(FetchedData, OfPeopleAnswerTheSameRequestOnly) {
  adapter.is_payroll = true;
  get(wish("2026-01-10", "2026-03-31"));
  get(wish("2026-01-01", "2026-03-02"));  // the same months
  EXPECT_EQ(adapter.calls.size(), 1U);
  get(wish("2026-01-01", "2026-04-01"));
  get(wish("2026-02-01", "2026-03-31"));
  EXPECT_EQ(adapter.calls.size(), 3U);
  clock.advance(std::chrono::hours(23));  // another day now, so another state of planned raises
  get(wish("2026-01-01", "2026-03-31"));
  EXPECT_EQ(adapter.calls.size(), 4U);
}

// C4: a company without people is an answer, and is remembered as one.
TEST_F(FetchedData, ThatAreEmptyAreThere) {
  adapter.is_payroll = true;
  adapter.staff = 0;
  get(wish("2026-01-01", "2026-01-31"));
  const auto again = get(wish("2026-01-01", "2026-01-31"));
  EXPECT_THAT(std::get<PayrollData>(*again.data).employees, IsEmpty());
  EXPECT_EQ(adapter.calls.size(), 1U);
}

TEST_F(FetchedData, OfAFailedCallAreNotKept) {
  adapter.fails = true;
  EXPECT_THROW(get(wish("2026-01-01", "2026-01-31")), IntegrationError);
  EXPECT_EQ(cache.size(), 0U);
  adapter.fails = false;
  EXPECT_EQ(figures(wish("2026-01-01", "2026-01-31")), R"({"calls":{"2026-01-31":"2.00"}})");
}

// C5: however often the same is fetched, it is kept once.
TEST_F(FetchedData, AreReplacedByNewerOnes) {
  figures(wish("2026-01-01", "2026-07-08"));
  const auto size = cache.size();
  for (int i = 0; i < 3; ++i) {
    DataWish again = wish("2026-01-01", "2026-07-08");
    again.is_refresh = true;
    figures(std::move(again));
  }
  EXPECT_EQ(adapter.calls.size(), 4U);
  EXPECT_EQ(cache.size(), size);
  EXPECT_EQ(figures(wish("2026-01-01", "2026-01-31")), R"({"calls":{"2026-01-31":"4.00"}})");
}

// C6: a hundred at the same time cost one call, and all get the same.
TEST_F(FetchedData, AreFetchedOnceForAllWhoAsk) {
  std::vector<std::future<DataAnswer>> answers;
  for (int i = 0; i < 100; ++i) {
    answers.push_back(start(cache.getData(adapter, wish("2026-01-01", "2026-01-31"))));
  }
  io.run();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().data);
  EXPECT_EQ(adapter.calls.size(), 1U);
  EXPECT_EQ(adapter.time_zone_calls, 1);
}

// An integration that a reload replaced is only kept by those who still use it.
TEST_F(FetchedData, HoldTheirAdapterToTheEndOfTheFetchAndNoLonger) {
  auto replaced = std::make_shared<CountingAdapter>();
  const std::weak_ptr<CountingAdapter> watched = replaced;
  bool is_held = false;
  replaced->during_call = [&] { is_held = !watched.expired(); };
  DataWish wanted = wish("2026-01-01", "2026-01-31");
  wanted.held = replaced;
  auto first = start(cache.getData(*replaced, std::move(wanted)));
  auto second = start(cache.getData(*replaced, wish("2026-01-01", "2026-01-31")));
  replaced.reset();
  io.run();
  EXPECT_TRUE(first.get().data);
  EXPECT_TRUE(second.get().data);
  EXPECT_TRUE(is_held);
  EXPECT_TRUE(watched.expired()) << "what was fetched is kept, who fetched it is not";
  EXPECT_GT(cache.size(), 0U);
}

TEST_F(FetchedData, FailForAllWhoWaitAndAreAskedForAgain) {
  figures(wish("2025-01-01", "2025-01-31"));  // so that the time zone is known
  adapter.fails = true;
  io.restart();
  auto first = start(cache.getData(adapter, wish("2026-01-01", "2026-01-31")));
  auto second = start(cache.getData(adapter, wish("2026-01-01", "2026-01-31")));
  io.run();
  EXPECT_THROW(first.get(), IntegrationError);
  EXPECT_THROW(second.get(), IntegrationError);
  EXPECT_EQ(adapter.calls.size(), 2U);
  EXPECT_THROW(get(wish("2026-01-01", "2026-01-31")), IntegrationError);
  EXPECT_EQ(adapter.calls.size(), 3U);
}

TEST_F(FetchedData, AreGoneAfterAPurge) {
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  figures(wish("2026-01-01", "2026-01-31", "t-2"));
  cache.purge("other", "acme");
  cache.purge("shop", "other");
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  EXPECT_EQ(adapter.calls.size(), 2U);
  cache.purge("shop", "acme");
  EXPECT_EQ(cache.size(), 0U);
  figures(wish("2026-01-01", "2026-01-31", "t-1"));
  EXPECT_EQ(adapter.calls.size(), 3U);
  cache.purgeAll();
  EXPECT_EQ(cache.size(), 0U);
}

// What was fetched before a purge must not come back after it.
TEST_F(FetchedData, UnderWayAreNotKeptAfterAPurge) {
  adapter.during_call = [this] { cache.purge("shop", "acme"); };
  EXPECT_EQ(figures(wish("2026-01-01", "2026-01-31")), R"({"calls":{"2026-01-31":"1.00"}})");
  EXPECT_EQ(cache.size(), 0U);
  adapter.during_call = nullptr;
  figures(wish("2026-01-01", "2026-01-31"));
  EXPECT_EQ(adapter.calls.size(), 2U);
}

// A purge whose cause is older than the data would take them away for nothing.
TEST_F(FetchedData, AreFetchedAfterThePurgesThatAreDue) {
  cache.catchUpFirst([this] { return catchUp(); });
  figures(wish("2026-01-01", "2026-01-31"));
  figures(wish("2026-01-01", "2026-01-31"));
  figures(wish("2026-02-01", "2026-02-28"));
  EXPECT_EQ(adapter.calls.size(), 2U);
  EXPECT_EQ(adapter.time_zone_calls, 1);
  EXPECT_EQ(caught_up, 1);
  cache.purge("shop", "acme");
  figures(wish("2026-01-01", "2026-01-31"));
  EXPECT_EQ(caught_up, 2);
}

TEST_F(FetchedData, TakeNoMoreRoomThanTheyMay) {
  FetchCache small(clock, io.get_executor(), 2'000);
  adapter.is_payroll = true;
  adapter.staff = 2;
  for (int i = 0; i < 20; ++i) {
    auto answer =
        start(small.getData(adapter, wish("2026-01-01", "2026-01-31", "t-" + std::to_string(i))));
    io.restart();
    io.run();
    EXPECT_EQ(std::get<PayrollData>(*answer.get().data).employees.size(), 2U);
    EXPECT_LE(small.size(), 2'000U);
  }
  EXPECT_GT(small.size(), 0U);
  adapter.staff = 1'000;
  auto large = start(small.getData(adapter, wish("2026-01-01", "2026-01-31", "large")));
  io.restart();
  io.run();
  EXPECT_EQ(std::get<PayrollData>(*large.get().data).employees.size(), 1'000U);
  EXPECT_LE(small.size(), 2'000U);
}

// G17, X14: the end that nobody named is the day it is now, where the tenant is.
TEST_F(FetchedData, EndTodayWhereTheTenantIs) {
  adapter.time_zone = "Pacific/Auckland";
  clock.advance(std::chrono::hours(24 * 23 + 6));  // 2026-07-31T14:40:00Z
  DataWish open(access, "t-1", day("2026-07-01"));
  EXPECT_EQ(toText(get(open).today), "2026-08-01");
  EXPECT_EQ(toText(get(open).range.to), "2026-08-31");
  clock.advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(toText(get(open).range.to), "2026-09-30");
}

TEST_F(FetchedData, AreNotOfARangeThatEndsBeforeItBegins) {
  EXPECT_THROW(get(wish("2026-02-01", "2026-01-31")), IntegrationError);
  EXPECT_THROW(get(DataWish(access, "t-1", day("2026-07-09"))), IntegrationError);
  EXPECT_TRUE(adapter.calls.empty());
}

}  // namespace
}  // namespace patchbay
