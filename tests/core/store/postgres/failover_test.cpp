#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/support/server_process.hpp"

namespace patchbay::testing {
namespace {

/// A server whose commits wait for a standby.
class Failover : public ::testing::Test {
 protected:
  DatabaseLocation location() const {
    return PostgresServer::locationOf(primary.urlOfBoth(*standby));
  }

  PostgresServer primary{{"fsync=off"}};
  const std::unique_ptr<PostgresServer> standby = primary.startStandby(true);
  RecordingLog log;
};

TEST_F(Failover, FindsNoPairUnsavedThatWasSaidToBeSaved) {
  auto hasty = location();
  hasty.longest_call = Milliseconds(2'000);
  migrateDatabase(hasty);
  const auto store = openSqlStore(hasty, makeRing(), log);
  const auto grant = insert(*store, "acme", "1");
  standby->pause();
  // It is on the primary's disk, and would be lost with it.
  EXPECT_EQ(codeOf([&] { run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)); }),
            ErrorCode::storage_unavailable);
  EXPECT_EQ(run(store->findGrant(grant.grant_id))->generation, 1);
  standby->resume();
  waitUntil("commit of what waited",
            [&] { return run(store->findGrant(grant.grant_id))->generation == 2; });
}

TEST_F(Failover, ToAStandbyLosesNothingAndIsFoundByItself) {
  migrateDatabase(location());
  const auto store = openSqlStore(location(), makeRing(), log);
  const auto grant = insert(*store, "acme", "1");
  EXPECT_TRUE(run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)));

  primary.crash();
  // The standby answers, and holds everything, but takes no writes.
  EXPECT_EQ(codeOf([&] { run(store->claimRefresh(grant.grant_id, 2, "host", kLease)); }),
            ErrorCode::storage_unavailable);
  EXPECT_EQ(codeOf([&] { run(store->findGrant(grant.grant_id)); }), ErrorCode::storage_unavailable);

  standby->promote();
  const auto found = run(store->findGrant(grant.grant_id)).value();
  EXPECT_EQ(found.generation, 2);
  EXPECT_EQ(found.token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(run(store->claimRefresh(grant.grant_id, 2, "host", kLease)).kind,
            RefreshClaim::Kind::claimed);
  EXPECT_EQ(run(store->commitRefresh(grant.grant_id, 2, makeToken("3"), kNow))->generation, 3);
}

}  // namespace
}  // namespace patchbay::testing
