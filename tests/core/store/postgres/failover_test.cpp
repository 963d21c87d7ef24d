#include "tests/core/store/postgres/postgres_under_test.hpp"

namespace patchbay::testing {
namespace {

TEST(Failover, ToAStandbyLosesNothingAndIsFoundByItself) {
  PostgresServer primary({"fsync=off"});
  const auto standby = primary.startStandby(true);
  const auto location = PostgresServer::locationOf(primary.urlOfBoth(*standby));
  migrateDatabase(location);
  RecordingLog log;
  const auto store = openSqlStore(location, makeRing(), log);
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
