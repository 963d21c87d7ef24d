#include <functional>
#include <thread>

#include "core/store/key_record.hpp"
#include "tests/core/store/migrating_processes.hpp"
#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/core/store/postgres/raw_postgres.hpp"

namespace patchbay::testing {
namespace {

using Claim = RefreshClaim::Kind;

void runAtOnce(int threads, const std::function<void(int)>& work) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
  for (std::thread& thread : running) thread.join();
}

/// Waits until a statement of these tables' store waits for a row.
void awaitLock(PostgresDatabase& database) {
  const std::string waiting =
      "SELECT COUNT(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
      "WHERE pg_locks.pid IN (SELECT pid FROM pg_locks WHERE NOT granted) "
      "AND relname = 'grants' AND relnamespace = current_schema()::regnamespace";
  while (database.query(waiting) == "0") std::this_thread::yield();
}

TEST(SeveralHosts, ClaimAGrantOnce) {
  PostgresDatabase database;
  const std::unique_ptr<IntegrationStore> stores[] = {database.open(), database.open()};
  for (int round = 0; round < 5; ++round) {
    const auto grant = insert(*stores[0], "acme", std::to_string(round));
    std::atomic<int> claimed{0};
    std::atomic<int> busy{0};
    runAtOnce(16, [&](int i) {
      const auto claim =
          run(stores[i % 2]->claimRefresh(grant.grant_id, 1, "host-" + std::to_string(i), kLease));
      if (claim.kind == Claim::claimed) ++claimed;
      if (claim.kind == Claim::busy) ++busy;
    });
    EXPECT_EQ(claimed, 1);
    EXPECT_EQ(busy, 15);
  }
}

TEST(SeveralHosts, BeginADatabaseWithOneKeyOnly) {
  PostgresDatabase database;
  std::atomic<int> refused{0};
  runAtOnce(8, [&](int i) {
    try {
      recordKeyRing(database.location(), makeRing({"k" + std::to_string(i)}));
    } catch (const IntegrationError& error) {
      if (error.code() == ErrorCode::settings_invalid) ++refused;
    }
  });
  EXPECT_EQ(refused, 7);
  EXPECT_EQ(database.query("SELECT COUNT(*) FROM sealing_keys"), "1");
}

TEST(SeveralHosts, CommitAGenerationOnce) {
  PostgresDatabase database;
  const std::unique_ptr<IntegrationStore> stores[] = {database.open(), database.open()};
  const auto grant = insert(*stores[0], "acme", "1");
  std::atomic<int> committed{0};
  runAtOnce(8, [&](int i) {
    const auto token = makeToken(std::to_string(i));
    if (run(stores[i % 2]->commitRefresh(grant.grant_id, 1, token, kNow))) ++committed;
  });
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(run(stores[0]->findGrant(grant.grant_id))->generation, 2);
}

TEST(SeveralHosts, ThatConnectTheSameTenantsAtOnceKeepOneRecord) {
  PostgresDatabase database;
  const std::unique_ptr<IntegrationStore> stores[] = {database.open(), database.open()};
  for (int round = 0; round < 5; ++round) {
    const std::string workspace = "workspace-" + std::to_string(round);
    runAtOnce(8, [&](int i) {
      // In different orders, so that locks taken one by one would meet.
      std::vector<std::string> tenants{"t1", "t2", "t3"};
      std::rotate(tenants.begin(), tenants.begin() + i % 3, tenants.end());
      connect(*stores[i % 2], workspace, std::to_string(i), tenants);
    });
    const auto grants = run(stores[0]->findGrants(workspace, "gusto"));
    ASSERT_EQ(grants.size(), 1U);
    EXPECT_EQ(grants[0].tenants.size(), 3U);
  }
}

// A statement that waits for a row sees the other tables as they were before it waited.
TEST(SeveralHosts, StoreAPairAfterAWaitWithTheTenantsOfThen) {
  PostgresDatabase database;
  const auto store = database.open();
  const auto grant = connect(*store, "acme", "1", {"t1"});
  RawPostgres other(database.url());
  other.run("BEGIN");
  other.run("SELECT 1 FROM grants FOR UPDATE");
  other.run("UPDATE tenants SET name = 'another'");
  auto commit = std::thread([&] {
    const auto stored = run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)).value();
    ASSERT_EQ(stored.tenants.size(), 1U);
    EXPECT_EQ(stored.tenants[0].name, "another");
  });
  awaitLock(database);
  other.run("COMMIT");
  commit.join();
}

TEST(SeveralHosts, ClaimAfterAWaitWhatTheyFindThen) {
  PostgresDatabase database;
  const auto store = database.open();
  const auto grant = connect(*store, "acme", "1", {"t1"});
  RawPostgres other(database.url());
  other.run("BEGIN");
  other.run("UPDATE grants SET lease_owner = 'other', lease_until = 99999999999999");
  auto claim = std::thread([&] {
    EXPECT_EQ(run(store->claimRefresh(grant.grant_id, 1, "host", kLease)).kind, Claim::busy);
  });
  awaitLock(database);
  other.run("COMMIT");
  claim.join();
  EXPECT_EQ(database.query("SELECT lease_owner FROM grants"), "other");
}

TEST(SeveralHosts, TakeALoginOnce) {
  PostgresDatabase database;
  const std::unique_ptr<IntegrationStore> stores[] = {database.open(), database.open()};
  run(stores[0]->insertPendingLogin(makeLogin("state")));
  std::atomic<int> taken{0};
  runAtOnce(8, [&](int i) {
    if (run(stores[i % 2]->takePendingLogin("state", kNow))) ++taken;
  });
  EXPECT_EQ(taken, 1);
}

TEST(SeveralHosts, GoOnByTheDatabasesClock) {
  PostgresDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");  // at kNow, which is another time
  run(store->claimRefresh(grant.grant_id, 1, "host", kLease));
  const std::string now = "EXTRACT(EPOCH FROM clock_timestamp()) * 1000";
  EXPECT_EQ(
      database.query("SELECT lease_until BETWEEN " + now + " AND " + now + " + 60000 FROM grants"),
      "t");
}

TEST(SeveralHosts, MayMigrateAtOnce) {
  for (int round = 0; round < 3; ++round) {
    const std::string schema = PostgresServer::shared().createSchema();
    expectFourMayMigrateAtOnce(PostgresServer::locationOf(schema));
  }
}

}  // namespace
}  // namespace patchbay::testing
