#include <fstream>
#include <iterator>

#include "core/store/refused_texts.hpp"
#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

class SqliteSealing : public ::testing::Test {
 protected:
  void expectRefused(const std::string& grant_id) {
    EXPECT_EQ(codeOf([&] { run(store->findGrant(grant_id)); }), ErrorCode::sealed_text_refused);
  }

  SqliteDatabase database;
  std::unique_ptr<IntegrationStore> store = database.open();
  RawDatabase raw{database.file()};
};

TEST_F(SqliteSealing, RefusesARowCopiedToAnotherWorkspace) {
  const auto grant = connect(*store, "acme", "1", {"A"});
  raw.run("UPDATE grants SET workspace_id = 'thief'");
  EXPECT_EQ(codeOf([&] { run(store->findGrants("thief", "gusto")); }),
            ErrorCode::sealed_text_refused);
  expectRefused(grant.grant_id);
}

TEST_F(SqliteSealing, RefusesAPairCopiedToAnotherGrant) {
  const auto victim = insert(*store, "acme", "1");
  const auto thief = insert(*store, "thief", "2");
  raw.run(
      "UPDATE grants SET sealed_access_token = (SELECT sealed_access_token FROM grants "
      "WHERE grant_id = '" +
      victim.grant_id + "') WHERE grant_id = '" + thief.grant_id + "'");
  expectRefused(thief.grant_id);
  EXPECT_TRUE(run(store->findGrant(victim.grant_id)));
}

TEST_F(SqliteSealing, CountsWhatItRefuses) {
  const auto grant = insert(*store, "acme", "1");
  run(store->findGrant(grant.grant_id));
  const auto before = refusedTexts();
  raw.run("UPDATE grants SET generation = 2");
  expectRefused(grant.grant_id);
  expectRefused(grant.grant_id);
  EXPECT_EQ(refusedTexts(), before + 2);
}

TEST_F(SqliteSealing, RefusesSwappedColumns) {
  const auto grant = insert(*store, "acme", "1");
  raw.run(
      "UPDATE grants SET sealed_access_token = sealed_refresh_token, "
      "sealed_refresh_token = sealed_access_token");
  expectRefused(grant.grant_id);
}

TEST_F(SqliteSealing, RefusesAGenerationChangedByHand) {
  const auto grant = insert(*store, "acme", "1");
  raw.run("UPDATE grants SET generation = 2");
  expectRefused(grant.grant_id);
}

TEST_F(SqliteSealing, RefusesAnEarlierPairPutBack) {
  const auto grant = insert(*store, "acme", "1");
  const auto earlier = raw.read("SELECT sealed_refresh_token FROM grants");
  run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  raw.run("UPDATE grants SET sealed_refresh_token = '" + earlier + "'");
  expectRefused(grant.grant_id);
}

TEST_F(SqliteSealing, RefusesAnyFlippedByte) {
  const auto grant = insert(*store, "acme", "1");
  for (const std::string column :
       {"sealed_access_token", "sealed_refresh_token", "sealed_id_token"}) {
    const auto sealed = raw.read("SELECT " + column + " FROM grants");
    ASSERT_GT(sealed.size(), 40U);
    for (std::size_t at = 0; at < sealed.size(); ++at) {
      std::string flipped = sealed;
      flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
      raw.run("UPDATE grants SET " + column + " = '" + flipped + "'");
      expectRefused(grant.grant_id);
    }
    raw.run("UPDATE grants SET " + column + " = '" + sealed + "'");
  }
  EXPECT_TRUE(run(store->findGrant(grant.grant_id)));
}

TEST_F(SqliteSealing, RefusesALoginMovedToAnotherWorkspace) {
  run(store->insertPendingLogin(makeLogin("s1")));
  raw.run("UPDATE pending_logins SET workspace_id = 'thief'");
  EXPECT_EQ(codeOf([&] { run(store->takePendingLogin("s1", kNow)); }),
            ErrorCode::sealed_text_refused);
  EXPECT_FALSE(run(store->takePendingLogin("s1", kNow)));
}

TEST_F(SqliteSealing, ServesTheOtherRowsWhenOnesKeyIsUnknown) {
  const auto old = insert(*store, "acme", "old");
  const auto later = database.open(makeRing({"k2"}));
  const auto young = insert(*later, "other", "young");
  EXPECT_EQ(codeOf([&] { run(later->findGrant(old.grant_id)); }), ErrorCode::sealed_text_refused);
  EXPECT_EQ(codeOf([&] { run(later->findGrants("acme", "gusto")); }),
            ErrorCode::sealed_text_refused);
  EXPECT_EQ(run(later->findGrants("other", "gusto")).size(), 1U);
  EXPECT_TRUE(run(later->findGrant(young.grant_id)));
}

TEST_F(SqliteSealing, ReadsWithEveryKeyAndWritesWithTheFirst) {
  const auto grant = insert(*store, "acme", "1");
  const auto later = database.open(makeRing({"k2", "k1"}));
  EXPECT_TRUE(run(later->findGrant(grant.grant_id)));
  run(later->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  EXPECT_EQ(raw.read("SELECT sealed_access_token FROM grants").substr(0, 6), "v1.k2.");
}

TEST_F(SqliteSealing, LeavesTheLeaseAloneWhenAPairDoesNotOpen) {
  const auto grant = insert(*store, "acme", "1");
  raw.run("UPDATE grants SET sealed_access_token = 'v1.k1.AAAA'");
  EXPECT_EQ(codeOf([&] { run(store->claimRefresh(grant.grant_id, 1, "host-1", kLease)); }),
            ErrorCode::sealed_text_refused);
  EXPECT_EQ(raw.read("SELECT COUNT(lease_owner) FROM grants"), "0");
}

TEST_F(SqliteSealing, HealsARecordWhosePairDoesNotOpen) {
  const auto old = connect(*store, "acme", "old", {"A"});
  raw.run("UPDATE grants SET sealed_access_token = 'v1.k1.AAAA'");
  const auto healed = connect(*store, "acme", "new", {"A"});
  EXPECT_EQ(healed.grant_id, old.grant_id);
  EXPECT_EQ(healed.token.access_token.reveal(), "access-new");
}

TEST_F(SqliteSealing, NamesTableGrantAndCauseInTheLogOnly) {
  const auto grant = insert(*store, "acme", "1");
  raw.run("UPDATE grants SET generation = 7");
  try {
    run(store->findGrant(grant.grant_id));
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.publicText().find(grant.grant_id), std::string::npos);
    EXPECT_NE(error.detail().find("grants.sealed_access_token of grant " + grant.grant_id),
              std::string::npos);
  }
  EXPECT_NE(database.log().text().find("sealed_text_refused"), std::string::npos);
  EXPECT_NE(database.log().text().find(grant.grant_id), std::string::npos);
}

std::string bytesOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// O17: no token in clear.
TEST_F(SqliteSealing, LeavesNoSecretInAnyFile) {
  const auto grant = connect(*store, "acme", "1", {"tenant-in-clear"});
  run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  connect(*store, "acme", "3", {"tenant-in-clear"});
  run(store->insertPendingLogin(makeLogin("s1")));
  std::string bytes;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::string part = bytesOf(database.file().string() + suffix);
    EXPECT_FALSE(part.empty()) << suffix;
    bytes += part;
  }
  for (const char* secret :
       {"access-", "refresh-", "id-1", "id-2", "id-3", "verifier-", "nonce-"}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(bytes.find("tenant-in-clear"), std::string::npos) << "the search finds nothing at all";
}

}  // namespace
}  // namespace patchbay::testing
