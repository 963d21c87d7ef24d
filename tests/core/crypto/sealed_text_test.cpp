#include "core/crypto/sealed_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"

namespace patchbay::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const SealPlace kPlace{"grants", "refresh_token", "ws-1", "gusto", "grant_1", "7"};

KeyRing ringOf(const std::string& id, char fill) {
  return KeyRing({{id, Secret(std::string(32, fill))}});
}

std::string refusalOf(const std::string& sealed, const SealPlace& place, const KeyRing& ring) {
  try {
    open(sealed, place, ring);
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::sealed_text_refused);
    return error.what();
  }
  ADD_FAILURE() << "it was opened: " << sealed;
  return "";
}

TEST(SealedText, OpensWhereItWasSealed) {
  const KeyRing ring = ringOf("k1", 'a');
  for (const std::string& text :
       {std::string(), std::string("token"), std::string(4096, 'x'), std::string("\0\xFF\n", 3)}) {
    EXPECT_EQ(open(seal(Secret(text), kPlace, ring), kPlace, ring).reveal(), text);
  }
}

TEST(SealedText, IsPlainAsciiThatNamesFormAndKey) {
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ringOf("key-7", 'a'));
  ASSERT_TRUE(sealed.starts_with("v1.key-7."));
  const auto payload = parseBase64url(sealed.substr(9));
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->size(), 12U + 5U + 16U);
  EXPECT_THAT(*payload, Not(HasSubstr("token")));
}

TEST(SealedText, NeverUsesANonceTwice) {
  const KeyRing ring = ringOf("k1", 'a');
  std::set<std::string> nonces;
  for (int round = 0; round < 1000; ++round) {
    const std::string sealed = seal(Secret(std::string("token")), kPlace, ring);
    EXPECT_TRUE(nonces.insert(parseBase64url(sealed.substr(6))->substr(0, 12)).second);
  }
}

// What one version seals, every later one must open: the text below is stored in databases.
TEST(SealedText, OpensWhatTheFirstVersionSealed) {
  EXPECT_EQ(open("v1.k1.j2fovRcRMmBktsqT4yrPFwS6JjUjin3A7QN6sQgZrEKpsxYh9vtieupxtsmXyXa5eQM",
                 kPlace, ringOf("k1", 'a'))
                .reveal(),
            "a stored refresh token");
}

TEST(SealedText, IsRefusedAfterAnyFlippedBit) {
  const KeyRing ring = ringOf("k1", 'a');
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ring);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_THAT(refusalOf(changed, kPlace, ring), Not(HasSubstr("token")));
    }
  }
}

TEST(SealedText, IsRefusedWhenCutOrExtended) {
  const KeyRing ring = ringOf("k1", 'a');
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ring);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    refusalOf(sealed.substr(0, size), kPlace, ring);
  }
  for (const char* tail : {"A", "AA", "AAAA", "=", ".", "\n"}) {
    refusalOf(sealed + tail, kPlace, ring);
  }
}

TEST(SealedText, IsRefusedAtEveryOtherPlace) {
  const KeyRing ring = ringOf("k1", 'a');
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ring);
  for (std::size_t part = 0; part < kPlace.size(); ++part) {
    SealPlace other = kPlace;
    other[part] += "x";
    EXPECT_THAT(refusalOf(sealed, other, ring), HasSubstr("another place"));
  }
  refusalOf(sealed, {}, ring);
}

// Parts are bound with their lengths, so text cannot move from one part to the next.
TEST(SealedText, TellsApartPlacesThatJoinToTheSameText) {
  const KeyRing ring = ringOf("k1", 'a');
  const std::string sealed = seal(Secret(std::string("token")), {"ab", "c"}, ring);
  refusalOf(sealed, {"a", "bc"}, ring);
  refusalOf(sealed, {"abc"}, ring);
  refusalOf(sealed, {"ab", "c", ""}, ring);
  refusalOf(sealed, {"", "ab", "c"}, ring);
}

TEST(SealedText, OpensWithAKeyThatOnlyReads) {
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ringOf("old", 'a'));
  const KeyRing ring(
      {{"new", Secret(std::string(32, 'b'))}, {"old", Secret(std::string(32, 'a'))}});
  EXPECT_EQ(open(sealed, kPlace, ring).reveal(), "token");
  EXPECT_TRUE(seal(Secret(std::string("token")), kPlace, ring).starts_with("v1.new."));
}

TEST(SealedText, NamesAKeyThatTheRingDoesNotHold) {
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ringOf("old", 'a'));
  EXPECT_THAT(refusalOf(sealed, kPlace, ringOf("new", 'a')),
              HasSubstr("the key old is not in the key file"));
  EXPECT_THAT(refusalOf("v1.<b>\n.AAAA", kPlace, ringOf("new", 'a')), HasSubstr("(unreadable)"));
}

TEST(SealedText, IsRefusedByAnotherKeyOfTheSameName) {
  const std::string sealed = seal(Secret(std::string("token")), kPlace, ringOf("k1", 'a'));
  refusalOf(sealed, kPlace, ringOf("k1", 'b'));
}

TEST(SealedText, IsRefusedUnderAnotherNameOfTheSameKey) {
  std::string sealed = seal(Secret(std::string("token")), kPlace, ringOf("k1", 'a'));
  sealed[4] = '2';
  refusalOf(sealed, kPlace, ringOf("k2", 'a'));
}

TEST(SealedText, OfAnUnknownFormIsRefused) {
  const KeyRing ring = ringOf("k1", 'a');
  for (const char* text :
       {"", "v1", "v1.", "v1.k1", "v2.k1.AAAA", "plain token", "..", "v1..AAAA"}) {
    refusalOf(text, kPlace, ring);
  }
}

}  // namespace
}  // namespace patchbay::crypto
