#include "core/refresh/refresh_coordinator.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <future>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "core/refresh/refresh_failed.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/run.hpp"

namespace patchbay {
namespace {

using testing::FakeClock;
using testing::MemoryIntegrationStore;
using testing::SilentLog;

/// Stands for a provider: counts its token calls and answers as the test says.
class ScriptedRefresher final : public TokenRefresher {
 public:
  ScriptedRefresher(MemoryIntegrationStore& store, FakeClock& clock)
      : store_(store), clock_(clock) {}

  awaitable<std::optional<IntegrationAccess>> refreshAndStore(IntegrationAccess access) override {
    ++calls;
    const UnderWay one(*this);
    auto executor = co_await boost::asio::this_coro::executor;
    // Time for other callers to arrive while the token call is under way.
    for (int turn = 0; turn < 10; ++turn) {
      co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
    if (during_call) during_call(access);
    if (throws) throws();
    access.token.access_token = Secret("access-" + std::to_string(access.generation + 1));
    access.token.expires_at = clock_.now() + Seconds(7200);
    auto stored = co_await store_.commitRefresh(access.grant_id, access.generation, access.token,
                                                clock_.now());
    co_return stored;
  }

  int calls = 0;
  int most_at_once = 0;
  std::function<void(const IntegrationAccess&)> during_call;
  std::function<void()> throws;

 private:
  struct UnderWay {
    explicit UnderWay(ScriptedRefresher& its_owner) : owner(its_owner) {
      owner.most_at_once = std::max(owner.most_at_once, ++owner.under_way_);
    }
    ~UnderWay() { --owner.under_way_; }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    ScriptedRefresher& owner;
  };

  int under_way_ = 0;
  MemoryIntegrationStore& store_;
  FakeClock& clock_;
};

class RefreshCoordinatorTest : public ::testing::Test {
 protected:
  void SetUp() override { grant = newGrant("acme"); }

  IntegrationAccess newGrant(std::string workspace_id) {
    IntegrationAccess access;
    access.workspace_id = std::move(workspace_id);
    access.integration = "gusto";
    access.token.access_token = Secret("access-1");
    access.token.refresh_token = Secret("refresh-1");
    access.token.expires_at = clock.now();
    return run(store.insertGrant(access, clock.now()));
  }

  template <typename Result>
  Result run(awaitable<Result> operation) {
    return testing::runOn(io, std::move(operation));
  }

  IntegrationAccess refresh(const IntegrationAccess& stale) {
    return run(coordinator.refresh(refresher, stale));
  }

  ErrorCode refusalOf(const IntegrationAccess& stale) {
    try {
      refresh(stale);
    } catch (const IntegrationError& error) {
      retry_after = error.retryAfter();
      return error.code();
    }
    ADD_FAILURE() << "the refresh succeeded";
    return ErrorCode::internal;
  }

  void failWith(oauth::OutcomeClass outcome, ErrorCode code) {
    refresher.throws = [outcome, code] {
      RefreshOutcome known;
      known.outcome = outcome;
      throw RefreshFailed(code, "the provider said no", known);
    };
  }

