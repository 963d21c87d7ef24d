#include "host/api_keys.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/crypto/digest.hpp"

namespace patchbay::host {
namespace {

constexpr TimePoint kNow{Seconds(1'767'225'600)};

class ApiKeys : public ::testing::Test {
 protected:
  NewApiKey add(std::vector<std::string> workspaces = {},
                std::vector<std::string> operations = {}) {
    NewApiKey made = makeApiKey("label", std::move(workspaces), std::move(operations), kNow);
    records.push_back(made.record);
    directory.replace(records);
    return made;
  }
  bool accepts(const std::string& authorization, TimePoint now = kNow) const {
    return directory.find(authorization, now) != nullptr;
  }

  std::vector<ApiKey> records;
  ApiKeyDirectory directory;
};

TEST_F(ApiKeys, HaveAPublicIdAndTwoHundredFiftySixSecretBits) {
  const NewApiKey made = add();
  const std::string& text = made.text.reveal();
  EXPECT_EQ(text.size(), 63U);
  EXPECT_EQ(text.substr(0, 20), "pb_" + made.record.id + "_");
  EXPECT_EQ(crypto::parseBase64url(text.substr(20)).value_or("").size(), 32U);
  EXPECT_EQ(made.record.secret_hash, crypto::sha256Hex(text.substr(20)));
}

TEST_F(ApiKeys, AreAcceptedAsBearerInAnyCase) {
  const std::string key = add().text.reveal();
  EXPECT_TRUE(accepts("Bearer " + key));
  EXPECT_TRUE(accepts("bearer " + key));
  EXPECT_FALSE(accepts("Basic " + key));
  EXPECT_FALSE(accepts(key));
}

TEST_F(ApiKeys, AreRefusedWhenAnyCharacterDiffers) {
  const std::string key = add().text.reveal();
  for (std::size_t at = 0; at < key.size(); ++at) {
    std::string other = key;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(accepts("Bearer " + other)) << "changed at " << at;
  }
}

TEST_F(ApiKeys, AreRefusedWhenShorterLongerOrEmpty) {
  const std::string key = add().text.reveal();
  EXPECT_FALSE(accepts("Bearer " + key.substr(0, 62)));
  EXPECT_FALSE(accepts("Bearer " + key + "A"));
  EXPECT_FALSE(accepts("Bearer "));
  EXPECT_FALSE(accepts(""));
}

TEST_F(ApiKeys, EndAtTheirExpiry) {
  const NewApiKey made = add();
  records.front().expires_at = kNow + Seconds(10);
  directory.replace(records);
  EXPECT_TRUE(accepts("Bearer " + made.text.reveal(), kNow + Milliseconds(9'999)));
  EXPECT_FALSE(accepts("Bearer " + made.text.reveal(), kNow + Seconds(10)));
}

TEST_F(ApiKeys, AreRefusedOnceRevokedOnEveryThread) {
  const NewApiKey made = add();
  ASSERT_TRUE(accepts("Bearer " + made.text.reveal()));
  records.front().revoked_at = kNow;
  std::thread([this] { directory.replace(records); }).join();
  EXPECT_FALSE(accepts("Bearer " + made.text.reveal()));
}

TEST_F(ApiKeys, OfAnotherDirectoryAreUnknown) {
  const NewApiKey made = add();
  ASSERT_TRUE(accepts("Bearer " + made.text.reveal()));
  const ApiKeyDirectory other;
  EXPECT_EQ(other.find("Bearer " + made.text.reveal(), kNow), nullptr);
}

TEST_F(ApiKeys, WithABrokenRecordAreNotAccepted) {
  const NewApiKey made = add();
  records.front().secret_hash.pop_back();
  directory.replace(records);
  EXPECT_FALSE(accepts("Bearer " + made.text.reveal()));
}

TEST_F(ApiKeys, CarryTheirWorkspacesAndOperations) {
  const NewApiKey made = add({"shop", "bakery"}, {"token"});
  const ApiKeyScope* const scope = directory.find("Bearer " + made.text.reveal(), kNow);
  ASSERT_NE(scope, nullptr);
  EXPECT_TRUE(scope->sees("bakery"));
  EXPECT_FALSE(scope->sees("baker"));
  EXPECT_FALSE(scope->sees(""));
  EXPECT_TRUE(scope->allows(Operation::token));
  EXPECT_FALSE(scope->allows(Operation::disconnect));
}

TEST_F(ApiKeys, WithoutListsMayDoEverythingEverywhere) {
  const NewApiKey made = add();
  const ApiKeyScope* const scope = directory.find("Bearer " + made.text.reveal(), kNow);
  ASSERT_NE(scope, nullptr);
  EXPECT_TRUE(scope->sees("anything"));
  for (const std::string_view name : kOperationNames) {
    EXPECT_TRUE(scope->allows(*parseOperation(name))) << name;
  }
}

TEST_F(ApiKeys, WithOnlyUnknownOperationsMayDoNothing) {
  const NewApiKey made = add({}, {"from_the_future"});
  const ApiKeyScope* const scope = directory.find("Bearer " + made.text.reveal(), kNow);
  ASSERT_NE(scope, nullptr);
  EXPECT_EQ(scope->operations, 0U);
}

}  // namespace
}  // namespace patchbay::host
