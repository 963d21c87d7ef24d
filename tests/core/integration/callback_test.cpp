#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;
using testing::queryParameter;

class Callback : public AcmeTest {
 protected:
  void expectRefusal(const CallbackResult& result, ErrorCode code) {
    ASSERT_TRUE(result.failure);
    EXPECT_EQ(result.failure->code(), code);
    EXPECT_FALSE(result.access);
    EXPECT_TRUE(host.http.requests().empty()) << "no call to the provider";
  }
};

// O16: the page comes after the record.
TEST_F(Callback, ExchangesTheCodeAndStoresPairAndTenant) {
  const CallbackResult result = connect();
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_EQ(result.workspace_id, "shop");
  EXPECT_EQ(result.access->tenants.front().id, "company-1");
  const auto token_call = host.http.requests().front();
  EXPECT_EQ(token_call.method, "POST");
  EXPECT_EQ(token_call.url, "https://acme.test/token");
  EXPECT_EQ(token_call.body.find("grant_type=authorization_code&code=code-1&redirect_uri="
                                 "https%3A%2F%2Fpatchbay.example.test%2Fintegration%2Facme%2F"
                                 "callback&code_verifier="),
            0u)
      << token_call.body;
  EXPECT_EQ(testing::headerOf(host.http.lastRequest(), "Authorization"), "Bearer access-1");
}

// O8: the workspace hangs on the state, not on a browser's session.
TEST_F(Callback, AStateIsAcceptedOnceAndOnlyOnce) {
  const LoginRedirect redirect = login();
  answerPair("1");
  answerCompany();
  EXPECT_TRUE(callback(codeAndState(redirect), redirect.browser_binding).access);
  const CallbackResult again = callback(codeAndState(redirect), redirect.browser_binding);
  EXPECT_EQ(again.failure->code(), ErrorCode::invalid_request);
  EXPECT_EQ(host.http.requests().size(), 2u) << "no further call";
}

// O9: nor is a wrong state.
TEST_F(Callback, AnUnknownStateIsRefused) {
  expectRefusal(callback({{"code", "c"}, {"state", "never-issued"}}, Secret("x")),
                ErrorCode::invalid_request);
}

TEST_F(Callback, AStateIsRefusedAfterTenMinutes) {
  const LoginRedirect redirect = login();
  host.clock.advance(std::chrono::minutes(10));
  expectRefusal(callback(codeAndState(redirect), redirect.browser_binding),
                ErrorCode::invalid_request);
}

// O10: who comes back is who went.
TEST_F(Callback, AnotherBrowserIsRefused) {
  const LoginRedirect redirect = login();
  expectRefusal(callback(codeAndState(redirect), Secret("another browser's cookie")),
                ErrorCode::invalid_request);
}

TEST_F(Callback, ABrowserWithoutTheCookieIsRefused) {
  const LoginRedirect redirect = login();
  expectRefusal(callback(codeAndState(redirect), Secret()), ErrorCode::invalid_request);
}

TEST_F(Callback, AnAnswerOfAnotherProviderMakesNoTokenCall) {
  AcmeIntegration other(host.context(), [](OAuthApp& app) { app.name = "Other"; });
  const LoginRedirect redirect = host.run(other.oauthLogin(LoginRequest("shop", "")));
  expectRefusal(callback(codeAndState(redirect), redirect.browser_binding),
                ErrorCode::invalid_request);
}

TEST_F(Callback, RepeatedParametersAreRefused) {
  const LoginRedirect redirect = login();
  auto query = codeAndState(redirect);
  query.emplace_back("code", "code-2");
  expectRefusal(callback(query, redirect.browser_binding), ErrorCode::invalid_request);
}

TEST_F(Callback, CodeTogetherWithErrorIsRefused) {
  const LoginRedirect redirect = login();
  auto query = codeAndState(redirect);
  query.emplace_back("error", "access_denied");
  expectRefusal(callback(query, redirect.browser_binding), ErrorCode::invalid_request);
}

