#include "core/crypto/digest.hpp"
#include "core/oauth/pkce.hpp"
#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;
using testing::queryParameter;

class Login : public AcmeTest {};

// O12: PKCE is always there.
TEST_F(Login, SendsTheBrowserToTheProviderWithAllParameters) {
  const LoginRedirect redirect = login();
  EXPECT_EQ(redirect.location.substr(0, redirect.location.find('?')),
            "https://acme.test/authorize");
  EXPECT_EQ(queryParameter(redirect.location, "response_type"), "code");
  EXPECT_EQ(queryParameter(redirect.location, "client_id"), "client-1");
  EXPECT_EQ(queryParameter(redirect.location, "scope"), "read pay:read");
  EXPECT_EQ(queryParameter(redirect.location, "redirect_uri"),
            "https://patchbay.example.test/integration/acme/callback");
  EXPECT_EQ(queryParameter(redirect.location, "code_challenge_method"), "S256");
}

TEST_F(Login, StateIsNeverTheSameAndHolds256Bits) {
  const std::string first = queryParameter(login().location, "state");
  EXPECT_EQ(first.size(), 43u);
  EXPECT_NE(first, queryParameter(login().location, "state"));
}

TEST_F(Login, OnlyHashesOfStateAndCookieAreStored) {
  const LoginRedirect redirect = login();
  const std::string state = queryParameter(redirect.location, "state");
  const auto stored =
      host.run(host.store.takePendingLogin(crypto::sha256Hex(state), host.clock.now()));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->browser_hash, crypto::sha256Hex(redirect.browser_binding.reveal()));
  EXPECT_EQ(redirect.login_id, IntegrationOAuth::loginId(state));
}

TEST_F(Login, TheVerifierOfTheChallengeIsSentWithTheCode) {
  const LoginRedirect redirect = login();
  answerPair("1");
  answerCompany();
  callback(codeAndState(redirect), redirect.browser_binding);
  const auto form = http::parseForm(host.http.requests().front().body);
  std::string verifier;
  for (const auto& [name, value] : *form) {
    if (name == "code_verifier") verifier = value;
  }
  EXPECT_EQ(oauth::codeChallenge(verifier), queryParameter(redirect.location, "code_challenge"));
}

TEST_F(Login, PkceIsLeftOutOnlyWhereAProviderDeclaresIt) {
  AcmeIntegration plain(host.context(), [](OAuthApp& app) { app.uses_pkce = false; });
  const auto redirect = host.run(plain.oauthLogin(LoginRequest("shop", "")));
  EXPECT_EQ(queryParameter(redirect.location, "code_challenge"), "");
}

TEST_F(Login, AReturnUrlThatIsNotConfiguredIsRefused) {
  EXPECT_THROW(host.run(acme.oauthLogin(LoginRequest("shop", "https://evil.test/"))),
               IntegrationError);
}

TEST_F(Login, AReturnUrlMustBeAConfiguredOneToTheLetter) {
  IntegrationContext context = host.context();
  context.return_urls = {"https://app.test/done"};
  AcmeIntegration returning(context);
  const std::string allowed = context.return_urls.front();
  EXPECT_NO_THROW(host.run(returning.oauthLogin(LoginRequest("shop", allowed))));
  for (const char* url : {"https://app.test/done/", "https://app.test/done?a=b", "https://app.test",
                          "HTTPS://app.test/done", "https://app.test/DONE", "http://app.test/done",
                          "https://app.test/done#", "https://app.test@evil.test/done", "/done"}) {
    EXPECT_THROW(host.run(returning.oauthLogin(LoginRequest("shop", url))), IntegrationError)
        << url;
  }
}

TEST_F(Login, FactsThatContradictThemselvesAreRefusedAtSetup) {
  EXPECT_THROW(AcmeIntegration(host.context(), [](OAuthApp& app) { app.client_id = ""; }),
               IntegrationError);
  EXPECT_THROW(AcmeIntegration(host.context(), [](OAuthApp& app) { app.name = "../x"; }),
               IntegrationError);
  EXPECT_THROW(AcmeIntegration(host.context(),
                               [](OAuthApp& app) { app.jwks_uri = "https://acme.test/jwks"; }),
               IntegrationError);
}

}  // namespace
}  // namespace patchbay
