#include <filesystem>
#include <fstream>

#include "tests/core/store/postgres/postgres_under_test.hpp"

namespace patchbay::testing {
namespace {

namespace fs = std::filesystem;

/// All bytes of all files; quicker than one letter at a time.
std::string readAllFiles(const fs::path& folder) {
  std::string bytes;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string part(entry.file_size(), '\0');
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    bytes += part;
  }
  return bytes;
}

TEST(PostgresTexts, OfTokensAreLegibleNowhereOnDisk) {
  PostgresDatabase database;
  const auto store = database.open();
  const auto grant = insert(*store, "legible-workspace", "sealed-secret");
  run(store->commitRefresh(grant.grant_id, 1, makeToken("sealed-secret-2"), kNow));
  auto login = makeLogin("legible-state");
  login.code_verifier = Secret("sealed-secret-3");
  run(store->insertPendingLogin(login));
  database.query("CHECKPOINT");
  const std::string bytes = readAllFiles(PostgresServer::shared().dataFolder());
  EXPECT_NE(bytes.find("legible-workspace"), std::string::npos);
  EXPECT_NE(bytes.find("legible-state"), std::string::npos);
  EXPECT_EQ(bytes.find("sealed-secret"), std::string::npos);
}

TEST(PostgresTexts, ThatCannotBeStoredAreRefusedWhereTheyNameSomething) {
  PostgresDatabase database;
  const auto store = database.open();
  for (const std::string& name : {std::string("a\0b", 3), std::string("a\xff")}) {
    EXPECT_EQ(codeOf([&] { insert(*store, name, "1"); }), ErrorCode::invalid_request);
    EXPECT_EQ(codeOf([&] { run(store->findGrant(name)); }), ErrorCode::invalid_request);
  }
  EXPECT_EQ(database.query("SELECT COUNT(*) FROM grants"), "0");
}

TEST(PostgresTexts, OfErrorsNameTheDatabaseAndNoValue) {
  PostgresDatabase database;
  const auto store = database.open();
  const auto login = makeLogin("state-value");
  run(store->insertPendingLogin(login));
  try {
    run(store->insertPendingLogin(login));
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::internal);
    EXPECT_NE(error.detail().find("postgres on 127.0.0.1"), std::string::npos);
    EXPECT_NE(error.detail().find("SQLSTATE 23505"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("value"), std::string::npos);
  }
  EXPECT_EQ(database.log().text().find("state-value"), std::string::npos);
}

TEST(PostgresTexts, OfTheUrlGoToTheServerAndOursWhereItIsSilent) {
  const std::string url = PostgresServer::shared().url();
  const std::string names =
      "SELECT string_agg(DISTINCT application_name, ',') FROM pg_stat_activity "
      "WHERE application_name LIKE '%board'";
  PostgresDatabase database;
  RecordingLog log;
  const auto location =
      PostgresServer::locationOf(database.url() + "&application_name=switch%20board");
  const auto store = openSqlStore(location, makeRing(), log);
  run(store->checkWritable());
  EXPECT_EQ(PostgresServer::query(url, names), "switch board");
  const auto silent = database.open();
  run(silent->checkWritable());
  EXPECT_NE(PostgresServer::query(
                url, "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'patchbay'"),
            "0");
}

TEST(PostgresTexts, OfAWrongPasswordNameTheUserAndTheCure) {
  std::string url = PostgresServer::shared().url();
  url.replace(url.find("p%3Dw"), 5, "guess");
  try {
    migrateDatabase(PostgresServer::locationOf(url));
    FAIL();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::storage_unavailable);
    EXPECT_NE(std::string(error.what()).find("PATCHBAY_DATABASE_URL"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("\"patchbay\""), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("guess"), std::string::npos);
  }
}

}  // namespace
}  // namespace patchbay::testing
