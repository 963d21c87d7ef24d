#include <filesystem>

#include "tests/core/store/postgres/pgbouncer.hpp"
#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/support/server_process.hpp"

namespace patchbay::testing {
namespace {

/// A server that writes down every message, and a store on it.
class Statements : public ::testing::Test {
 protected:
  static PostgresServer& server() {
    static PostgresServer own({"log_min_duration_statement=0"});
    return own;
  }

  /// What the server was told since it was last asked, a line for each message.
  static std::string takeHeard() {
    static std::size_t taken = 0;
    const auto file = std::filesystem::path(server().dataFolder()).parent_path() / "server.log";
    const std::string log = readFile(file);
    return log.substr(std::exchange(taken, log.size()));
  }

  static std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }

  /// How many messages, and so round trips, `call` takes.
  template <typename Call>
  static std::size_t messagesOf(Call call) {
    takeHeard();
    call();
    const std::string heard = takeHeard();
    return count(heard, " execute ") + count(heard, " statement: ");
  }

  static void refresh(IntegrationStore& store, const IntegrationAccess& grant) {
    const auto claim = run(store.claimRefresh(grant.grant_id, grant.generation, "host", kLease));
    ASSERT_EQ(claim.kind, RefreshClaim::Kind::claimed);
    ASSERT_TRUE(run(store.commitRefresh(grant.grant_id, grant.generation, makeToken("2"), kNow)));
  }

  /// One connection that writes and one that reads, so that each call meets a used one.
  static std::unique_ptr<IntegrationStore> openFrugal(DatabaseLocation location, Log& log) {
    location.postgres_connections = 2;
    return openSqlStore(location, makeRing(), log);
  }

  RecordingLog log;
};

TEST_F(Statements, StayPreparedWhereNoPoolerStandsBetween) {
  PostgresDatabase database(server());
  const auto store = openFrugal(database.location(), log);
  refresh(*store, connect(*store, "acme", "1", {"t1"}));
  const auto grant = connect(*store, "acme", "2", {"t2"});
  takeHeard();
  refresh(*store, grant);
  const std::string heard = takeHeard();
  EXPECT_EQ(count(heard, " parse "), 0U) << heard;
  EXPECT_GT(count(heard, " execute st_"), 0U) << heard;
}

// What the store asks of the database for one refresh. Each message costs two changes of process.
TEST_F(Statements, OfARefreshAreNine) {
  PostgresDatabase database(server());
  const auto store = openFrugal(database.location(), log);
  const std::string id = connect(*store, "acme", "1", {"t1", "t2"}).grant_id;
  refresh(*store, run(store->findGrants("acme", "gusto")).at(0));  // now all is prepared
  EXPECT_EQ(messagesOf([&] { run(store->findGrants("acme", "gusto")); }), 1U);
  // BEGIN, UPDATE, COMMIT
  EXPECT_EQ(messagesOf([&] { run(store->claimRefresh(id, 2, "host", kLease)); }), 3U);
  // BEGIN, SELECT FOR UPDATE, UPDATE, INSERT of the change, COMMIT
  EXPECT_EQ(messagesOf([&] { run(store->commitRefresh(id, 2, makeToken("3"), kNow)); }), 5U);
}

TEST_F(Statements, AreToldAnewBehindAPooler) {
  PgBouncer bouncer(server());
  server().query("CREATE DATABASE pooled");
  std::string url = server().url("pooled");
  const std::string port = ":" + std::to_string(server().port()) + "/";
  url.replace(url.find(port), port.size(), ":" + std::to_string(bouncer.port()) + "/");
  takeHeard();
  migrateDatabase(PostgresServer::locationOf(url));
  const auto store = openFrugal(PostgresServer::locationOf(url), log);
  refresh(*store, connect(*store, "acme", "1", {"t1"}));
  const std::string heard = takeHeard();
  EXPECT_EQ(count(heard, " st_"), 0U) << heard;
  EXPECT_GT(count(heard, " execute <unnamed>"), 0U) << heard;
}

TEST_F(Statements, ThatTheServerForgotArePreparedAgainUnseen) {
  PostgresDatabase database(server());
  const auto store = openFrugal(database.location(), log);
  refresh(*store, connect(*store, "acme", "1", {"t1"}));
  const auto grant = connect(*store, "acme", "2", {"t2"});
  // What a statement answers with changes: the server refuses to go on with what it prepared.
  database.query("ALTER TABLE grants ALTER COLUMN scope TYPE VARCHAR(200)");
  refresh(*store, grant);
  EXPECT_EQ(run(store->findGrant(grant.grant_id))->generation, grant.generation + 1);
}

}  // namespace
}  // namespace patchbay::testing
