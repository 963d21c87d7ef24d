#include <thread>

#include "tests/core/store/postgres/commit_relay.hpp"
#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/core/store/postgres/raw_postgres.hpp"

namespace patchbay::testing {
namespace {

using Claim = RefreshClaim::Kind;

/// A server that these tests may stop, and a store on it that has used its connections.
class LostConnection : public ::testing::Test {
 protected:
  static PostgresServer& server() {
    static PostgresServer own;
    return own;
  }

  IntegrationAccess grant() { return run(store->findGrant(id)).value(); }
  ErrorCode claimFails() {
    return codeOf([&] { run(store->claimRefresh(id, 1, "host", kLease)); });
  }

  DatabaseLocation hastyLocation(Milliseconds longest_call) {
    auto location = PostgresServer::locationOf(database.url() + "&connect_timeout=2");
    location.longest_call = longest_call;
    return location;
  }

  PostgresDatabase database{server()};
  std::unique_ptr<IntegrationStore> store = database.open();
  const std::string id = insert(*store, "acme", "1").grant_id;
};

TEST_F(LostConnection, CostsNoErrorWhereItWasIdle) {
  for (int i = 0; i < 3; ++i) {
    grant();
    server().terminateBackends();
    EXPECT_EQ(run(store->claimRefresh(id, 1, "host", kLease)).kind, Claim::claimed);
    server().terminateBackends();
    EXPECT_EQ(grant().generation, 1);
  }
  server().restart();
  EXPECT_EQ(grant().generation, 1);
  EXPECT_TRUE(run(store->commitRefresh(id, 1, makeToken("2"), kNow)));
}

TEST_F(LostConnection, InATransactionIsRepairedUnseen) {
  RawPostgres other(database.url());
  other.run("BEGIN");
  other.run("SELECT 1 FROM grants FOR UPDATE");
  auto claim = std::thread(
      [this] { EXPECT_EQ(run(store->claimRefresh(id, 1, "host", kLease)).kind, Claim::claimed); });
  const std::string waiting =
      "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = "
      "'Lock'";
  while (server().query(waiting) != "1") std::this_thread::yield();
  other.run("COMMIT");
  claim.join();
  EXPECT_EQ(database.query("SELECT lease_owner FROM grants"), "host");
}

TEST_F(LostConnection, IsSaidWhileTheServerIsDownAndForgottenAfterwards) {
  server().stop();
  EXPECT_EQ(claimFails(), ErrorCode::storage_unavailable);
  EXPECT_EQ(codeOf([&] { grant(); }), ErrorCode::storage_unavailable);
  EXPECT_EQ(database.log().text().find(PostgresServer::password()), std::string::npos);
  EXPECT_NE(database.log().text().find("postgres on 127.0.0.1"), std::string::npos);
  server().start();
  EXPECT_EQ(run(store->claimRefresh(id, 1, "host", kLease)).kind, Claim::claimed);
  EXPECT_EQ(grant().generation, 1);
}

TEST_F(LostConnection, IsTakenForGoneWhenTheServerStandsStill) {
  const auto location = hastyLocation(Milliseconds(1'500));
  RecordingLog log;
  auto hasty = openSqlStore(location, makeRing(), log);
  run(hasty->findGrant(id));
  run(hasty->checkWritable());
  server().pause();
  EXPECT_EQ(codeOf([&] { run(hasty->findGrant(id)); }), ErrorCode::storage_unavailable);
  EXPECT_EQ(codeOf([&] { run(hasty->checkWritable()); }), ErrorCode::storage_unavailable);
  server().resume();
  EXPECT_EQ(run(hasty->findGrant(id))->generation, 1);
  EXPECT_EQ(run(hasty->claimRefresh(id, 1, "host", kLease)).kind, Claim::claimed);
}

TEST_F(LostConnection, KeepsNoStoreFromClosing) {
  const auto location = hastyLocation(Milliseconds(500));
  RecordingLog log;
  auto hasty = openSqlStore(location, makeRing(), log);
  run(hasty->checkWritable());
  server().pause();
  EXPECT_EQ(codeOf([&] { run(hasty->checkWritable()); }), ErrorCode::storage_unavailable);
  hasty.reset();
  server().resume();
}

TEST_F(LostConnection, KeepsNoIdleStoreFromClosing) {
  grant();
  run(store->checkWritable());
  server().pause();
  store.reset();
  server().resume();
}

TEST_F(LostConnection, MayBeToAServerThatTakesNoMoreWrites) {
  server().query("ALTER ROLE patchbay SET default_transaction_read_only = on");
  server().terminateBackends();
  EXPECT_EQ(claimFails(), ErrorCode::storage_unavailable);
  EXPECT_EQ(grant().generation, 1);
  server().query(
      "BEGIN READ WRITE; ALTER ROLE patchbay RESET default_transaction_read_only; COMMIT");
  EXPECT_EQ(run(store->claimRefresh(id, 1, "host", kLease)).kind, Claim::claimed);
}

class Relayed : public LostConnection {
 protected:
  DatabaseLocation throughRelay(const std::string& more = "") {
    std::string url = database.url() + more;
    const std::string port = ":" + std::to_string(server().port()) + "/";
    url.replace(url.find(port), port.size(), ":" + std::to_string(relay.port()) + "/");
    return PostgresServer::locationOf(url);
  }

  CommitRelay relay{server().port()};
  RecordingLog log;
};

/// A store whose connections may lead nowhere: a router that forgot them, a cable that is out.
class BlackHole : public Relayed {
 protected:
  /// One connection that writes and one that reads, so that each call meets a used one.
  DatabaseLocation hastyThroughRelay() {
    auto location = throughRelay("&connect_timeout=2");
    location.longest_call = Milliseconds(1'500);
    location.postgres_connections = 2;
    return location;
  }
};

TEST_F(BlackHole, EndsACallAtItsBoundAndIsForgottenOnceItIsOver) {
  auto hasty = openSqlStore(hastyThroughRelay(), makeRing(), log);
  run(hasty->findGrant(id));
  run(hasty->checkWritable());
  relay.swallow(true);
  EXPECT_EQ(codeOf([&] { run(hasty->findGrant(id)); }), ErrorCode::storage_unavailable);
  EXPECT_EQ(codeOf([&] { run(hasty->checkWritable()); }), ErrorCode::storage_unavailable);
  EXPECT_NE(log.text().find("did not answer in time"), std::string::npos) << log.text();
  relay.swallow(false);
  // On fresh connections: what went into the old ones is lost.
  EXPECT_EQ(run(hasty->findGrant(id))->generation, 1);
  EXPECT_EQ(run(hasty->claimRefresh(id, 1, "host", kLease)).kind, Claim::claimed);
}

TEST_F(BlackHole, KeepsNoHostWaitingThatConnects) {
  relay.swallow(true);
  EXPECT_EQ(codeOf([&] { openSqlStore(hastyThroughRelay(), makeRing(), log); }),
            ErrorCode::storage_unavailable);
  relay.swallow(false);
  EXPECT_NE(openSqlStore(hastyThroughRelay(), makeRing(), log), nullptr);
}

/// A store that reaches its server through a relay.
class LostAnswer : public Relayed {
 protected:
  std::unique_ptr<IntegrationStore> relayed = openSqlStore(throughRelay(), makeRing(), log);
};

TEST_F(LostAnswer, ToACommitMeansReadingAgain) {
  relay.breakNextAt(CommitRelay::Break::after_commit);
  EXPECT_EQ(codeOf([&] { run(relayed->commitRefresh(id, 1, makeToken("2"), kNow)); }),
            ErrorCode::storage_unavailable);
  const auto found = run(relayed->findGrant(id)).value();
  EXPECT_EQ(found.generation, 2);
  EXPECT_EQ(found.token.refresh_token.reveal(), "refresh-2");
  EXPECT_FALSE(run(relayed->commitRefresh(id, 1, makeToken("3"), kNow)));
}

TEST_F(LostAnswer, ToACommitThatNeverArrivedMeansReadingAgainToo) {
  relay.breakNextAt(CommitRelay::Break::before_commit);
  EXPECT_EQ(codeOf([&] { run(relayed->commitRefresh(id, 1, makeToken("2"), kNow)); }),
            ErrorCode::storage_unavailable);
  EXPECT_EQ(run(relayed->findGrant(id))->generation, 1);
  EXPECT_EQ(run(relayed->commitRefresh(id, 1, makeToken("2"), kNow))->generation, 2);
}

TEST_F(LostAnswer, DoublesNothing) {
  relay.breakNextAt(CommitRelay::Break::after_commit);
  EXPECT_EQ(codeOf([&] { insert(*relayed, "other", "1"); }), ErrorCode::storage_unavailable);
  EXPECT_EQ(run(relayed->findGrants("other", "gusto")).size(), 1U);
}

}  // namespace
}  // namespace patchbay::testing
