#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <string>

#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/sqlite_under_test.hpp"
#include "tests/support/file_size_limit.hpp"

namespace patchbay::testing {
namespace {

mode_t modeOf(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) ADD_FAILURE() << file << " is missing";
  return status.st_mode & 07777;
}

void expectOwnerOnly(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    EXPECT_EQ(modeOf(file.string() + suffix), 0600U) << suffix;
  }
}

ErrorCode writeFails(IntegrationStore& store) {
  return codeOf([&] { run(store.checkWritable()); });
}

TEST(SqliteFile, CanBeReadByItsOwnerOnly) {
  const mode_t before = ::umask(0);
  const SqliteDatabase database;
  RecordingLog log;
  const auto store = openSqlStore(database.location(), makeRing(), log);
  run(store->checkWritable());
  ::umask(before);
  expectOwnerOnly(database.file());
}

TEST(SqliteFile, IsClosedToOthersWhenItWasOpen) {
  SqliteDatabase database;
  ::chmod(database.file().c_str(), 0644);
  const auto store = database.open();
  run(store->checkWritable());
  expectOwnerOnly(database.file());
}

TEST(SqliteFile, UsesTheWriteAheadLog) {
  SqliteDatabase database;
  EXPECT_EQ(RawDatabase(database.file()).read("PRAGMA journal_mode"), "wal");
}

TEST(SqliteFile, MayHaveBlanksQuotesAndEqualSignsInItsName) {
  const TemporaryFolder folder;
  const auto odd = folder.path() / "a = b 'c'  %20 :d";
  std::filesystem::create_directory(odd);
  DatabaseLocation location;
  location.sqlite_file = odd / "x=1 y.db";
  migrateDatabase(location);
  EXPECT_TRUE(std::filesystem::exists(location.sqlite_file));
  RecordingLog log;
  run(openSqlStore(location, makeRing(), log)->checkWritable());
}

TEST(SqliteFile, RefusesANameThatCannotBePassedOn) {
  const TemporaryFolder folder;
  DatabaseLocation location;
  location.sqlite_file = folder.path() / "a\"b.db";
  EXPECT_EQ(codeOf([&] { migrateDatabase(location); }), ErrorCode::settings_invalid);
}

TEST(SqliteFile, IsMissedWithCauseAndCure) {
  const TemporaryFolder folder;
  DatabaseLocation location;
  location.sqlite_file = folder.path() / "none.db";
  RecordingLog log;
  try {
    openSqlStore(location, makeRing(), log);
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::storage_unavailable);
    EXPECT_NE(error.detail().find("none.db: No such file or directory"), std::string::npos);
    EXPECT_NE(error.detail().find("patchbay migrate"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(location.sqlite_file));
}

TEST(SqliteFile, NeedsAFolder) {
  const TemporaryFolder folder;
  DatabaseLocation location;
  location.sqlite_file = folder.path() / "none" / "x.db";
  EXPECT_EQ(codeOf([&] { migrateDatabase(location); }), ErrorCode::storage_unavailable);
}

TEST(SqliteFile, IsRefusedWhenItIsNoDatabase) {
  const TemporaryFolder folder;
  DatabaseLocation location;
  location.sqlite_file = folder.path() / "x.db";
  std::ofstream(location.sqlite_file) << std::string(8192, 'x');
  EXPECT_EQ(codeOf([&] { migrateDatabase(location); }), ErrorCode::storage_unavailable);
}

TEST(SqliteFile, ALockHeldByAnotherProgramStopsWritesUntilItIsGone) {
  SqliteDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");
  RawDatabase raw(database.file());
  raw.run("BEGIN IMMEDIATE");
  EXPECT_EQ(writeFails(*store), ErrorCode::storage_unavailable);
  EXPECT_EQ(codeOf([&] { insert(*store, "acme", "2"); }), ErrorCode::storage_unavailable);
  EXPECT_TRUE(run(store->findGrant(grant.grant_id))) << "reading needs no lock";
  raw.run("COMMIT");
  run(store->checkWritable());
  EXPECT_EQ(run(store->findGrants("acme", "gusto")).size(), 1U);
}

TEST(SqliteFile, IsNotWrittenOnAfterItWasMovedAway) {
  SqliteDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");
  const auto elsewhere = database.file().string() + ".moved";
  std::filesystem::rename(database.file(), elsewhere);
  EXPECT_EQ(writeFails(*store), ErrorCode::storage_unavailable);
  EXPECT_EQ(codeOf([&] { run(store->findGrant(grant.grant_id)); }), ErrorCode::storage_unavailable);
  std::filesystem::rename(elsewhere, database.file());
  run(store->checkWritable());
  EXPECT_TRUE(run(store->findGrant(grant.grant_id)));
}

TEST(SqliteFile, AFullDiskLosesNothingThatWasStored) {
  SqliteDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");
  ErrorCode failure = ErrorCode::internal;
  {
    const FileSizeLimit full(std::filesystem::file_size(database.file().string() + "-wal"));
    failure = codeOf([&] { run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)); });
  }
  EXPECT_EQ(failure, ErrorCode::storage_unavailable);
  EXPECT_EQ(run(store->findGrant(grant.grant_id))->token.access_token.reveal(), "access-1");
  EXPECT_TRUE(run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)));
}