  boost::asio::io_context io;
  FakeClock clock;
  SilentLog log;
  MemoryIntegrationStore store{clock};
  RefreshCoordinator coordinator{store, clock, log, io.get_executor()};
  ScriptedRefresher refresher{store, clock};
  IntegrationAccess grant;
  std::optional<Seconds> retry_after;
};

// O1: one refresh for all who ask at once.
TEST_F(RefreshCoordinatorTest, AHundredCallersMakeOneTokenCall) {
  std::vector<std::future<IntegrationAccess>> callers;
  for (int i = 0; i < 100; ++i) {
    callers.push_back(futureOf(io, coordinator.refresh(refresher, grant)));
  }
  io.restart();
  io.run();
  for (auto& caller : callers) {
    EXPECT_EQ(caller.get().token.access_token.reveal(), "access-2");
  }
  EXPECT_EQ(refresher.calls, 1);
}

TEST_F(RefreshCoordinatorTest, ACallerThatComesLateGetsTheNewerPairWithoutACall) {
  refresh(grant);
  EXPECT_EQ(refresh(grant).generation, 2);
  EXPECT_EQ(refresher.calls, 1);
}

TEST_F(RefreshCoordinatorTest, WaitsForAnotherHostsCommit) {
  run(store.claimRefresh(grant.grant_id, 1, "other-host", Milliseconds(60'000)));
  IntegrationAccessToken theirs = grant.token;
  theirs.access_token = Secret("access-of-other-host");
  auto ours = futureOf(io, coordinator.refresh(refresher, grant));
  io.restart();
  io.run_one();
  futureOf(io, store.commitRefresh(grant.grant_id, 1, theirs, clock.now()));
  io.run();
  EXPECT_EQ(ours.get().token.access_token.reveal(), "access-of-other-host");
  EXPECT_EQ(refresher.calls, 0);
}

TEST_F(RefreshCoordinatorTest, TakesOverWhenAnotherHostsLeaseRunsOut) {
  run(store.claimRefresh(grant.grant_id, 1, "dead-host", Milliseconds(3'000)));
  EXPECT_EQ(refresh(grant).generation, 2);
  EXPECT_EQ(refresher.calls, 1);
}

TEST_F(RefreshCoordinatorTest, InvalidGrantAfterAnotherHostDiedIsALostRotation) {
  run(store.claimRefresh(grant.grant_id, 1, "dead-host", Milliseconds(3'000)));
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  EXPECT_EQ(refusalOf(grant), ErrorCode::requires_reconnect);
  EXPECT_EQ(run(store.findGrant(grant.grant_id))->reconnect_cause, ReconnectCause::lost_rotation)
      << "it may have died between the provider's answer and its commit";
}

TEST_F(RefreshCoordinatorTest, AClaimThatWasNotUsedIsNoAttempt) {
  failWith(oauth::OutcomeClass::temporary, ErrorCode::temporarily_unavailable);
  refusalOf(grant);
  EXPECT_EQ(refusalOf(grant), ErrorCode::temporarily_unavailable) << "given back: it backs off";
  EXPECT_EQ(refresher.calls, 1);
  clock.advance(Seconds(10));
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  refusalOf(grant);
  EXPECT_EQ(run(store.findGrant(grant.grant_id))->reconnect_cause, ReconnectCause::revoked);
}

TEST_F(RefreshCoordinatorTest, ALateSuccessHealsWhatAnotherHostTookForDead) {
  refresher.during_call = [this](const IntegrationAccess& access) {
    clock.advance(coordinator.times().lease);
    RefreshFailure dead;
    dead.reconnect_cause = ReconnectCause::lost_rotation;
    const auto other = [&](auto operation) {
      boost::asio::io_context beside;
      auto done = futureOf(beside, std::move(operation));
      beside.run();
      return done.get();
    };
    other(store.claimRefresh(access.grant_id, 1, "hasty-host", Milliseconds(60'000)));
    EXPECT_TRUE(
        other(store.recordRefreshFailure(access.grant_id, 1, "hasty-host", dead, clock.now())));
  };
  EXPECT_EQ(refresh(grant).generation, 2);
  EXPECT_FALSE(run(store.findGrant(grant.grant_id))->requires_reconnect);
}

TEST_F(RefreshCoordinatorTest, AFailureAfterTheLeaseWasLostIsNotRecorded) {
  refresher.during_call = [this](const IntegrationAccess& access) {
    clock.advance(coordinator.times().lease);
    boost::asio::io_context beside;
    futureOf(beside, store.claimRefresh(access.grant_id, 1, "next-host", Milliseconds(600'000)));
    beside.run();
  };
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  EXPECT_EQ(refusalOf(grant), ErrorCode::temporarily_unavailable);
  EXPECT_FALSE(run(store.findGrant(grant.grant_id))->requires_reconnect);
}

/// A database whose answer to a claim comes late.
class SlowStore final : public MemoryIntegrationStore {
 public:
  explicit SlowStore(FakeClock& clock) : MemoryIntegrationStore(clock), time_(clock) {}

  awaitable<RefreshClaim> claimRefresh(std::string grant_id, std::int64_t seen_generation,
                                       std::string owner, Milliseconds lease) override {
    auto claim = co_await MemoryIntegrationStore::claimRefresh(std::move(grant_id), seen_generation,
                                                               std::move(owner), lease);
    time_.advance(std::exchange(delay, Milliseconds(0)));
    co_return claim;
  }

  Milliseconds delay{0};

 private:
  FakeClock& time_;
};

TEST_F(RefreshCoordinatorTest, AHostThatWasHeldUpSinceItsClaimBeginsAnew) {
  SlowStore slow(clock);
  RefreshCoordinator held_up(slow, clock, log, io.get_executor());
  ScriptedRefresher provider(slow, clock);
  const IntegrationAccess stale = run(slow.insertGrant(grant, clock.now()));
  slow.delay = held_up.times().lease / 2;
  EXPECT_THROW(run(held_up.refresh(provider, stale)), IntegrationError);
  EXPECT_EQ(provider.calls, 0);
  EXPECT_EQ(run(held_up.refresh(provider, stale)).generation, 2) << "the lease was given back";
}

TEST_F(RefreshCoordinatorTest, GivesUpWhileAnotherHostHoldsTheLease) {
  run(store.claimRefresh(grant.grant_id, 1, "slow-host", Milliseconds(600'000)));
  EXPECT_EQ(refusalOf(grant), ErrorCode::temporarily_unavailable);
  EXPECT_TRUE(retry_after);
  EXPECT_EQ(refresher.calls, 0);
}

TEST_F(RefreshCoordinatorTest, PassesOverWhatAnotherHostIsAt) {
  run(store.claimRefresh(grant.grant_id, 1, "slow-host", Milliseconds(600'000)));
  const TimePoint before = clock.now();
  EXPECT_THROW(run(coordinator.refresh(refresher, grant, WhenBusy::pass_over)), IntegrationError);
  EXPECT_EQ(clock.now(), before) << "and does not wait for it";
  EXPECT_EQ(refresher.calls, 0);
}

TEST_F(RefreshCoordinatorTest, ACallerWaitsAlsoWhereItJoinedSomebodyWhoPassesOver) {
  run(store.claimRefresh(grant.grant_id, 1, "dead-host", Milliseconds(3'000)));
  auto background = futureOf(io, coordinator.refresh(refresher, grant, WhenBusy::pass_over));
  auto caller = futureOf(io, coordinator.refresh(refresher, grant));
  io.restart();
  io.run();
  EXPECT_THROW(background.get(), IntegrationError);
  EXPECT_EQ(caller.get().generation, 2);
}

TEST_F(RefreshCoordinatorTest, ADeadGrantRequiresReconnectAndIsNotTriedAgain) {
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  EXPECT_EQ(refusalOf(grant), ErrorCode::requires_reconnect);
  EXPECT_EQ(refusalOf(grant), ErrorCode::requires_reconnect);
  EXPECT_EQ(refresher.calls, 1);
  const auto stored = run(store.findGrant(grant.grant_id));
  EXPECT_TRUE(stored->requires_reconnect);
  EXPECT_EQ(stored->reconnect_cause, ReconnectCause::revoked);
  EXPECT_EQ(stored->token.refresh_token.reveal(), "refresh-1") << "nothing is deleted";
}

TEST_F(RefreshCoordinatorTest, InvalidGrantMeansNothingWhenAnotherHostWasFirst) {
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  refresher.during_call = [this](const IntegrationAccess& access) {
    IntegrationAccessToken theirs = access.token;
    theirs.access_token = Secret("access-of-other-host");
    futureOf(io, store.commitRefresh(access.grant_id, 1, theirs, clock.now()));
    io.poll_one();
  };
  EXPECT_EQ(refresh(grant).token.access_token.reveal(), "access-of-other-host");
  EXPECT_FALSE(run(store.findGrant(grant.grant_id))->requires_reconnect);
}

TEST_F(RefreshCoordinatorTest, AnUnknownOutcomeIsRetriedSoonWithTheSamePair) {
  failWith(oauth::OutcomeClass::ambiguous, ErrorCode::ambiguous_answer);
  EXPECT_EQ(refusalOf(grant), ErrorCode::ambiguous_answer);
  EXPECT_EQ(refusalOf(grant), ErrorCode::temporarily_unavailable) << "not at once";
  EXPECT_EQ(refresher.calls, 1);
  clock.advance(Seconds(2));
  refresher.throws = nullptr;
  EXPECT_EQ(refresh(grant).generation, 2);
}

TEST_F(RefreshCoordinatorTest, InvalidGrantAfterAnUnknownOutcomeIsALostRotation) {
  failWith(oauth::OutcomeClass::ambiguous, ErrorCode::ambiguous_answer);
  refusalOf(grant);
  clock.advance(Seconds(2));
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  EXPECT_EQ(refusalOf(grant), ErrorCode::requires_reconnect);
  EXPECT_EQ(run(store.findGrant(grant.grant_id))->reconnect_cause, ReconnectCause::lost_rotation);
}

TEST_F(RefreshCoordinatorTest, AnOperatorsFaultStopsCallsToThatProvider) {
  const IntegrationAccess second = newGrant("umbrella");
  failWith(oauth::OutcomeClass::operator_fault, ErrorCode::invalid_client);
  EXPECT_EQ(refusalOf(grant), ErrorCode::invalid_client);
  EXPECT_EQ(refusalOf(second), ErrorCode::invalid_client);
  EXPECT_EQ(refresher.calls, 1);
  EXPECT_FALSE(run(store.findGrant(grant.grant_id))->requires_reconnect);
}

TEST_F(RefreshCoordinatorTest, AfterAnOperatorsFaultOneGrantTriesWhetherItIsMended) {
  const IntegrationAccess second = newGrant("umbrella");
  failWith(oauth::OutcomeClass::operator_fault, ErrorCode::invalid_client);
  refusalOf(grant);
  clock.advance(Seconds(61));
  refusalOf(grant);
  EXPECT_EQ(refresher.calls, 2);
  clock.advance(Seconds(61));
  EXPECT_EQ(refusalOf(second), ErrorCode::invalid_client);
  EXPECT_EQ(refresher.calls, 2) << "the pause has doubled";
  EXPECT_TRUE(coordinator.totals().front().breaker_open);
  clock.advance(Seconds(61));
  refresher.throws = nullptr;
  EXPECT_EQ(refresh(second).generation, 2);
  EXPECT_FALSE(coordinator.totals().front().breaker_open);
  EXPECT_EQ(refresh(grant).generation, 2);
}

TEST_F(RefreshCoordinatorTest, MakesAtMostSoManyTokenCallsAtOnceAndAllInTheEnd) {
  RefreshTimes times;
  times.calls_at_once = 3;
  RefreshCoordinator narrow(store, clock, log, io.get_executor(), times);
  std::vector<IntegrationAccess> grants;
  for (int number = 0; number < 50; ++number) {
    grants.push_back(newGrant("workspace-" + std::to_string(number)));
  }
  std::vector<std::future<IntegrationAccess>> fresh;
  for (const IntegrationAccess& stale : grants) {
    fresh.push_back(futureOf(io, narrow.refresh(refresher, stale)));
  }
  io.restart();
  io.run();
  for (auto& one : fresh) EXPECT_EQ(one.get().generation, 2);
  EXPECT_EQ(refresher.most_at_once, 3);
  EXPECT_EQ(narrow.totals().front().calls.at("success"), 50U);
  EXPECT_EQ(narrow.totals().front().waiting, 0U);
}

TEST_F(RefreshCoordinatorTest, CanGoWhileRefreshesWaitForASlot) {
  const std::vector<IntegrationAccess> grants{grant, newGrant("umbrella"), newGrant("third")};
  RefreshTimes times;
  times.calls_at_once = 1;
  auto narrow = std::make_unique<RefreshCoordinator>(store, clock, log, io.get_executor(), times);
  refresher.during_call = [this](const IntegrationAccess&) { io.stop(); };
  std::vector<std::future<IntegrationAccess>> fresh;
  for (const IntegrationAccess& stale : grants) {
    fresh.push_back(futureOf(io, narrow->refresh(refresher, stale)));
  }
  io.restart();
  io.run();
  EXPECT_EQ(narrow->totals().front().waiting, 1U) << "the first is through, the second is next";
  narrow.reset();
  EXPECT_EQ(refresher.calls, 1);
}

TEST_F(RefreshCoordinatorTest, CountsWhatCameOfItsCalls) {
  failWith(oauth::OutcomeClass::ambiguous, ErrorCode::ambiguous_answer);
  refusalOf(grant);
  clock.advance(Seconds(2));
  failWith(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant);
  refusalOf(grant);
  const auto totals = coordinator.totals();
  ASSERT_EQ(totals.size(), 1U);
  EXPECT_EQ(totals.front().integration, "gusto");
  EXPECT_EQ(totals.front().calls.at("ambiguous"), 1U);
  EXPECT_EQ(totals.front().calls.at("permanent"), 1U);
  EXPECT_EQ(totals.front().reconnects_required.at("lost_rotation"), 1U);
}

TEST_F(RefreshCoordinatorTest, RefusesALeaseThatATokenCallOutlasts) {
  RefreshTimes times;
  times.lease = times.token_call;
  EXPECT_THROW(RefreshCoordinator(store, clock, log, io.get_executor(), times), IntegrationError);
  EXPECT_EQ(RefreshTimes::forTokenCall(Milliseconds(800)).lease, Milliseconds(1'200));
  EXPECT_EQ(RefreshTimes().lease, RefreshTimes::forTokenCall(RefreshTimes().token_call).lease);
}

TEST_F(RefreshCoordinatorTest, AnythingElseThatAPluginThrowsCostsOnlyItsOwnRequest) {
  refresher.throws = [] { throw std::logic_error("a plugin's mistake"); };
  EXPECT_EQ(refusalOf(grant), ErrorCode::internal);
  refresher.throws = nullptr;
  EXPECT_EQ(refresh(newGrant("umbrella")).generation, 2);
}

TEST_F(RefreshCoordinatorTest, AHostWhoseClockIsAnHourOffKeepsToLeasesAsAllDo) {
  for (const Seconds shift : {Seconds(3600), Seconds(-3600)}) {
    FakeClock shifted(clock.now() + shift);
    RefreshCoordinator other(store, shifted, log, io.get_executor());
    const IntegrationAccess leased = newGrant("leased");
    run(store.claimRefresh(leased.grant_id, 1, "slow-host", Milliseconds(60'000)));
    EXPECT_THROW(run(other.refresh(refresher, leased)), IntegrationError);
    EXPECT_EQ(refresher.calls, 0) << "the lease is the database's time, not ours";
    clock.advance(Milliseconds(60'000));
    EXPECT_EQ(run(other.refresh(refresher, leased)).generation, 2);
    EXPECT_EQ(std::exchange(refresher.calls, 0), 1);
  }
}

TEST_F(RefreshCoordinatorTest, AGrantThatWentAwayIsNotConnected) {
  run(store.removeGrant(grant.grant_id, 1));
  EXPECT_EQ(refusalOf(grant), ErrorCode::not_connected);
  EXPECT_EQ(refresher.calls, 0);
}

}  // namespace
}  // namespace patchbay
