#include "gusto_integration_oauth.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth/pkce.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::headerOf;
using testing::IntegrationFixture;
using testing::queryParameter;

constexpr const char* kPair =
    R"({"access_token":"access-1","token_type":"bearer","expires_in":7200,)"
    R"("refresh_token":"refresh-1",)"
    R"("scope":"public employees:read companies:read compensations:read",)"
    R"("created_at":1767225600})";
constexpr const char* kNextPair =
    R"({"access_token":"access-2","token_type":"Bearer","expires_in":7199,)"
    R"("refresh_token":"refresh-2","scope":"public employees:read",)"
    R"("created_at":"2026-01-01T02:00:00Z"})";
constexpr const char* kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";

std::string testdata(const std::string& file) {
  return testing::readText(std::string(PATCHBAY_TESTDATA) + "/" + file);
}

class Gusto : public ::testing::Test {
 protected:
  Gusto() { integration.setup(); }

  void scriptConnect() {
    host.http.answer(200, kPair);
    host.http.answer(200, testdata("token_info.json"));
    host.http.answer(200, testdata("company.json"));
  }

  void connectAndExpire() {
    scriptConnect();
    ASSERT_TRUE(host.connect(integration, "w-1").access);
    host.clock.advance(Seconds(7200));
  }

  ErrorCode accessFailure() {
    try {
      host.access(integration, "w-1");
    } catch (const IntegrationError& error) {
      return error.code();
    }
    return ErrorCode::internal;
  }

  IntegrationFixture host{
      Settings::of({{"GUSTO_CLIENT_ID", "client-1"}, {"GUSTO_CLIENT_SECRET", "secret-1"}})};
  GustoIntegrationOAuth integration{host.context()};
};

TEST_F(Gusto, SendsTheBrowserToConsentWithoutAskingForScopes) {
  const auto login = host.run(integration.oauthLogin(LoginRequest("w-1", "")));
  EXPECT_THAT(login.location,
              ::testing::StartsWith("https://api.gusto.com/oauth/authorize?response_type=code"
                                    "&client_id=client-1&redirect_uri="));
  EXPECT_EQ(queryParameter(login.location, "redirect_uri"),
            "https://patchbay.example.test/integration/gusto/callback");
  EXPECT_EQ(queryParameter(login.location, "scope"), "");
  EXPECT_EQ(queryParameter(login.location, "code_challenge_method"), "S256");
}

TEST_F(Gusto, ExchangesTheCodeWithJsonAndTheSecretInTheBody) {
  scriptConnect();
  auto login = host.run(integration.oauthLogin(LoginRequest("w-1", "")));
  oauth::Parameters query{{"code", "c-1"}, {"state", queryParameter(login.location, "state")}};
  host.run(integration.oauthCallback(CallbackRequest(query, login.browser_binding)));

  const auto request = host.http.requests().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://api.gusto.com/oauth/token");
  EXPECT_EQ(headerOf(request, "Content-Type"), "application/json");
  EXPECT_EQ(headerOf(request, "X-Gusto-API-Version"), "2026-06-15");
  EXPECT_EQ(headerOf(request, "Authorization"), "");
  const std::string before =
      R"({"grant_type":"authorization_code","code":"c-1",)"
      R"("redirect_uri":"https://patchbay.example.test/integration/gusto/callback",)"
      R"("code_verifier":")";
  const std::string after = R"(","client_id":"client-1","client_secret":"secret-1"})";
  ASSERT_TRUE(request.body.starts_with(before) && request.body.ends_with(after)) << request.body;
  const auto verifier =
      request.body.substr(before.size(), request.body.size() - before.size() - after.size());
  EXPECT_EQ(oauth::codeChallenge(verifier), queryParameter(login.location, "code_challenge"));
}

