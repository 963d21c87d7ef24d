#include "core/store/copy_database.hpp"
#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {
namespace {

TEST(CopyToPostgres, BringsConnectionsEventsAndWhatIsNull) {
  TemporaryFolder folder;
  DatabaseLocation sqlite;
  sqlite.sqlite_file = folder.path() / "patchbay.db";
  migrateDatabase(sqlite);
  RecordingLog log;
  const auto old = openSqlStore(sqlite, makeRing(), log);
  const auto grant = connect(*old, "acme", "1", {"A", "B"});
  EventHandshake handshake;
  handshake.integration = "gusto";
  handshake.verification_token = Secret("8a1e-42");
  run(old->insertEventHandshake(handshake));

  PostgresDatabase postgres;
  EXPECT_EQ(copyDatabase(sqlite, postgres.location()), 1);
  EXPECT_EQ(postgres.query("SELECT COUNT(*) FROM grants WHERE lease_owner IS NULL AND "
                           "reconnect_cause IS NULL AND not_before IS NULL"),
            "1");
  const auto store = postgres.open();
  const auto found = run(store->findGrant(grant.grant_id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->token.refresh_token.reveal(), grant.token.refresh_token.reveal());
  EXPECT_EQ(found->tenants.size(), 2U);
  EXPECT_TRUE(run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)));
  insert(*store, "other", "3");
  EXPECT_EQ(postgres.query("SELECT COUNT(DISTINCT arrival) FROM grants"), "2");
  EXPECT_EQ(postgres.query("SELECT COUNT(*) FROM event_handshakes"), "1");
}

}  // namespace
}  // namespace patchbay::testing
