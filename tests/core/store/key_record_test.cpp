#include "core/store/key_record.hpp"

#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

class KeyRecord : public ::testing::Test {
 protected:
  void record(const crypto::KeyRing& ring) { recordKeyRing(database.location(), ring); }
  /// What a host is told that begins with this ring; empty when it fits.
  std::string refusalOf(const crypto::KeyRing& ring) {
    try {
      checkKeyRing(database.location(), ring);
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
      return error.publicText();
    }
    return {};
  }

  SqliteDatabase database;
};

TEST_F(KeyRecord, FitsAnyRingWhileNothingIsSealed) { EXPECT_EQ(refusalOf(makeRing({"k7"})), ""); }

TEST_F(KeyRecord, RefusesARingWithoutAnyOfItsKeys) {
  record(makeRing({"k1"}));
  EXPECT_NE(refusalOf(makeRing({"k2"})).find("lacks the key k1"), std::string::npos);
  EXPECT_EQ(codeOf([&] { record(makeRing({"k2"})); }), ErrorCode::settings_invalid);
  EXPECT_EQ(refusalOf(makeRing({"k1"})), "") << "the refused one left nothing behind";
}

TEST_F(KeyRecord, RefusesAnotherKeyOfTheSameName) {
  record(makeRing({"k1"}));
  const crypto::KeyRing other({{"k1", Secret(std::string(32, 'x'))}});
  EXPECT_NE(refusalOf(other).find("key k1 is another one"), std::string::npos);
  const crypto::KeyRing behind(
      {{"k2", Secret(std::string(32, '2'))}, {"k1", Secret(std::string(32, 'x'))}});
  EXPECT_NE(refusalOf(behind).find("key k1 is another one"), std::string::npos);
}

TEST_F(KeyRecord, FollowsAChangeOfKeys) {
  record(makeRing({"k1"}));
  record(makeRing({"k1", "k2"}));
  EXPECT_NE(refusalOf(makeRing({"k2"})), "") << "k2 has sealed nothing yet";
  record(makeRing({"k2", "k1"}));
  EXPECT_EQ(refusalOf(makeRing({"k2"})), "");
  EXPECT_EQ(refusalOf(makeRing({"k1"})), "") << "a host that was not restarted yet";
}

TEST_F(KeyRecord, KeepsNoKeyInTheDatabase) {
  record(makeRing({"k1"}));
  const std::string proof =
      RawDatabase(database.file()).read("SELECT sealed_proof FROM sealing_keys");
  EXPECT_EQ(proof.substr(0, 6), "v1.k1.");
  EXPECT_EQ(proof.find(makeRing().writer().bytes.reveal()), std::string::npos);
}

TEST_F(KeyRecord, CountsWhatAKeyHasSealed) {
  const auto old = insert(*database.open(makeRing({"k1"})), "acme", "1");
  insert(*database.open(makeRing({"k1"})), "other", "2");
  const auto store = database.open(makeRing({"k2", "k1"}));
  EXPECT_EQ(countSealedBy(database.location(), "k1"), 2);
  run(store->commitRefresh(old.grant_id, 1, makeToken("3"), kNow));
  EXPECT_EQ(countSealedBy(database.location(), "k1"), 1);
  EXPECT_EQ(countSealedBy(database.location(), "k2"), 1);
  EXPECT_EQ(countSealedBy(database.location(), "k"), 0);
}

}  // namespace
}  // namespace patchbay::testing