TEST_F(Gusto, PinsTheCompanyThatTheTokenBelongsTo) {
  scriptConnect();
  const auto result = host.connect(integration, "w-1");
  ASSERT_TRUE(result.access);
  ASSERT_EQ(result.access->tenants.size(), 1U);
  EXPECT_EQ(result.access->tenants[0].id, kCompany);
  EXPECT_EQ(result.access->tenants[0].name, "Larch Bakery Inc");
  EXPECT_TRUE(result.missing_scopes.empty());

  const auto asked = host.http.requests();
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[1].url, "https://api.gusto.com/v1/token_info");
  EXPECT_EQ(asked[2].url, std::string("https://api.gusto.com/v1/companies/") + kCompany);
  for (const auto& call : {asked[1], asked[2]}) {
    EXPECT_EQ(call.method, "GET");
    EXPECT_EQ(headerOf(call, "Authorization"), "Bearer access-1");
    EXPECT_EQ(headerOf(call, "X-Gusto-API-Version"), "2026-06-15");
  }
}

TEST_F(Gusto, DoesNotAskForANameItMayNotRead) {
  host.http.answer(200, R"({"access_token":"a","token_type":"Bearer","refresh_token":"r",)"
                        R"("expires_in":7200,"scope":"public"})");
  host.http.answer(200, R"({"scope":"public","resource":{"type":"Company","uuid":"5f1d"}})");
  const auto result = host.connect(integration, "w-1");
  ASSERT_TRUE(result.access);
  EXPECT_EQ(result.access->tenants[0].name, "");
  EXPECT_THAT(result.missing_scopes,
              ElementsAre("companies:read", "employees:read", "compensations:read"));
}

TEST_F(Gusto, ConnectsThoughTheNameCannotBeRead) {
  host.http.answer(200, kPair);
  host.http.answer(200, testdata("token_info.json"));
  host.http.answer(403, R"({"errors":[{"error_key":"request","category":"missing_permissions"}]})");
  const auto result = host.connect(integration, "w-1");
  ASSERT_TRUE(result.access);
  EXPECT_EQ(result.access->tenants[0].id, kCompany);
  EXPECT_EQ(result.access->tenants[0].name, "");
}

TEST_F(Gusto, CommitsThePairBeforeItsFirstUse) {
  host.http.answer(200, kPair);
  host.http.answer(503, "", {{"Retry-After", "600"}});
  EXPECT_TRUE(host.connect(integration, "w-1").failure);
  const auto grants = host.run(host.store.findGrants("w-1", "gusto"));
  ASSERT_EQ(grants.size(), 1U);
  EXPECT_EQ(grants[0].token.access_token.reveal(), "access-1");
  EXPECT_EQ(grants[0].token.refresh_token.reveal(), "refresh-1");
}

TEST_F(Gusto, RefusesATokenThatBelongsToNoCompany) {
  host.http.answer(200, kPair);
  host.http.answer(200, R"({"scope":"public","resource":{"type":"Oauth::Application","uuid":"1"},)"
                        R"("resource_owner":null})");
  const auto result = host.connect(integration, "w-1");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::access_denied);
  EXPECT_THAT(result.failure->publicText(), HasSubstr("belongs to no company; connect again"));
}

TEST_F(Gusto, RefreshesWithTheSameRedirectUri) {
  connectAndExpire();
  host.http.answer(200, kNextPair);
  const auto access = host.access(integration, "w-1");
  EXPECT_EQ(access.token.access_token.reveal(), "access-2");
  EXPECT_EQ(access.token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(access.tenants[0].id, kCompany);
  EXPECT_EQ(access.token.expires_at, host.clock.now() + Seconds(7199));
  const auto request = host.http.lastRequest();
  EXPECT_EQ(request.url, "https://api.gusto.com/oauth/token");
  EXPECT_EQ(headerOf(request, "X-Gusto-API-Version"), "2026-06-15");
  EXPECT_EQ(request.body,
            R"({"grant_type":"refresh_token","refresh_token":"refresh-1",)"
            R"("redirect_uri":"https://patchbay.example.test/integration/gusto/callback",)"
            R"("client_id":"client-1","client_secret":"secret-1"})");
}

TEST_F(Gusto, KeepsTheOldRefreshTokenWhenARefreshBringsNone) {
  connectAndExpire();
  host.http.answer(200, R"({"access_token":"access-2","token_type":"Bearer","expires_in":7200,)"
                        R"("refresh_token":null})");
  const auto access = host.access(integration, "w-1");
  EXPECT_EQ(access.token.access_token.reveal(), "access-2");
  EXPECT_EQ(access.token.refresh_token.reveal(), "refresh-1");
  EXPECT_FALSE(access.requires_reconnect);
}

TEST_F(Gusto, ConnectsNothingThatCannotBeRenewed) {
  host.http.answer(200, R"({"access_token":"system","token_type":"Bearer","expires_in":7200})");
  const auto result = host.connect(integration, "w-1");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::malformed_answer);
  EXPECT_TRUE(host.run(host.store.findGrants("w-1", "gusto")).empty());
  EXPECT_EQ(host.http.requests().size(), 1U) << "the token is not used";
}

