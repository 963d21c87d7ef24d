#include "core/store/copy_database.hpp"

#include "core/store/key_record.hpp"
#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

class CopyDatabase : public ::testing::Test {
 protected:
  std::int64_t copy() { return copyDatabase(from.location(), to.location()); }
  std::string readThere(const std::string& sql) { return RawDatabase(to.file()).read(sql); }

  SqliteDatabase from;
  SqliteDatabase to;
};

TEST_F(CopyDatabase, TakesAlongAllThatIsStored) {
  const auto store = from.open();
  const auto grant = connect(*store, "acme", "1", {"A", "B"});
  run(store->insertPendingLogin(makeLogin("s1")));
  ApiKey key;
  key.id = "abcdefghijklmnop";
  key.secret_hash = "hash";
  run(store->insertApiKey(key));
  recordKeyRing(from.location(), makeRing());
  EXPECT_EQ(copy(), 1);

  const auto copied = to.open();
  const auto found = run(copied->findGrant(grant.grant_id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->token.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(found->tenants.size(), 2U);
  EXPECT_TRUE(run(copied->takePendingLogin("s1", kNow)));
  EXPECT_FALSE(run(copied->listApiKeys()).front().expires_at) << "NULL stays NULL";
  EXPECT_EQ(codeOf([&] { checkKeyRing(to.location(), makeRing({"k2"})); }),
            ErrorCode::settings_invalid);
}

TEST_F(CopyDatabase, GoesOnCountingWhereTheOldOneEnded) {
  insert(*from.open(), "acme", "1");
  copy();
  const auto younger = insert(*to.open(), "acme", "2");
  EXPECT_EQ(readThere("SELECT COUNT(DISTINCT arrival) FROM grants"), "2");
  EXPECT_EQ(run(to.open()->findGrants("acme", "gusto")).back().grant_id, younger.grant_id);
}

TEST_F(CopyDatabase, TakesAlongMoreThanOneReading) {
  RawDatabase(from.file())
      .run(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234) "
          "INSERT INTO provider_events (integration, event_id, effect, tenant_id, happened_at, "
          "received_at) SELECT 'gusto', 'e' || i, 'purge', 't', i, i FROM n");
  copy();
  EXPECT_EQ(readThere("SELECT COUNT(*) FROM provider_events"), "1234");
  EXPECT_EQ(readThere("SELECT event_id FROM provider_events ORDER BY sequence DESC LIMIT 1"),
            "e1234");
}

TEST_F(CopyDatabase, MissesNoTable) {
  // A table that a later step adds must be copied, or be named here as one that may stay behind.
  EXPECT_EQ(readThere("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT IN "
                      "('schema_migrations', 'revisions', 'grant_changes', 'sqlite_sequence')"),
            "10");
}

TEST_F(CopyDatabase, OverwritesNothing) {
  insert(*from.open(), "acme", "1");
  insert(*to.open(), "other", "2");
  EXPECT_EQ(codeOf([&] { copy(); }), ErrorCode::settings_invalid);
  EXPECT_EQ(readThere("SELECT COUNT(*) FROM grants"), "1");
}

TEST_F(CopyDatabase, LeavesNoHalfWhereItFails) {
  insert(*from.open(), "acme", "1");
  RawDatabase(from.file()).run("DROP TABLE event_handshakes");
  RawDatabase(from.file()).run("CREATE TABLE event_handshakes (sequence INTEGER, strange TEXT)");
  RawDatabase(from.file()).run("INSERT INTO event_handshakes VALUES (1, 'x')");
  EXPECT_ANY_THROW(copy());
  EXPECT_EQ(readThere("SELECT COUNT(*) FROM grants"), "0");
}

}  // namespace
}  // namespace patchbay::testing
