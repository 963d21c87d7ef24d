#include "core/crypto/random.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "core/crypto/digest.hpp"

namespace patchbay::crypto {
namespace {

TEST(Random, GivesAsManyBytesAsAsked) {
  EXPECT_EQ(randomBytes(0).size(), 0U);
  EXPECT_EQ(randomBytes(12).size(), 12U);
  EXPECT_EQ(randomBytes(1000).size(), 1000U);
}

TEST(Random, DoesNotRepeatItself) {
  std::set<std::string> seen;
  for (int round = 0; round < 1000; ++round) EXPECT_TRUE(seen.insert(randomBytes(16)).second);
}

TEST(RandomToken, IsBase64UrlOf256Bits) {
  const std::string token = randomToken();
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(parseBase64url(token)->size(), 32U);
  EXPECT_EQ(randomToken(16).size(), 22U);
}

TEST(RandomId, Is26LowerCaseLettersAndDigitsBehindItsPrefix) {
  const std::string id = randomId("grant_");
  ASSERT_TRUE(id.starts_with("grant_"));
  EXPECT_EQ(id.size(), 6U + 26U);
  EXPECT_EQ(id.substr(6).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), id.npos);
}

TEST(RandomId, UsesEveryOneOfItsPlaces) {
  std::vector<std::set<char>> seen(26);
  for (int round = 0; round < 1000; ++round) {
    const std::string id = randomId("");
    for (std::size_t at = 0; at < 26; ++at) seen[at].insert(id[at]);
  }
  // 25 places hold 5 random bits each, the last one the remaining 3 of 128.
  for (std::size_t at = 0; at < 25; ++at) EXPECT_EQ(seen[at].size(), 32U) << at;
  EXPECT_EQ(seen[25].size(), 8U);
}

}  // namespace
}  // namespace patchbay::crypto
