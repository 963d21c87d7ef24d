#include "core/oauth/pkce.hpp"

#include <gtest/gtest.h>

#include "core/crypto/random.hpp"

namespace patchbay::oauth {
namespace {

TEST(Pkce, GivesTheChallengeOfRfc7636AppendixB) {
  EXPECT_EQ(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, TakesARandomTokenAsVerifier) { EXPECT_TRUE(isCodeVerifier(crypto::randomToken(32))); }

TEST(Pkce, LimitsVerifiersTo43To128UnreservedCharacters) {
  EXPECT_FALSE(isCodeVerifier(std::string(42, 'a')));
  EXPECT_TRUE(isCodeVerifier(std::string(43, 'a')));
  EXPECT_TRUE(isCodeVerifier(std::string(128, 'a')));
  EXPECT_FALSE(isCodeVerifier(std::string(129, 'a')));
  EXPECT_TRUE(isCodeVerifier(std::string(43, 'a') + "Z09-._~"));
  for (const char foreign : {' ', '+', '/', '=', '%', '\0', '\n', '\x7F', '\xC3'}) {
    EXPECT_FALSE(isCodeVerifier(std::string(43, 'a') + foreign)) << foreign;
  }
}

}  // namespace
}  // namespace patchbay::oauth