/// What is stored after the write-ahead log lost all behind its first `bytes`, as after a power
/// cut.
std::string pairAfterTearing(const std::filesystem::path& file, std::uintmax_t bytes) {
  const TemporaryFolder folder;
  DatabaseLocation location;
  location.sqlite_file = folder.path() / "patchbay.db";
  const auto wal = location.sqlite_file.string() + "-wal";
  std::filesystem::copy_file(file, location.sqlite_file);
  std::filesystem::copy_file(file.string() + "-wal", wal);
  std::filesystem::resize_file(wal, bytes);
  RecordingLog log;
  const auto store = openSqlStore(location, makeRing(), log);
  const auto grants = run(store->findGrants("acme", "gusto"));
  run(store->checkWritable());
  if (grants.empty()) return "";
  const auto& token = grants.front().token;
  return token.access_token.reveal() + " " + token.refresh_token.reveal();
}

TEST(SqliteFile, ATornWriteAheadLogGivesAnEarlierStateAndNeverHalfOfOne) {
  SqliteDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "acme", "1");
  ASSERT_TRUE(run(store->commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)));
  const auto size = std::filesystem::file_size(database.file().string() + "-wal");
  std::set<std::string> seen;
  for (std::uintmax_t bytes = 0; bytes < size; bytes += 1'000) {
    seen.insert(pairAfterTearing(database.file(), bytes));
  }
  seen.insert(pairAfterTearing(database.file(), size));
  EXPECT_EQ(seen, (std::set<std::string>{"", "access-1 refresh-1", "access-2 refresh-2"}));
}

/// Lets the process act as an ordinary user, which root's rights would hide.
class OrdinaryUser {
 public:
  OrdinaryUser() {
    if (::geteuid() == 0 && ::seteuid(kNobody) != 0) ADD_FAILURE() << "seteuid failed";
  }
  ~OrdinaryUser() {
    if (::getuid() == 0 && ::seteuid(0) != 0) std::abort();
  }
  static constexpr uid_t kNobody = 65534;
};

TEST(SqliteFile, IsRefusedWhenItIsReadOnly) {
  const SqliteDatabase database;
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(database.file().parent_path().c_str(), OrdinaryUser::kNobody, -1), 0);
    ASSERT_EQ(::chown(database.file().c_str(), OrdinaryUser::kNobody, -1), 0);
  }
  const OrdinaryUser user;
  ::chmod(database.file().c_str(), 0400);
  RecordingLog log;
  EXPECT_EQ(codeOf([&] { openSqlStore(database.location(), makeRing(), log); }),
            ErrorCode::storage_unavailable);
  ::chmod(database.file().c_str(), 0600);
  run(openSqlStore(database.location(), makeRing(), log)->checkWritable());
}

TEST(SqliteFile, NoErrorCarriesAValue) {
  SqliteDatabase database;
  const auto store = database.open();
  ApiKey key;
  key.id = "id-in-the-statement";
  key.secret_hash = "hash-in-the-statement";
  run(store->insertApiKey(key));
  try {
    run(store->insertApiKey(key));
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(std::string(error.what()).find("in-the-statement"), std::string::npos);
    EXPECT_NE(error.detail().find("UNIQUE"), std::string::npos);
  }
}

}  // namespace
}  // namespace patchbay::testing
