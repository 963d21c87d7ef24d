#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/crypto/digest.hpp"
#include "core/oauth/id_token.hpp"
#include "tests/sandbox/xero_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using testing::PlainAnswer;
using ::testing::StartsWith;

constexpr std::string_view kKeysPath = "/.well-known/openid-configuration/jwks";

class XeroOAuth : public XeroTest {
 protected:
  std::string issuer() const { return "http://127.0.0.1:" + std::to_string(sandbox_.port()); }
  std::string keys() { return get(std::string(kKeysPath)).body; }

  /// Verifies as a client does, with the keys of this moment.
  void verify(const json::object& pair, const std::string& nonce) {
    oauth::IdTokenExpectations expected;
    expected.issuer = issuer();
    expected.client_id = "sandbox-client";
    expected.nonce = nonce;
    oauth::verifyIdToken(text(pair, "id_token"), keys(), expected, clock_.now());
  }

  static void expectError(const PlainAnswer& answer, const std::string& error,
                          unsigned status = 400) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body, R"({"error":")" + error + R"("})");
  }

  void expectPage(const std::string& target, const std::string& reason) {
    const PlainAnswer page = get(target);
    EXPECT_EQ(page.status, 400u);
    EXPECT_FALSE(page.header("Location"));
    EXPECT_THAT(page.body, HasSubstr(reason));
  }
};

using XeroDiscovery = XeroOAuth;
using XeroConsent = XeroOAuth;
using XeroTokens = XeroOAuth;
using XeroRotation = XeroOAuth;
using XeroRevocation = XeroOAuth;

TEST_F(XeroDiscovery, NamesItselfAsIssuer) {
  const json::object document = get("/.well-known/openid-configuration").json().as_object();
  EXPECT_EQ(text(document, "issuer"), issuer());
  EXPECT_EQ(text(document, "jwks_uri"), issuer() + std::string(kKeysPath));
  EXPECT_EQ(text(document, "token_endpoint"), issuer() + "/connect/token");
}

TEST_F(XeroConsent, ReturnsCodeScopeAndState) {
  const std::string target = consentTo(kRoaster);
  EXPECT_THAT(target, StartsWith(std::string(kCallback) + "?code="));
  EXPECT_EQ(queryValueOf(target, "scope"), kScopes);
  EXPECT_EQ(queryValueOf(target, "state"), "xyz");
}

TEST_F(XeroConsent, LeadsOverSignInToTheOrganisations) {
  EXPECT_THAT(get(authorizeXero()).body, HasSubstr("Sign in"));
  const auto signed_in =
      send(testing::postForm(authorizeXero(), "email=admin%40example.test&password=demo"));
  testing::PlainRequest again = testing::get(authorizeXero());
  const std::string cookie = signed_in.header("Set-Cookie").value_or("");
  again.headers.emplace_back("Cookie", cookie.substr(0, cookie.find(';')));
  const PlainAnswer page = send(again);
  EXPECT_THAT(page.body, HasSubstr("Kestrel Point Roasters Pty Ltd"));
  EXPECT_THAT(page.body, HasSubstr("Foxglove &amp; Finch Ltd"));
}

TEST_F(XeroConsent, OfAUserWhoDeclinesIsAccessDenied) {
  EXPECT_EQ(consentTo("deny"), std::string(kCallback) + "?error=access_denied&state=xyz");
}

TEST_F(XeroConsent, NeverRedirectsWhatTheApplicationGotWrong) {
  expectPage("/identity/connect/authorize?client_id=nobody&response_type=code",
             "unauthorized_client");
  expectPage(authorizeXero(kScopes, {{"redirect_uri", "http://127.0.0.1/b"}}), "invalid_request");
  expectPage(
      "/identity/connect/authorize?client_id=sandbox-client&response_type=code&scope=openid"
      "&redirect_uri=https://elsewhere.example.test/",
      "Invalid redirect_uri");
  expectPage(authorizeXero("openid accounting.unheard.of"), "invalid_scope");
}

