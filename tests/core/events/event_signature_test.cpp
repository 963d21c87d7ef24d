#include "core/events/event_signature.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

// RFC 4231, test case 2.
constexpr const char* kKey = "Jefe";
constexpr const char* kBody = "what do ya want for nothing?";
constexpr const char* kHex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
constexpr const char* kBase64 = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";

EventSignature rule(EventSignature::Encoding encoding, const char* key = kKey) {
  EventSignature made;
  made.header = "x-signature";
  made.encoding = encoding;
  made.key = Secret(key);
  return made;
}

TEST(EventSignature, IsHexOrBase64) {
  EXPECT_TRUE(isSignedEvent(rule(EventSignature::Encoding::hex), kHex, kBody));
  EXPECT_TRUE(isSignedEvent(rule(EventSignature::Encoding::base64), kBase64, kBody));
  EXPECT_FALSE(isSignedEvent(rule(EventSignature::Encoding::hex), kBase64, kBody));
  EXPECT_FALSE(isSignedEvent(rule(EventSignature::Encoding::base64), kHex, kBody));
}

TEST(EventSignature, IsOverEveryByteOfTheBody) {
  const auto hex = rule(EventSignature::Encoding::hex);
  EXPECT_FALSE(isSignedEvent(hex, kHex, std::string(kBody) + "\n"));
  EXPECT_FALSE(isSignedEvent(hex, kHex, ""));
  EXPECT_FALSE(isSignedEvent(hex, kHex, "What do ya want for nothing?"));
}

TEST(EventSignature, IsWhole) {
  const auto hex = rule(EventSignature::Encoding::hex);
  const std::string whole(kHex);
  EXPECT_FALSE(isSignedEvent(hex, "", kBody));
  EXPECT_FALSE(isSignedEvent(hex, whole.substr(0, 63), kBody));
  EXPECT_FALSE(isSignedEvent(hex, "sha256=" + whole, kBody));
  EXPECT_FALSE(isSignedEvent(hex, whole + "," + whole, kBody));
}

TEST(EventSignature, NeedsAKey) {
  // HMAC-SHA256 of the body under the empty key.
  EXPECT_FALSE(isSignedEvent(rule(EventSignature::Encoding::hex, ""),
                             "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
                             ""));
}

}  // namespace
}  // namespace patchbay