TEST_F(Gusto, RequiresReconnectWhenTheGrantIsGone) {
  connectAndExpire();
  host.http.answer(400, R"({"error":"invalid_grant","error_description":"revoked"})");
  EXPECT_EQ(accessFailure(), ErrorCode::requires_reconnect);
}

TEST_F(Gusto, RevokesWithTheAccessToken) {
  scriptConnect();
  host.connect(integration, "w-1");
  host.http.answer(200, "{}");
  const auto result = host.run(integration.disconnect("w-1"));
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 1);
  const auto request = host.http.lastRequest();
  EXPECT_EQ(request.url, "https://api.gusto.com/oauth/revoke");
  EXPECT_EQ(headerOf(request, "Content-Type"), "application/json");
  EXPECT_EQ(request.body, R"({"token":"access-1","token_type_hint":"access_token",)"
                          R"("client_id":"client-1","client_secret":"secret-1"})");
}

TEST_F(Gusto, OffersADataAdapter) {
  EXPECT_NE(integration.makeFetchAdapter(), nullptr);
  EXPECT_EQ(integration.app().api_type, ApiType::payroll);
}

TEST_F(Gusto, KeepsToTwoHundredCallsAMinuteAndGrant) {
  ASSERT_EQ(integration.app().api_rate_limits.size(), 1U);
  const ApiRateLimit& limit = integration.app().api_rate_limits.front();
  EXPECT_EQ(limit.per, ApiRateLimit::Per::grant);
  EXPECT_EQ(limit.calls, 200U);
  EXPECT_EQ(limit.window, Seconds(60));
  EXPECT_EQ(limit.remaining_header, "X-RateLimit-Remaining");
  EXPECT_EQ(limit.reset_header, "X-RateLimit-Reset");
}

/// Disconnecting ends the application's whole access to the company.
class GustoWholeCompany : public ::testing::Test {
 protected:
  GustoWholeCompany() { integration.setup(); }

  DisconnectResult disconnectAnswered(unsigned status) {
    host.http.answer(200, kPair);
    host.http.answer(200, testdata("token_info.json"));
    host.http.answer(200, testdata("company.json"));
    EXPECT_TRUE(host.connect(integration, "w-1").access);
    host.http.answer(200, R"({"access_token":"system-1","token_type":"Bearer","expires_in":7200,)"
                          R"("refresh_token":null,"scope":"public"})");
    host.http.answer(status, "");
    return host.run(integration.disconnect("w-1"));
  }

  IntegrationFixture host{Settings::of({{"GUSTO_CLIENT_ID", "client-1"},
                                        {"GUSTO_CLIENT_SECRET", "secret-1"},
                                        {"GUSTO_DISCONNECT", "company"}})};
  GustoIntegrationOAuth integration{host.context()};
};

