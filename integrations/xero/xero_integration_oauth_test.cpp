#include "xero_integration_oauth.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/crypto/digest.hpp"
#include "core/oauth/pkce.hpp"
#include "xero_fixture.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::headerOf;
using ::testing::IsEmpty;
using testing::queryParameter;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::XeroFixture;
using testing::xeroTestdata;

class Xero : public ::testing::Test {
 protected:
  void connectAndExpire() {
    const auto result = host.connectWorkspace();
    ASSERT_TRUE(result.access) << result.failure->what();
    host.clock.advance(Seconds(1800));
  }

  ErrorCode accessFailure() {
    try {
      host.access(host.xero, "w-1");
    } catch (const IntegrationError& error) {
      return error.code();
    }
    return ErrorCode::internal;
  }

  std::vector<IntegrationAccess> stored() { return host.run(host.store.findGrants("w-1", "xero")); }

  XeroFixture host;
};

TEST_F(Xero, SendsTheBrowserToConsentWithTheScopesOfTheReports) {
  const auto login = host.beginLogin();
  EXPECT_THAT(login.location,
              StartsWith("https://login.xero.com/identity/connect/authorize?response_type=code"
                         "&client_id=client-1&redirect_uri="));
  EXPECT_EQ(queryParameter(login.location, "scope"),
            "openid profile email offline_access accounting.settings.read "
            "accounting.reports.profitandloss.read accounting.reports.balancesheet.read");
  EXPECT_NE(queryParameter(login.location, "nonce"), "");  // O12
  EXPECT_EQ(queryParameter(login.location, "code_challenge_method"), "S256");
}