TEST_F(XeroConsent, OffersBroadScopesToOldApplicationsOnly) {
  expectPage(authorizeXero("openid accounting.reports.read"), "invalid_scope");
  steer("settings", {{"broad_scopes", true}});
  EXPECT_EQ(get(authorizeXero("openid accounting.reports.read")).status, 200u);
}

TEST_F(XeroConsent, OnlyEverAddsScopes) {
  connectXero(kRoaster, "openid offline_access accounting.settings.read");
  const json::object pair = connectXero(kRoaster, "openid offline_access profile");
  EXPECT_EQ(text(pair, "scope"), "openid offline_access accounting.settings.read profile");
}

TEST_F(XeroTokens, ComeWithEveryMemberAndNoMore) {
  const json::object pair = connectXero();
  std::vector<std::string> names;
  for (const auto& member : pair) names.emplace_back(member.key());
  EXPECT_EQ(names, (std::vector<std::string>{"id_token", "access_token", "expires_in", "token_type",
                                             "refresh_token", "scope"}));
  EXPECT_EQ(pair.at("expires_in"), 1800);
  EXPECT_THAT(text(pair, "refresh_token"), ::testing::MatchesRegex("[0-9a-f]{64}"));
}

TEST_F(XeroTokens, AreSignedForTheLogin) {
  const std::string target = consentTo(kRoaster, kScopes, {{"nonce", "n-1"}});
  const json::object pair = redeem(queryValueOf(target, "code")).json().as_object();
  verify(pair, "n-1");
  const json::object claims = claimsOf(text(pair, "id_token"));
  EXPECT_EQ(claims.at("exp").to_number<std::int64_t>() - claims.at("iat").to_number<std::int64_t>(),
            300);
  EXPECT_EQ(text(claims, "at_hash"),
            crypto::base64url(crypto::sha256(text(pair, "access_token")).substr(0, 16)));
  EXPECT_TRUE(claims.contains("xero_userid"));
  EXPECT_FALSE(claims.contains("authentication_event_id"));
}

TEST_F(XeroTokens, NameTheConsentInTheAccessToken) {
  const json::object pair = connectXero();
  const json::object claims = claimsOf(text(pair, "access_token"));
  const json::value connections = get("/connections", text(pair, "access_token")).json();
  EXPECT_EQ(claims.at("authentication_event_id"), connections.at(0).at("authEventId"));
  EXPECT_EQ(claims.at("aud"), "https://identity.xero.com/resources");
  EXPECT_EQ(claims.at("scope").as_array().size(), 7u);
}

TEST_F(XeroTokens, LackWhatWasNotAskedFor) {
  const json::object pair = connectXero(kRoaster, "accounting.settings.read");
  EXPECT_FALSE(pair.contains("id_token"));
  EXPECT_FALSE(pair.contains("refresh_token"));
}

TEST_F(XeroTokens, VerifyByTheNewKeyAfterARotation) {
  const json::object before = connectXero();
  steer("rotate-keys", {{"keep_old", false}});
  EXPECT_FALSE(oauth::hasKeyFor(text(before, "id_token"), keys()));
  verify(connectXero(), "");
}

TEST_F(XeroTokens, TakeCredentialsInTheBodyToo) {
  const Fields fields{{"grant_type", "authorization_code"},
                      {"code", queryValueOf(consentTo(kRoaster), "code")},
                      {"redirect_uri", std::string(kCallback)},
                      {"client_id", "sandbox-client"},
                      {"client_secret", "sandbox-secret"}};
  EXPECT_EQ(send(testing::postForm("/connect/token", http::encodeForm(fields))).status, 200u);
}

