#include "tools/sandbox/common/oauth/grant_book.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace patchbay::sandbox {
namespace {

constexpr std::string_view kCallback = "http://127.0.0.1:8080/callback";
// RFC 7636 appendix B.
constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

class GrantBookTest : public ::testing::Test {
 protected:
  GrantBookTest() { settings_.scope = "public employees:read"; }

  std::string consent(std::string company = "company-1") {
    AuthorizationCode code;
    code.client_id = "client";
    code.company = std::move(company);
    code.redirect_uri = kCallback;
    code.code_challenge = kChallenge;
    return book_.issueCode(code);
  }

  Exchange redeem(const std::string& code) {
    return book_.redeemCode("client", code, kCallback, kVerifier);
  }

  /// A copy of the pair that a fresh consent gives.
  TokenPair connect(std::string company = "company-1") {
    return *redeem(consent(std::move(company))).pair;
  }

  Exchange refresh(const TokenPair& pair) {
    return book_.refresh("client", pair.refresh_token, "");
  }

  TokenRules settings_;
  testing::FakeClock clock_;
  GrantBook book_{settings_, clock_};
};

using AuthorizationCodeLife = GrantBookTest;
using Rotation = GrantBookTest;
using GrantEnd = GrantBookTest;
using AccessTokenLife = GrantBookTest;

TEST_F(AuthorizationCodeLife, WorksOnceAndOnlyOnce) {
  const std::string code = consent();
  ASSERT_TRUE(redeem(code).pair);
  const Exchange again = redeem(code);
  EXPECT_FALSE(again.pair);
  EXPECT_EQ(again.refusal.error, "invalid_grant");
  EXPECT_EQ(again.refusal.death, "used");
  EXPECT_EQ(again.grant, "grant_1");
}

TEST_F(AuthorizationCodeLife, LastsTenMinutesAndNoLonger) {
  const std::string early = consent();
  const std::string late = consent();
  clock_.advance(Seconds(599));
  EXPECT_TRUE(redeem(early).pair);
  clock_.advance(Seconds(1));
  EXPECT_EQ(redeem(late).refusal.death, "expired");
}

TEST_F(AuthorizationCodeLife, IsBoundToClientAndRedirectUri) {
  const std::string code = consent();
  EXPECT_EQ(book_.redeemCode("other", code, kCallback, kVerifier).refusal.error, "invalid_grant");
  EXPECT_EQ(book_.redeemCode("client", code, "http://127.0.0.1:8080/", kVerifier).refusal.error,
            "invalid_grant");
  EXPECT_TRUE(redeem(code).pair);
}

TEST_F(AuthorizationCodeLife, IgnoresAWrongVerifierUnlessPkceIsEnforced) {
  const std::string ignored = consent();
  EXPECT_TRUE(book_.redeemCode("client", ignored, kCallback, "wrong").pair);
  settings_.enforce_pkce = true;
  const std::string enforced = consent();
  EXPECT_EQ(book_.redeemCode("client", enforced, kCallback, "wrong").refusal.error,
            "invalid_grant");
  EXPECT_TRUE(redeem(enforced).pair);
}

TEST_F(AuthorizationCodeLife, EndsWhenTheCompanyRemovesTheApplication) {
  const std::string code = consent("company-1");
  book_.disconnect("company-1", "");
  EXPECT_EQ(redeem(code).refusal.death, "disconnected");
}

TEST_F(Rotation, KeepsTheOldRefreshTokenUntilTheNewAccessTokenIsUsed) {
  const TokenPair a = connect();
  const TokenPair b = *refresh(a).pair;
  EXPECT_TRUE(refresh(a).pair);
  EXPECT_TRUE(book_.deathOf(*book_.use(b.access_token)).empty());
  const Exchange late = refresh(a);
  EXPECT_FALSE(late.pair);
  EXPECT_EQ(late.refusal.error, "invalid_grant");
  EXPECT_EQ(late.refusal.death, "rotated");
}

TEST_F(Rotation, GivesSeparateLivePairsForTheSameOldToken) {
  const TokenPair a = connect();
  const TokenPair b = *refresh(a).pair;
  const TokenPair c = *refresh(a).pair;
  book_.use(b.access_token);
  EXPECT_FALSE(refresh(a).pair);
  EXPECT_TRUE(refresh(b).pair);
  EXPECT_TRUE(refresh(c).pair);
  EXPECT_EQ(book_.deathOf(*book_.use(c.access_token)), "");
}

TEST_F(Rotation, KeepsTheOldAccessTokenUntilTheNewOneIsUsed) {
  const TokenPair a = connect();
  const TokenPair b = *refresh(a).pair;
  EXPECT_EQ(book_.deathOf(*book_.use(a.access_token)), "");
  book_.use(b.access_token);
  EXPECT_EQ(book_.deathOf(*book_.use(a.access_token)), "rotated");
}

TEST_F(Rotation, TellsADuplicateFromTheFirstExchange) {
  const TokenPair a = connect();
  EXPECT_FALSE(refresh(a).duplicate);
  EXPECT_TRUE(refresh(a).duplicate);
}

TEST_F(Rotation, StrictlyKillsTheOldRefreshTokenAtOnce) {
  settings_.rotation = RotationRule::strict;
  const TokenPair a = connect();
  EXPECT_TRUE(refresh(a).pair);
  EXPECT_EQ(refresh(a).refusal.death, "rotated");
}

TEST_F(Rotation, MayKeepTheRefreshTokenForEver) {
  settings_.rotation = RotationRule::none;
  const TokenPair a = connect();
  const TokenPair b = *refresh(a).pair;
  EXPECT_EQ(b.refresh_token, a.refresh_token);
  EXPECT_EQ(book_.deathOf(*book_.use(b.access_token)), "");
  EXPECT_EQ(book_.deathOf(*book_.use(a.access_token)), "");
  EXPECT_EQ(refresh(b).pair->generation, 3);
}

TEST_F(Rotation, MayLetTheOldRefreshTokenLiveForAWhile) {
  settings_.rotation = RotationRule::grace;
  settings_.rotation_grace = Seconds(60);
  const TokenPair a = connect();
  const TokenPair b = *refresh(a).pair;
  book_.use(b.access_token);
  clock_.advance(Seconds(59));
  EXPECT_TRUE(refresh(a).pair);
  clock_.advance(Seconds(1));
  EXPECT_EQ(refresh(a).refusal.death, "rotated");
  EXPECT_TRUE(refresh(b).pair);
}

TEST_F(Rotation, StaysInTheGrant) {
  const TokenPair a = connect();
  const TokenPair other = connect();
  EXPECT_EQ(refresh(a).pair->grant, a.grant);
  EXPECT_NE(a.grant, other.grant);
}

TEST_F(Rotation, RefusesAnotherClientAndALargerScope) {
  const TokenPair a = connect();
  EXPECT_EQ(book_.refresh("other", a.refresh_token, "").refusal.error, "invalid_grant");
  EXPECT_EQ(book_.refresh("client", a.refresh_token, "payrolls:write").refusal.error,
            "invalid_scope");
  EXPECT_EQ(book_.refresh("client", a.refresh_token, "public").pair->scope, "public");
}

TEST_F(Rotation, DoesNotTakeAnAccessTokenForARefreshToken) {
  const TokenPair a = connect();
  EXPECT_FALSE(book_.refresh("client", a.access_token, "").pair);
  EXPECT_FALSE(book_.use(a.refresh_token));
}

TEST_F(AccessTokenLife, EndsAfterItsSeconds) {
  const TokenPair a = connect();
  clock_.advance(Seconds(7199));
  EXPECT_EQ(book_.deathOf(*book_.use(a.access_token)), "");
  clock_.advance(Seconds(1));
  EXPECT_EQ(book_.deathOf(*book_.use(a.access_token)), "expired");
  EXPECT_TRUE(refresh(a).pair);
}

TEST_F(AccessTokenLife, CanBeCutShortForOneCompany) {
  const TokenPair a = connect("company-1");
  const TokenPair b = connect("company-2");
  EXPECT_EQ(book_.expireAccessTokens("company-1"), 1u);
  EXPECT_EQ(book_.deathOf(*book_.use(a.access_token)), "expired");
  EXPECT_EQ(book_.deathOf(*book_.use(b.access_token)), "");
}

TEST_F(GrantEnd, OfOnePairLeavesOtherGrantsAlone) {
  const TokenPair a = connect();
  const TokenPair b = connect();
  book_.revoke(*book_.find(a.access_token));
  EXPECT_EQ(refresh(a).refusal.death, "revoked");
  EXPECT_TRUE(refresh(b).pair);
}

TEST_F(GrantEnd, OfACompanyKillsAllItsPairsOnce) {
  const TokenPair a = connect("company-1");
  const TokenPair b = connect("company-1");
  const TokenPair c = connect("company-2");
  EXPECT_EQ(book_.disconnect("company-1", ""), 2u);
  EXPECT_EQ(book_.disconnect("company-1", ""), 0u);
  EXPECT_EQ(refresh(a).refusal.death, "disconnected");
  EXPECT_EQ(refresh(b).refusal.death, "disconnected");
  EXPECT_TRUE(refresh(c).pair);
}

TEST_F(GrantEnd, OfACompanyConcernsOneApplicationWhenNamed) {
  connect("company-1");
  EXPECT_EQ(book_.disconnect("company-1", "other"), 0u);
  EXPECT_EQ(book_.disconnect("company-1", "client"), 1u);
}

}  // namespace
}  // namespace patchbay::sandbox
