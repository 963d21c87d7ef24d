#include <thread>

#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/migrating_processes.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

class Migrations : public ::testing::Test {
 protected:
  ErrorCode migrateFails() {
    return codeOf([&] { migrateDatabase(location); });
  }
  ErrorCode openFails() {
    return codeOf([&] { openSqlStore(location, makeRing(), log); });
  }
  void tamper(const std::string& sql) { RawDatabase(location.sqlite_file).run(sql); }

  TemporaryFolder folder;
  RecordingLog log;
  DatabaseLocation location = [this] {
    DatabaseLocation place;
    place.sqlite_file = folder.path() / "patchbay.db";
    return place;
  }();
};

TEST_F(Migrations, AreListedWithoutCreatingAnything) {
  const auto states = listMigrations(location);
  ASSERT_FALSE(states.empty());
  EXPECT_EQ(states[0].version, 1);
  EXPECT_FALSE(states[0].title.empty());
  EXPECT_FALSE(states[0].applied);
  EXPECT_FALSE(std::filesystem::exists(location.sqlite_file));
}

TEST_F(Migrations, AreAppliedOnce) {
  EXPECT_FALSE(migrateDatabase(location)[0].applied);
  EXPECT_TRUE(migrateDatabase(location)[0].applied);
  EXPECT_TRUE(listMigrations(location)[0].applied);
}

TEST_F(Migrations, KeepWhatIsStored) {
  migrateDatabase(location);
  const auto grant = insert(*openSqlStore(location, makeRing(), log), "acme", "1");
  migrateDatabase(location);
  EXPECT_TRUE(run(openSqlStore(location, makeRing(), log)->findGrant(grant.grant_id)));
}

TEST_F(Migrations, MakeGrantsOfTheFirstVersionDueNearTheirExpiry) {
  migrateDatabase(location);
  const auto grant = insert(*openSqlStore(location, makeRing(), log), "acme", "1");
  for (const char* undo :
       {"DROP INDEX tenants_one_default", "DROP INDEX tenants_by_id",
        "ALTER TABLE tenants DROP COLUMN type", "ALTER TABLE tenants DROP COLUMN connection_id",
        "ALTER TABLE tenants DROP COLUMN state", "ALTER TABLE tenants DROP COLUMN is_default",
        "DROP TABLE pending_choices", "DROP TABLE provider_events", "DROP TABLE event_handshakes",
        "DELETE FROM schema_migrations WHERE version = 3", "DROP INDEX grants_by_due",
        "ALTER TABLE grants DROP COLUMN refresh_due_at", "ALTER TABLE grants DROP COLUMN used_at",
        "DROP TABLE grant_changes", "DELETE FROM revisions WHERE name = 'grant_changes_trimmed'",
        "DELETE FROM schema_migrations WHERE version = 2"}) {
    tamper(undo);
  }
  EXPECT_EQ(openFails(), ErrorCode::settings_invalid);
  migrateDatabase(location);
  const auto store = openSqlStore(location, makeRing(), log);
  DueQuery query;
  query.integration = "gusto";
  query.rules.used_within = Seconds(604'800);
  query.rules.keep_alive = Seconds(2'592'000);
  query.most = 10;
  EXPECT_TRUE(
      run(store->takeDueGrants(query, grant.token.expires_at - Seconds(90))).grants.empty());
  EXPECT_EQ(run(store->takeDueGrants(query, grant.token.expires_at - Seconds(60))).grants.size(),
            1U);
}

TEST_F(Migrations, AreNeededBeforeTheStoreOpens) {
  std::ignore = RawDatabase(location.sqlite_file).read("PRAGMA journal_mode = WAL");
  EXPECT_EQ(openFails(), ErrorCode::settings_invalid);
  migrateDatabase(location);
  EXPECT_NO_THROW(openSqlStore(location, makeRing(), log));
}

TEST_F(Migrations, AMissingStepIsNamedWithItsCure) {
  migrateDatabase(location);
  tamper("DELETE FROM schema_migrations");
  try {
    openSqlStore(location, makeRing(), log);
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_NE(error.publicText().find("schema step 1"), std::string::npos);
    EXPECT_NE(error.publicText().find("patchbay migrate"), std::string::npos);
  }
}

TEST_F(Migrations, AChangedChecksumIsRefused) {
  migrateDatabase(location);
  tamper("UPDATE schema_migrations SET checksum = 'another'");
  EXPECT_EQ(migrateFails(), ErrorCode::settings_invalid);
  EXPECT_EQ(openFails(), ErrorCode::settings_invalid);
  EXPECT_EQ(codeOf([&] { listMigrations(location); }), ErrorCode::settings_invalid);
}

TEST_F(Migrations, ANewerDatabaseIsRefused) {
  migrateDatabase(location);
  tamper("INSERT INTO schema_migrations VALUES (99, 'from the future', 'x', 0)");
  EXPECT_EQ(migrateFails(), ErrorCode::settings_invalid);
  EXPECT_EQ(openFails(), ErrorCode::settings_invalid);
}

TEST_F(Migrations, AFailedStepLeavesNothingBehind) {
  tamper("CREATE TABLE api_keys (in_the_way TEXT)");
  EXPECT_EQ(migrateFails(), ErrorCode::internal);
  EXPECT_EQ(RawDatabase(location.sqlite_file).read("SELECT COUNT(*) FROM sqlite_master"), "1");
  tamper("DROP TABLE api_keys");
  migrateDatabase(location);
  EXPECT_TRUE(listMigrations(location)[0].applied);
}

TEST_F(Migrations, AreMadeByOneOfSeveralProcesses) {
  for (int round = 0; round < 10; ++round) {
    location.sqlite_file = folder.path() / (std::to_string(round) + ".db");
    expectFourMayMigrateAtOnce(location);
  }
}

TEST_F(Migrations, AreMadeByOneOfSeveralThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([this] { migrateDatabase(location); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(listMigrations(location)[0].applied);
}

}  // namespace
}  // namespace patchbay::testing