TEST_F(XeroTokens, CheckAVerifierWhereAChallengeWasSent) {
  const std::string target =
      consentTo(kRoaster, kScopes,
                {{"code_challenge", crypto::base64url(crypto::sha256("verifier"))},
                 {"code_challenge_method", "S256"}});
  const std::string code = queryValueOf(target, "code");
  expectError(redeem(code, {{"code_verifier", "another"}}), "invalid_grant");
  EXPECT_EQ(redeem(code, {{"code_verifier", "verifier"}}).status, 200u);
}

TEST_F(XeroTokens, AreRefusedWithTheErrorAlone) {
  const std::string code = queryValueOf(consentTo(kRoaster), "code");
  EXPECT_EQ(redeem(code).status, 200u);
  expectError(redeem(code), "invalid_grant");
  expectError(tokenForm({{"grant_type", "refresh_token"}}), "invalid_request");
  expectError(tokenForm({{"grant_type", "client_credentials"}}), "unauthorized_client");
  expectError(tokenForm({{"grant_type", "password"}}), "unsupported_grant_type");
  expectError(send(testing::postJson("/connect/token", {{"grant_type", "refresh_token"}})),
              "invalid_request");
}

TEST_F(XeroTokens, AreRefusedToAWrongClient) {
  auto request = testing::postForm("/connect/token", "grant_type=refresh_token&refresh_token=x");
  request.headers.emplace_back("Authorization", "Basic !");
  expectError(send(request), "invalid_client");
  steer("settings", {{"invalid_client_is_401", true}});
  expectError(send(request), "invalid_client", 401);
}

TEST_F(XeroTokens, NeedACodeOfTheLastFiveMinutes) {
  const std::string code = queryValueOf(consentTo(kRoaster), "code");
  clock_.advance(Seconds(300));
  expectError(redeem(code), "invalid_grant");
}

TEST_F(XeroRotation, LeavesTheUsedTokenHalfAnHour) {
  const json::object first = connectXero();
  const json::object second = refreshXero(first).json().as_object();
  clock_.advance(Seconds(1799));
  const json::object again = refreshXero(first).json().as_object();
  EXPECT_NE(text(again, "refresh_token"), text(second, "refresh_token"));
  clock_.advance(Seconds(1));
  expectError(refreshXero(first), "invalid_grant");
  EXPECT_EQ(refreshXero(second).status, 200u) << "earlier pairs go on";
  EXPECT_EQ(refreshXero(again).status, 200u);
}

TEST_F(XeroRotation, MayEndTheWholeSetAtALateUse) {
  steer("settings", {{"late_use_ends_grant", true}});
  const json::object first = connectXero();
  const json::object second = refreshXero(first).json().as_object();
  clock_.advance(Seconds(1800));
  expectError(refreshXero(first), "invalid_grant");
  expectError(refreshXero(second), "invalid_grant");
}

TEST_F(XeroRotation, ForgetsATokenThatNobodyUsedForSixtyDays) {
  const json::object pair = connectXero();
  const json::object other = connectXero();
  clock_.advance(std::chrono::days(60) - Seconds(1));
  EXPECT_EQ(refreshXero(pair).status, 200u);
  clock_.advance(Seconds(1));
  expectError(refreshXero(other), "invalid_grant");
}

TEST_F(XeroRevocation, EndsTheTokenSetAndEveryConnection) {
  connectXero(kStudio);
  const json::object pair = connectXero(kRoaster);
  auto request = testing::postForm("/connect/revocation", "token=" + text(pair, "refresh_token"));
  request.headers.emplace_back("Authorization",
                               "Basic " + crypto::base64("sandbox-client:sandbox-secret"));
  const PlainAnswer answer = send(request);
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, "");
  expectError(refreshXero(pair), "invalid_grant");
  EXPECT_EQ(get("/connections", text(pair, "access_token")).body, "[]");
  EXPECT_EQ(accounting(pair, "Organisation").status, 403u);
  request.body = "token=never-given-out";
  EXPECT_EQ(send(request).status, 200u);
}

}  // namespace
}  // namespace patchbay::sandbox
