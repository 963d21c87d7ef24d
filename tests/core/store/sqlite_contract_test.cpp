#include "tests/core/store/integration_store_contract_tests.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

class SqliteUnderTest final : public StoreUnderTest {
 public:
  SqliteUnderTest() {
    DatabaseLocation location;
    location.sqlite_file = folder_.path() / "patchbay.db";
    migrateDatabase(location);
    store_ = openSqlStore(location, makeRing(), log_);
    other_host_ = openSqlStore(location, makeRing(), log_);
  }

  IntegrationStore& store() override { return *store_; }
  IntegrationStore& otherHost() override { return *other_host_; }

 private:
  TemporaryFolder folder_;
  RecordingLog log_;
  std::unique_ptr<IntegrationStore> store_;
  std::unique_ptr<IntegrationStore> other_host_;
};

std::unique_ptr<StoreUnderTest> makeSqlite() { return std::make_unique<SqliteUnderTest>(); }

INSTANTIATE_TEST_SUITE_P(Sqlite, IntegrationStoreContract, ::testing::Values(makeSqlite),
                         [](const auto&) { return "TwoHosts"; });

TEST(SqliteLeases, OfAHostThatDiedEndWhenItStartsAgain) {
  const TemporaryFolder folder;
  RecordingLog log;
  DatabaseLocation location;
  location.sqlite_file = folder.path() / "patchbay.db";
  migrateDatabase(location);
  const auto store = openSqlStore(location, makeRing(), log);
  IntegrationAccess access;
  access.workspace_id = "acme";
  access.integration = "gusto";
  access.token.access_token = Secret("access-1");
  const auto grant = run(store->insertGrant(access, TimePoint()));
  run(store->claimRefresh(grant.grant_id, 1, "died", Milliseconds(600'000)));
  EXPECT_EQ(endAllLeases(location), 1);
  const auto claim = run(store->claimRefresh(grant.grant_id, 1, "next", Milliseconds(1'000)));
  EXPECT_EQ(claim.kind, RefreshClaim::Kind::claimed);
  EXPECT_TRUE(claim.history.ambiguous_open) << "it may have died behind its token call";
}

TEST(SqliteLeases, RunByTheDatabasesClockAndNotTheHosts) {
  SqliteDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");  // at kNow, which is another time
  run(store->claimRefresh(grant.grant_id, 1, "host", kLease));
  const std::string now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
  EXPECT_EQ(RawDatabase(database.file())
                .read("SELECT lease_until BETWEEN " + now + " AND " + now + " + 60000 FROM grants"),
            "1");
}

TEST(SqliteNotes, StayWhenALaterFailureBringsNone) {
  SqliteDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");
  for (const char* note : {"connection reset", ""}) {
    run(store->claimRefresh(grant.grant_id, 1, "host", kLease));
    RefreshFailure failure;
    failure.note = note;
    EXPECT_TRUE(run(store->recordRefreshFailure(grant.grant_id, 1, "host", failure, kNow)));
  }
  EXPECT_EQ(RawDatabase(database.file()).read("SELECT last_note FROM grants"), "connection reset");
}

}  // namespace
}  // namespace patchbay::testing
