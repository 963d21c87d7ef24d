#include "core/crypto/digest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace patchbay::crypto {
namespace {

// FIPS 180-4 example values, as published with the standard (csrc.nist.gov, SHA256.pdf).
TEST(Sha256, GivesTheStandardsExampleValues) {
  EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, GivesTheSameBytesInEveryForm) {
  unsigned char out[32];
  sha256("abc", out);
  EXPECT_EQ(sha256("abc"), std::string(reinterpret_cast<const char*>(out), 32));
  EXPECT_EQ(sha256("abc").substr(0, 2), "\xba\x78");
}

TEST(Sha256, IsRightOnManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> hashes(4);
  for (std::string& hash : hashes) {
    threads.emplace_back([&hash] {
      for (int round = 0; round < 100; ++round) hash = sha256Hex("abc");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& hash : hashes) EXPECT_EQ(hash, sha256Hex("abc"));
}

struct Rfc4648Vector {
  const char* bytes;
  const char* text;
};

// RFC 4648 section 10.
constexpr Rfc4648Vector kVectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

TEST(Base64, GivesTheVectorsOfRfc4648) {
  for (const auto& [bytes, text] : kVectors) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(parseBase64(text), bytes);
  }
}

TEST(Base64Url, HasItsOwnAlphabetAndNoPadding) {
  EXPECT_EQ(base64("\xFB\xFF\xFE"), "+//+");
  EXPECT_EQ(base64url("\xFB\xFF\xFE"), "-__-");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(parseBase64url("-__-"), "\xFB\xFF\xFE");
  EXPECT_EQ(parseBase64url("Zg"), "f");
}

TEST(Base64, ComesBackForEveryByteAndLength) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(parseBase64(base64(bytes)), bytes);
    EXPECT_EQ(parseBase64url(base64url(bytes)), bytes);
    bytes += static_cast<char>(byte);
  }
}

TEST(Base64, RefusesWhatIsNotWrittenExactly) {
  for (const char* text :
       {"Zg", "Zg=", "Zg===", "Zm8", "Zm9v=", "Zm9vY", "Zm 8", "Zm8=\n", " Zg=", "Zg=a",
        "====", "=", "Zm9-", "Zm9_", "Zm\xC3\xA4=", "A===", "Zg==Zg=="}) {
    EXPECT_EQ(parseBase64(text), std::nullopt) << text;
  }
}

TEST(Base64Url, RefusesWhatIsNotWrittenExactly) {
  for (const char* text :
       {"Zg==", "Zm8=", "Z", "Zm9vY", "Zm 8", "Zm8\n", "Zm9+", "Zm9/", "Z\xFFg"}) {
    EXPECT_EQ(parseBase64url(text), std::nullopt) << text;
  }
  EXPECT_EQ(parseBase64url(std::string_view("Zg\0\0", 4)), std::nullopt);
}

// Otherwise a value could be spelt in several ways, and a changed text would still be accepted.
TEST(Base64, RefusesSetBitsBehindTheLastByte) {
  EXPECT_EQ(parseBase64("Zh=="), std::nullopt);
  EXPECT_EQ(parseBase64("Zm9="), std::nullopt);
  EXPECT_EQ(parseBase64url("Zh"), std::nullopt);
  EXPECT_EQ(parseBase64url("Zm9"), std::nullopt);
}

}  // namespace
}  // namespace patchbay::crypto
