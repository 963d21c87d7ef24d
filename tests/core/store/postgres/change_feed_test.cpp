#include "core/store/change_cursor.hpp"
#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/core/store/postgres/raw_postgres.hpp"

namespace patchbay::testing {
namespace {

/// A host that follows the feed of a real server.
class PostgresChangeFeed : public ::testing::Test {
 protected:
  /// One look; the workspaces whose changes are reported.
  std::vector<std::string> look() {
    std::vector<std::string> workspaces;
    for (bool is_last = false; !is_last;) {
      const auto page = run(store->findGrantChanges(cursor.next(), 100));
      if (cursor.hasLostTrack(page)) {
        cursor.restart(page);
        continue;
      }
      for (const auto& change : cursor.accept(page)) workspaces.push_back(change.workspace_id);
      is_last = page.changes.size() < 100;
    }
    cursor.endLook();
    cursor.countLook();
    return workspaces;
  }

  PostgresDatabase database;
  std::unique_ptr<IntegrationStore> store = database.open();
  ChangeCursor cursor{3};
};

constexpr const char* kSlowChange =
    "INSERT INTO grant_changes (workspace_id, integration, grant_id, generation) "
    "VALUES ('slow', 'gusto', 'grant_1', 0)";

TEST_F(PostgresChangeFeed, LosesNoChangeWhoseTransactionCommitsAfterALaterOne) {
  RawPostgres slow(database.url());
  slow.run("BEGIN");
  slow.run(kSlowChange);
  insert(*store, "quick", "1");
  EXPECT_EQ(look(), std::vector<std::string>{"quick"});
  EXPECT_EQ(look(), std::vector<std::string>{});
  slow.run("COMMIT");
  EXPECT_EQ(look(), std::vector<std::string>{"slow"});
  EXPECT_EQ(look(), std::vector<std::string>{});
}

TEST_F(PostgresChangeFeed, IsReadOnBehindAChangeThatWasRolledBack) {
  RawPostgres slow(database.url());
  slow.run("BEGIN");
  slow.run(kSlowChange);
  slow.run("ROLLBACK");
  insert(*store, "one", "1");
  EXPECT_EQ(look(), std::vector<std::string>{"one"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(look(), std::vector<std::string>{});
  EXPECT_EQ(cursor.next(), run(store->findGrantChanges(0, 1)).newest);
}

TEST(PostgresDueGrants, AreNotWaitedForWhileAnotherTransactionHoldsThem) {
  PostgresDatabase database;
  const auto store = database.open();
  const auto held = insert(*store, "acme", "1");
  const auto free = insert(*store, "acme", "2");
  RawPostgres other(database.url());
  other.run("BEGIN");
  other.run("SELECT grant_id FROM grants WHERE grant_id = '" + held.grant_id + "' FOR UPDATE");
  DueQuery query;
  query.integration = "gusto";
  query.rules.used_within = Seconds(604'800);
  query.rules.keep_alive = Seconds(2'592'000);
  query.most = 10;
  const auto due = run(store->takeDueGrants(query, held.token.expires_at)).grants;
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due.front().grant_id, free.grant_id);
  std::vector<std::string> both{held.grant_id, free.grant_id};
  EXPECT_NO_THROW(run(store->recordUses(both, kNow + Seconds(86'400))));
}

}  // namespace
}  // namespace patchbay::testing