TEST_F(Callback, NeitherCodeNorErrorIsRefused) {
  const LoginRedirect redirect = login();
  expectRefusal(
      callback({{"state", queryParameter(redirect.location, "state")}}, redirect.browser_binding),
      ErrorCode::invalid_request);
}

// O9: a refusal is no server error.
TEST_F(Callback, TheUsersRefusalIsSaidPlainly) {
  const LoginRedirect redirect = login();
  expectRefusal(callback({{"state", queryParameter(redirect.location, "state")},
                          {"error", "access_denied"},
                          {"error_description", "The resource owner denied the request."}},
                         redirect.browser_binding),
                ErrorCode::access_denied);
}

TEST_F(Callback, AForeignIssuerIsRefused) {
  AcmeIntegration issuing(host.context(), [](OAuthApp& app) {
    app.issuer = "https://acme.test";
    app.authorization_response_iss_parameter_supported = true;
  });
  for (const std::string iss : {"https://evil.test", "https://acme.test/", ""}) {
    const auto redirect = host.run(issuing.oauthLogin(LoginRequest("shop", "")));
    auto query = codeAndState(redirect);
    if (!iss.empty()) query.emplace_back("iss", iss);
    const auto result = host.run(
        issuing.oauthCallback(CallbackRequest(std::move(query), redirect.browser_binding)));
    expectRefusal(result, ErrorCode::invalid_request);
  }
}

TEST_F(Callback, ADeadCodeStoresNothing) {
  const LoginRedirect redirect = login();
  host.http.answer(400, R"({"error":"invalid_grant","error_description":"prose"})");
  const CallbackResult result = callback(codeAndState(redirect), redirect.browser_binding);
  EXPECT_EQ(result.failure->code(), ErrorCode::invalid_grant);
  EXPECT_TRUE(host.run(acme.listAccess("shop")).empty());
}

// O22: missing scopes are noticed at connect time.
TEST_F(Callback, MissingScopesAreReported) {
  host.http.answer(200, pair("1", R"(,"scope":"pay:read")"));
  answerCompany();
  const CallbackResult result = host.connect(acme, "shop");
  EXPECT_EQ(result.missing_scopes, std::vector<std::string>{"read"});
}

TEST_F(Callback, AnAbsentScopeMeansTheRequestedOne) {
  EXPECT_EQ(connect().access->token.scope, "read pay:read");
}

// O2: the pair is stored before anything else is asked.
TEST_F(Callback, ThePairIsKeptWhenTheTenantCannotBeReadYet) {
  answerPair("1");
  host.http.answer(503, "down", {{"Retry-After", "600"}});  // too long to wait for
  EXPECT_EQ(host.connect(acme, "shop").failure->code(), ErrorCode::temporarily_unavailable);
  ASSERT_EQ(host.run(acme.listAccess("shop")).size(), 1u);
  answerCompany();
  const IntegrationAccess access = host.access(acme, "shop");
  EXPECT_EQ(access.tenants.front().id, "company-1");
  EXPECT_EQ(access.token.access_token.reveal(), "access-1") << "with no further token call";
}

TEST_F(Callback, AGrantThatReachesNoCompanyIsRefusedClearly) {
  answerPair("1");
  host.http.answer(200, "null");
  EXPECT_EQ(host.connect(acme, "shop").failure->code(), ErrorCode::access_denied);
}

TEST_F(Callback, AReconnectOfTheSameTenantHealsTheSameRecord) {
  const auto first = connect("1").access;
  const auto second = connect("2").access;
  ASSERT_TRUE(second);
  EXPECT_EQ(second->grant_id, first->grant_id);
  EXPECT_EQ(host.run(acme.listAccess("shop")).size(), 1u);
  EXPECT_EQ(accessToken(), "access-2");
}

}  // namespace
}  // namespace patchbay