TEST_F(Xero, ExchangesTheCodeAsAFormWithBasicAuthentication) {
  const auto login = host.beginLogin();
  host.http.answer(200,
                   XeroFixture::pair("1", host.idToken(queryParameter(login.location, "nonce"))));
  host.http.answer(200, XeroFixture::keys());
  host.http.answer(200, xeroTestdata("connections.json"));
  ASSERT_TRUE(host.finish(login).access);
  const auto request = host.http.requests().front();
  EXPECT_EQ(request.url, "https://identity.xero.com/connect/token");
  EXPECT_EQ(headerOf(request, "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(headerOf(request, "Authorization"), "Basic " + crypto::base64("client-1:secret-1"));
  const std::string before =
      "grant_type=authorization_code&code=c-1"
      "&redirect_uri=https%3A%2F%2Fpatchbay.example.test%2Fintegration%2Fxero%2Fcallback"
      "&code_verifier=";
  ASSERT_THAT(request.body, StartsWith(before));
  EXPECT_EQ(oauth::codeChallenge(request.body.substr(before.size())),
            queryParameter(login.location, "code_challenge"));
}

TEST_F(Xero, PinsTheOrganisationOfTheConsentAndNotTheFirstOne) {  // O5
  const auto result = host.connectWorkspace();
  ASSERT_TRUE(result.access) << result.failure->what();
  ASSERT_THAT(result.access->tenants, SizeIs(1));
  EXPECT_EQ(result.access->tenants[0].id, XeroFixture::kTenant);
  EXPECT_EQ(result.access->tenants[0].name, "Harbour Lane Pty Ltd");
  EXPECT_EQ(result.access->tenants[0].type, "ORGANISATION");
  EXPECT_EQ(result.access->tenants[0].connection_id, "9f2d1d66-3a7c-4b1f-8e64-7dac3b80e221");
  EXPECT_THAT(result.missing_scopes, IsEmpty());
  const auto asked = host.http.requests();
  ASSERT_THAT(asked, SizeIs(3));
  EXPECT_EQ(asked[1].url, "https://identity.xero.com/.well-known/openid-configuration/jwks");
  EXPECT_EQ(asked[2].url, "https://api.xero.com/connections");
  EXPECT_EQ(headerOf(asked[2], "Authorization"), "Bearer " + XeroFixture::accessToken("1"));
  EXPECT_EQ(headerOf(asked[2], "Accept"), "application/json");
}

TEST_F(Xero, NeverChangesTheOrganisationAtARefresh) {  // O5
  connectAndExpire();
  host.http.answer(200, XeroFixture::pair("2", ""));
  const auto access = host.access(host.xero, "w-1");
  ASSERT_THAT(access.tenants, SizeIs(1));
  EXPECT_EQ(access.tenants[0].id, XeroFixture::kTenant);
  EXPECT_THAT(host.http.requests(), SizeIs(4)) << "no further look at /connections";
}

TEST_F(Xero, OffersAllOrganisationsOfAConsentThatMadeSeveral) {
  auto connections = xeroTestdata("connections.json");
  const std::string other = "11111111-77c2-4f38-8a6d-19f0c3e25a77";
  connections.replace(connections.find(other), other.size(), XeroFixture::kEvent);
  const auto result = host.connectWorkspace(connections);
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_THAT(result.access->tenants, SizeIs(2));
}

TEST_F(Xero, RefusesAConsentWithoutAnOrganisation) {  // O6
  const auto result = host.connectWorkspace("[]");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::access_denied);
  EXPECT_THAT(result.failure->publicText(), HasSubstr("connect again and pick one"));
}

TEST_F(Xero, CommitsThePairBeforeItAsksForOrganisations) {  // O2
  const auto login = host.beginLogin();
  host.http.answer(200,
                   XeroFixture::pair("1", host.idToken(queryParameter(login.location, "nonce"))));
  host.http.answer(200, XeroFixture::keys());
  host.http.answer(503, "", {{"Retry-After", "600"}});
  EXPECT_TRUE(host.finish(login).failure);
  ASSERT_THAT(stored(), SizeIs(1));
  EXPECT_EQ(stored()[0].token.refresh_token.reveal(), "refresh-1");
}

TEST_F(Xero, RefusesAnIdTokenOfAnotherLoginOrIssuer) {  // O12
  for (const std::string issuer :
       {"https://identity.xero.com", "https://login.xero.com/identity"}) {
    const auto login = host.beginLogin();
    const auto nonce = queryParameter(login.location, "nonce");
    const bool is_ours = issuer == "https://identity.xero.com";
    host.http.answer(200,
                     XeroFixture::pair("1", host.idToken(is_ours ? "another" : nonce, issuer)));
    if (is_ours) host.http.answer(200, XeroFixture::keys());
    const auto result = host.finish(login);
    ASSERT_TRUE(result.failure);
    EXPECT_EQ(result.failure->code(), ErrorCode::malformed_answer);
  }
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_F(Xero, ConnectsNothingThatCannotBeRenewed) {
  const auto login = host.beginLogin();
  host.http.answer(200,
                   R"({"access_token":"a","token_type":"Bearer","expires_in":1800,"id_token":")" +
                       host.idToken(queryParameter(login.location, "nonce")) + "\"}");
  host.http.answer(200, XeroFixture::keys());
  const auto result = host.finish(login);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::malformed_answer);
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_F(Xero, ReportsScopesThatWereNotGranted) {  // O22
  const auto login = host.beginLogin();
  host.http.answer(
      200, XeroFixture::pair("1", host.idToken(queryParameter(login.location, "nonce")),
                             "openid offline_access accounting.reports.profitandloss.read"));
  host.http.answer(200, XeroFixture::keys());
  host.http.answer(200, xeroTestdata("connections.json"));
  EXPECT_THAT(host.finish(login).missing_scopes,
              ElementsAre("accounting.settings.read", "accounting.reports.balancesheet.read"));
}

TEST_F(Xero, RefreshesWithTheStoredRefreshToken) {
  connectAndExpire();
  host.http.answer(200, XeroFixture::pair("2", ""));
  const auto access = host.access(host.xero, "w-1");
  EXPECT_EQ(access.token.access_token.reveal(), XeroFixture::accessToken("2"));
  EXPECT_EQ(access.token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(access.token.expires_at, host.clock.now() + Seconds(1800));
  const auto request = host.http.lastRequest();
  EXPECT_EQ(request.url, "https://identity.xero.com/connect/token");
  EXPECT_EQ(request.body, "grant_type=refresh_token&refresh_token=refresh-1");
  EXPECT_EQ(headerOf(request, "Authorization"), "Basic " + crypto::base64("client-1:secret-1"));
}

TEST_F(Xero, KeepsTheOldRefreshTokenWhenARefreshBringsNone) {  // O21
  connectAndExpire();
  host.http.answer(200, R"({"access_token":"a-2","token_type":"Bearer","expires_in":1800})");
  EXPECT_EQ(host.access(host.xero, "w-1").token.refresh_token.reveal(), "refresh-1");
}

TEST_F(Xero, RequiresReconnectOnlyWhenTheGrantIsGone) {  // O3
  connectAndExpire();
  host.http.answer(503, "");
  EXPECT_NE(accessFailure(), ErrorCode::requires_reconnect);
  host.clock.advance(Seconds(3600));
  host.http.answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(accessFailure(), ErrorCode::requires_reconnect);
  EXPECT_EQ(accessFailure(), ErrorCode::requires_reconnect) << "O4: and nobody asks again";
}

TEST_F(Xero, KeepsTheGrantWhenOurCredentialsAreWrong) {  // O3
  connectAndExpire();
  host.http.answer(400, R"({"error":"invalid_client"})");
  EXPECT_EQ(accessFailure(), ErrorCode::invalid_client);
  EXPECT_FALSE(stored()[0].requires_reconnect);
}

TEST_F(Xero, StatesHowLongRefreshTokensWork) {
  const auto& app = host.xero.app();
  EXPECT_EQ(app.rotation.kind, Rotation::Kind::grace);
  EXPECT_EQ(app.rotation.grace, Seconds(1800));
  EXPECT_EQ(app.refresh_token_lifetime, Seconds(60 * 86400));
  EXPECT_EQ(app.default_expires_in, Seconds(1800));
}

}  // namespace
}  // namespace patchbay
