#include "core/refresh/background_refresh.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "core/refresh/refresh_failed.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/recording_log.hpp"

namespace patchbay {
namespace {

using testing::FakeClock;
using testing::MemoryIntegrationStore;
using testing::RecordingLog;

constexpr Seconds kDay{86'400};
constexpr Seconds kLife{7'200};

/// A database that is away as often as the test says.
class MoodyStore final : public MemoryIntegrationStore {
 public:
  using MemoryIntegrationStore::MemoryIntegrationStore;

  awaitable<DueGrants> takeDueGrants(DueQuery query, TimePoint now) override {
    if (times_away > 0) {
      --times_away;
      throw IntegrationError(ErrorCode::storage_unavailable, "the database is away");
    }
    auto due = co_await MemoryIntegrationStore::takeDueGrants(std::move(query), now);
    co_return due;
  }

  int times_away = 0;
};

/// A provider that takes its time; notes which grants it refreshed, and when.
class Provider final : public TokenRefresher {
 public:
  Provider(MemoryIntegrationStore& store, FakeClock& clock) : store_(store), clock_(clock) {}

  awaitable<std::optional<IntegrationAccess>> refreshAndStore(IntegrationAccess access) override {
    calls.emplace_back(access.grant_id, clock_.now());
    most_at_once = std::max(most_at_once, ++at_once_);
    auto executor = co_await boost::asio::this_coro::executor;
    for (int turn = 0; turn < 20; ++turn) {
      co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
    --at_once_;
    if (at_call) at_call();
    access.token.expires_at = clock_.now() + kLife;
    auto stored = co_await store_.commitRefresh(access.grant_id, access.generation, access.token,
                                                clock_.now());
    co_return stored;
  }

  std::set<std::string> grants() const {
    std::set<std::string> ids;
    for (const auto& [id, when] : calls) ids.insert(id);
    return ids;
  }

  std::vector<std::pair<std::string, TimePoint>> calls;
  int most_at_once = 0;
  std::function<void()> at_call;

 private:
  MemoryIntegrationStore& store_;
  FakeClock& clock_;
  int at_once_ = 0;
};

/// One of the hosts over `store`.
struct Host {
  Host(MemoryIntegrationStore& store, FakeClock& clock, Log& log, Executor executor)
      : coordinator(store, clock, log, executor),
        background({store, coordinator, memory, clock, log, executor}) {}

  HandOutMemory memory;
  RefreshCoordinator coordinator;
  BackgroundRefresh background;
};

class BackgroundRefreshTest : public ::testing::Test {
 protected:
  IntegrationAccess newGrant(const std::string& workspace = "acme", Seconds life = kLife) {
    IntegrationAccess access;
    access.workspace_id = workspace;
    access.integration = "gusto";
    access.token.access_token = Secret("access-1");
    access.token.refresh_token = Secret("refresh-1");
    access.token.expires_at = clock.now() + life;
    return run(store.insertGrant(access, clock.now()));
  }

  KeptProvider kept() {
    KeptProvider kept;
    kept.integration = "gusto";
    kept.refresher = &provider;
    kept.rules.used_within = 7 * kDay;
    kept.rules.keep_alive = 30 * kDay;
    return kept;
  }

  template <typename Result>
  Result run(awaitable<Result> operation) {
    auto result = futureOf(io, std::move(operation));
    runAll();
    return result.get();
  }
  void runAll() {
    io.restart();
    io.run();
  }

  std::int64_t refreshDue() { return run(host.background.refreshDue(kept())); }
  std::int64_t generationOf(const IntegrationAccess& grant) {
    return run(store.findGrant(grant.grant_id))->generation;
  }

  boost::asio::io_context io;
  FakeClock clock;
  RecordingLog log;
  MoodyStore store{clock};
  Provider provider{store, clock};
  Host host{store, clock, log, io.get_executor()};
};

TEST_F(BackgroundRefreshTest, RefreshesAheadOfExpiry) {
  const auto grant = newGrant();
  clock.advance(kLife - Seconds(1'300));
  EXPECT_EQ(refreshDue(), 0);
  clock.advance(Seconds(710));
  EXPECT_EQ(refreshDue(), 1);
  EXPECT_EQ(generationOf(grant), 2);
  EXPECT_EQ(refreshDue(), 0);
  EXPECT_EQ(provider.calls.size(), 1U);
}

TEST_F(BackgroundRefreshTest, SpreadsWhatWasConnectedTogether) {
  for (int i = 0; i < 200; ++i) newGrant();
  clock.advance(kLife - Seconds(1'200));
  std::size_t most = 0;
  for (int minute = 0; minute < 11; ++minute) {
    most = std::max<std::size_t>(most, static_cast<std::size_t>(refreshDue()));
    clock.advance(Seconds(60));
  }
  EXPECT_EQ(provider.grants().size(), 200U);
  EXPECT_LT(most, 60U) << "evenly it would be 20";
}

TEST_F(BackgroundRefreshTest, LeavesAnUnusedGrantAndStillKeepsItAlive) {
  const auto grant = newGrant();
  clock.advance(kLife);
  refreshDue();  // used at the connect
  clock.advance(8 * kDay);
  EXPECT_EQ(refreshDue(), 0);
  clock.advance(18 * kDay);
  EXPECT_EQ(refreshDue(), 0);
  clock.advance(4 * kDay);
  EXPECT_EQ(refreshDue(), 1);
  EXPECT_EQ(generationOf(grant), 3);
}

TEST_F(BackgroundRefreshTest, MakesNoLoopOfTokensThatLiveTwoSeconds) {
  newGrant("acme", Seconds(2));
  int taken = 0;
  for (int second = 0; second < 30; ++second) {
    taken += static_cast<int>(refreshDue());
    clock.advance(Seconds(1));
  }
  EXPECT_EQ(taken, 0) << "at most one refresh a grant in 30 s";
  EXPECT_EQ(refreshDue(), 1);
}

TEST_F(BackgroundRefreshTest, RefreshesSoManyAtOnceAndNoMore) {
  for (int i = 0; i < 100; ++i) newGrant();
  clock.advance(kLife);
  EXPECT_EQ(refreshDue(), 100);
  EXPECT_EQ(provider.grants().size(), 100U);
  EXPECT_EQ(provider.calls.size(), 100U);
  EXPECT_LE(provider.most_at_once, 32);
  EXPECT_GE(provider.most_at_once, 16);
}

TEST_F(BackgroundRefreshTest, TwoHostsShareTheWork) {
  Host other(store, clock, log, io.get_executor());
  for (int i = 0; i < 100; ++i) newGrant();
  clock.advance(kLife);
  auto one = futureOf(io, host.background.refreshDue(kept()));
  auto two = futureOf(io, other.background.refreshDue(kept()));
  runAll();
  EXPECT_GT(one.get(), 0);
  EXPECT_GT(two.get(), 0);
  EXPECT_EQ(provider.grants().size(), 100U);
  EXPECT_EQ(provider.calls.size(), 100U) << "none is refreshed twice";
}

TEST_F(BackgroundRefreshTest, LeavesAGrantThatAnotherHostIsRefreshing) {
  const auto grant = newGrant();
  clock.advance(kLife);
  run(store.claimRefresh(grant.grant_id, 1, "host_other", Seconds(60)));
  EXPECT_EQ(refreshDue(), 0);
  clock.advance(Seconds(61));
  EXPECT_EQ(refreshDue(), 1);
}

TEST_F(BackgroundRefreshTest, LeavesDeadGrantsAndWithdrawsTheirTokens) {
  const auto grant = newGrant();
  HandOutMemory::Key key{"acme", "gusto", ""};
  host.memory.put(key, grant, "", host.memory.prepare("acme", "gusto"));
  provider.at_call = [] {
    RefreshOutcome outcome;
    outcome.outcome = oauth::OutcomeClass::permanent;
    outcome.error = "invalid_grant";
    throw RefreshFailed(ErrorCode::invalid_grant, "refused", outcome);
  };
  clock.advance(kLife - Seconds(600));
  EXPECT_TRUE(host.memory.find(key, clock.now(), Seconds(60)));
  EXPECT_EQ(refreshDue(), 1);
  EXPECT_FALSE(host.memory.find(key, clock.now(), Seconds(60)));
  EXPECT_TRUE(run(store.findGrant(grant.grant_id))->requires_reconnect);
  clock.advance(60 * kDay);
  EXPECT_EQ(refreshDue(), 0);
}

TEST_F(BackgroundRefreshTest, TriesAgainWhenTheBackoffIsOver) {
  const auto grant = newGrant();
  provider.at_call = [] {
    RefreshOutcome outcome;
    outcome.outcome = oauth::OutcomeClass::temporary;
    outcome.retry_after = Seconds(40);
    throw RefreshFailed(ErrorCode::temporarily_unavailable, "busy", outcome);
  };
  clock.advance(kLife - Seconds(500));
  EXPECT_EQ(refreshDue(), 1);
  provider.at_call = nullptr;
  clock.advance(Seconds(39));
  EXPECT_EQ(refreshDue(), 0);
  clock.advance(Seconds(1));
  EXPECT_EQ(refreshDue(), 1);
  EXPECT_EQ(generationOf(grant), 2);
}

TEST_F(BackgroundRefreshTest, StopsAskingAProviderThatRefusesOurCredentials) {
  for (int i = 0; i < 100; ++i) newGrant();
  provider.at_call = [] {
    RefreshOutcome outcome;
    outcome.outcome = oauth::OutcomeClass::operator_fault;
    outcome.error = "invalid_client";
    throw RefreshFailed(ErrorCode::invalid_client, "refused", outcome);
  };
  clock.advance(kLife);
  EXPECT_LE(refreshDue(), 32) << "what was under way, and no more";
}

TEST_F(BackgroundRefreshTest, GoesOnUntilItIsStopped) {
  newGrant();
  std::vector<KeptProvider> providers{kept()};
  provider.at_call = [this] {
    if (provider.calls.size() == 5) host.background.stop();
  };
  host.background.start(std::move(providers));
  runAll();  // returns because nothing is left to run
  ASSERT_EQ(provider.calls.size(), 5U);
  for (std::size_t i = 1; i < 5; ++i) {
    const auto between = provider.calls[i].second - provider.calls[i - 1].second;
    EXPECT_GE(between, kLife - Seconds(1'200));
    EXPECT_LE(between, kLife - Seconds(590));
  }
}

TEST_F(BackgroundRefreshTest, GoesOnWithTheIntegrationThatTookAnothersPlace) {
  newGrant();
  Provider next(store, clock);
  auto held = std::make_shared<int>();
  std::vector<KeptProvider> providers{kept()};
  providers.front().held = held;
  provider.at_call = [&] {
    std::vector<KeptProvider> replaced{kept()};
    replaced.front().refresher = &next;
    host.background.replace(std::move(replaced));
  };
  next.at_call = [&] {
    EXPECT_EQ(held.use_count(), 1) << "the old one is not held any more";
    if (next.calls.size() == 2) host.background.stop();
  };
  host.background.start(std::move(providers));
  runAll();
  EXPECT_EQ(provider.calls.size(), 1U);
  EXPECT_EQ(next.calls.size(), 2U);
}

TEST_F(BackgroundRefreshTest, LeavesAProviderAloneThatIsGone) {
  newGrant();
  std::vector<KeptProvider> providers{kept()};
  provider.at_call = [this] { host.background.replace({}); };
  host.background.start(std::move(providers));
  runAll();  // returns because nothing is left to run
  EXPECT_EQ(provider.calls.size(), 1U);
  EXPECT_EQ(log.count("background_refresh_failed"), 0);
}

TEST_F(BackgroundRefreshTest, OutlastsADatabaseThatIsAwayAndSaysSoOnce) {
  newGrant();
  store.times_away = 50;
  std::vector<KeptProvider> providers{kept()};
  provider.at_call = [this] { host.background.stop(); };
  host.background.start(std::move(providers));
  runAll();
  EXPECT_EQ(provider.calls.size(), 1U);
  EXPECT_EQ(store.times_away, 0);
  EXPECT_EQ(log.count("background_refresh_failed"), 1);
}

}  // namespace
}  // namespace patchbay
