#include "tests/core/store/postgres/pgbouncer.hpp"

#include <atomic>
#include <thread>

#include "tests/core/store/postgres/postgres_under_test.hpp"

namespace patchbay::testing {
namespace {

using Claim = RefreshClaim::Kind;

/// A database that is reached through PgBouncer only, from its migration on.
class BehindPgBouncer : public ::testing::Test {
 protected:
  static DatabaseLocation location(const PgBouncer& bouncer) {
    static int count = 0;
    const std::string database = "bounced_" + std::to_string(++count);
    PostgresServer::shared().query("CREATE DATABASE " + database);
    std::string url = PostgresServer::shared().url(database);
    const std::string port = ":" + std::to_string(PostgresServer::shared().port()) + "/";
    url.replace(url.find(port), port.size(), ":" + std::to_string(bouncer.port()) + "/");
    return PostgresServer::locationOf(url);
  }

  PgBouncer bouncer{PostgresServer::shared()};
  const DatabaseLocation place = [this] {
    auto made = location(bouncer);
    migrateDatabase(made);
    return made;
  }();
  RecordingLog log;
  std::unique_ptr<IntegrationStore> stores[2] = {openSqlStore(place, makeRing(), log),
                                                 openSqlStore(place, makeRing(), log)};
};

TEST_F(BehindPgBouncer, TransactionsKeepTheirPromisesOnSharedConnections) {
  std::atomic<int> claimed{0};
  std::vector<std::thread> threads;
  const auto grant = insert(*stores[0], "acme", "1");
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&, i] {
      IntegrationStore& store = *stores[i % 2];
      const std::string name = std::to_string(i);
      if (run(store.claimRefresh(grant.grant_id, 1, name, kLease)).kind == Claim::claimed) {
        ++claimed;
      }
      connect(store, "workspace", name, {"t1", "t2"});
      run(store.insertPendingLogin(makeLogin(name)));
      EXPECT_TRUE(run(store.takePendingLogin(name, kNow)));
      EXPECT_FALSE(run(store.findGrants("workspace", "gusto")).empty());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(claimed, 1);
  EXPECT_EQ(run(stores[0]->findGrants("workspace", "gusto")).size(), 1U);
  EXPECT_EQ(run(stores[1]->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow))->generation, 2);
  EXPECT_EQ(log.text(), "");
}

TEST_F(BehindPgBouncer, ARestartOfItCostsNoError) {
  const auto grant = insert(*stores[0], "acme", "1");
  bouncer.restart();
  EXPECT_EQ(run(stores[0]->claimRefresh(grant.grant_id, 1, "host", kLease)).kind, Claim::claimed);
  EXPECT_TRUE(run(stores[1]->findGrant(grant.grant_id)));
}

}  // namespace
}  // namespace patchbay::testing