TEST_F(GustoWholeCompany, IsDisconnectedWithASystemToken) {
  EXPECT_EQ(disconnectAnswered(204).revoked_at_provider, 1);
  const auto requests = host.http.requests();
  ASSERT_EQ(requests.size(), 5U);
  EXPECT_EQ(requests[3].url, "https://api.gusto.com/oauth/token");
  EXPECT_EQ(requests[3].body, R"({"grant_type":"system_access","client_id":"client-1",)"
                              R"("client_secret":"secret-1"})");
  EXPECT_EQ(requests[4].method, "POST");
  EXPECT_EQ(requests[4].url, std::string("https://api.gusto.com/v1/companies/") + kCompany +
                                 "/disconnect_app_integration");
  EXPECT_EQ(headerOf(requests[4], "Authorization"), "Bearer system-1");
  EXPECT_EQ(headerOf(requests[4], "X-Gusto-API-Version"), "2026-06-15");
}

TEST_F(GustoWholeCompany, CountsAsGoneWhenItWasNotConnectedAnyMore) {
  EXPECT_EQ(disconnectAnswered(404).revoked_at_provider, 1);
}

TEST_F(GustoWholeCompany, IsForgottenHereAlsoWhenGustoRefuses) {
  const auto result = disconnectAnswered(403);
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 0);
}

TEST(GustoSettings, SetTheAddressesByTheEnvironment) {
  IntegrationFixture host(
      Settings::of({{"GUSTO_CLIENT_ID", "id"},
                    {"GUSTO_CLIENT_SECRET", "secret"},
                    {"GUSTO_CONF_URL", "https://api.gusto-demo.com/.well-known"},
                    {"GUSTO_ENVIRONMENT", "demo"}}));
  GustoIntegrationOAuth integration(host.context());
  integration.setup();
  EXPECT_EQ(integration.app().api_base_url, "https://api.gusto-demo.com");
  EXPECT_EQ(integration.app().authorization_endpoint, "https://api.gusto-demo.com/oauth/authorize");
  EXPECT_EQ(integration.app().token_endpoint, "https://api.gusto-demo.com/oauth/token");
  EXPECT_EQ(integration.app().revocation_endpoint, "https://api.gusto-demo.com/oauth/revoke");
}

TEST(GustoSettings, MayNameAnotherVersion) {
  IntegrationFixture host(Settings::of({{"GUSTO_CLIENT_ID", "id"},
                                        {"GUSTO_CLIENT_SECRET", "secret"},
                                        {"GUSTO_API_VERSION", "2026-02-01"}}));
  GustoIntegrationOAuth integration(host.context());
  integration.setup();
  EXPECT_THAT(integration.app().extra_headers, ElementsAre(std::pair<std::string, std::string>(
                                                   "X-Gusto-API-Version", "2026-02-01")));
}

TEST(GustoSettings, AreRefusedAtTheStartWhenTheyAreNone) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"GUSTO_ENVIRONMENT", "staging"},     {"GUSTO_API_VERSION", "latest"},
      {"GUSTO_DISCONNECT", "everything"},   {"GUSTO_HOURS_PER_WEEK", "full_time=many"},
      {"GUSTO_RETRY_EXPONENT", "a little"}, {"GUSTO_RETRY_MAX_ELAPSED_MS", "-1"}};
  for (const auto& [name, value] : wrong) {
    IntegrationFixture host(Settings::of(
        {{"GUSTO_CLIENT_ID", "id"}, {"GUSTO_CLIENT_SECRET", "secret"}, {name, value}}));
    GustoIntegrationOAuth integration(host.context());
    try {
      integration.setup();
      ADD_FAILURE() << name;
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
      EXPECT_THAT(error.publicText(), HasSubstr(name));
    }
  }
}

TEST(GustoSettings, NameWhatIsMissing) {
  IntegrationFixture host(Settings::of({{"GUSTO_CLIENT_SECRET", "secret"}}));
  GustoIntegrationOAuth integration(host.context());
  try {
    integration.setup();
    FAIL() << "set up without a client id";
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
    EXPECT_THAT(error.publicText(), HasSubstr("GUSTO_CLIENT_ID"));
  }
}

}  // namespace
}  // namespace patchbay
