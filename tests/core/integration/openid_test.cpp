#include <algorithm>

#include "core/crypto/digest.hpp"
#include "tests/core/integration/acme_integration.hpp"
#include "tests/support/json_token.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;
using testing::headerOf;
using testing::queryParameter;
using testing::TokenSigner;

/// Acme as an OpenID provider that signs with the key "a", and after a rotation with "b".
class OpenId : public AcmeTest {
 protected:
  static void declare(OAuthApp& app) {
    app.issuer = "https://acme.test";
    app.jwks_uri = "https://acme.test/keys";
    app.id_token_signing_algorithms = {"ES256"};
  }

  std::string idToken(const TokenSigner& signer, const std::string& kid, const std::string& nonce) {
    const std::int64_t now = toEpochSeconds(host.clock.now());
    const std::string member = nonce.empty() ? "" : R"(,"nonce":")" + nonce + "\"";
    return signer.sign(R"({"alg":"ES256","kid":")" + kid + R"("})",
                       R"({"iss":"https://acme.test","sub":"1","aud":"client-1","iat":)" +
                           std::to_string(now) + R"(,"exp":)" + std::to_string(now + 600) + member +
                           "}");
  }

  static std::string member(const std::string& id_token) {
    return R"(,"id_token":")" + id_token + "\"";
  }

  void answerPairWith(const std::string& number, const std::string& id_token) {
    host.http.answer(200, pair(number, member(id_token)));
  }
  void answerKeys(const std::string& keys) { host.http.answer(200, keys); }

  LoginRedirect beginLogin() { return host.run(openid.oauthLogin(LoginRequest("shop", ""))); }
  static std::string nonceOf(const LoginRedirect& login) {
    return queryParameter(login.location, "nonce");
  }
  CallbackResult finish(const LoginRedirect& login) {
    return host.run(
        openid.oauthCallback(CallbackRequest(codeAndState(login), login.browser_binding)));
  }

  void connectWithKeyA() {
    const auto login = beginLogin();
    answerPairWith("1", idToken(signer_a, "a", nonceOf(login)));
    answerKeys(keys_a);
    answerCompany();
    const auto result = finish(login);
    ASSERT_TRUE(result.access) << result.failure->what();
  }

  long keyCalls() const {
    const auto requests = host.http.requests();
    return std::count_if(requests.begin(), requests.end(), [](const auto& request) {
      return request.url == "https://acme.test/keys";
    });
  }

  void expectRefusedAndNothingStored(const CallbackResult& result) {
    ASSERT_TRUE(result.failure);
    EXPECT_EQ(result.failure->code(), ErrorCode::malformed_answer);
    EXPECT_FALSE(result.access);
    EXPECT_TRUE(host.run(openid.listAccess("shop")).empty());
  }

  /// The pair after a refresh whose answer carries this id_token.
  IntegrationAccessToken refreshWith(const std::string& id_token) {
    host.clock.advance(Seconds(7200));
    answerPairWith("2", id_token);
    return host.access(openid, "shop").token;
  }

  TokenSigner signer_a{"ES256"};
  TokenSigner signer_b{"ES256"};
  std::string keys_a = signer_a.keySet(R"("kid":"a")");
  std::string keys_b = signer_b.keySet(R"("kid":"b")");
  AcmeIntegration openid{host.context(), declare};
};

TEST_F(OpenId, ConnectsWithAnIdTokenThatVerifies) {
  connectWithKeyA();
  EXPECT_EQ(keyCalls(), 1);
  EXPECT_EQ(host.run(openid.listAccess("shop")).size(), 1U);
}

TEST_F(OpenId, FetchesNoKeysWhileItKnowsTheRightOne) {
  connectWithKeyA();
  const auto login = beginLogin();
  answerPairWith("2", idToken(signer_a, "a", nonceOf(login)));
  answerCompany();
  EXPECT_TRUE(finish(login).access);
  EXPECT_EQ(keyCalls(), 1);
}

TEST_F(OpenId, FetchesTheKeysOnceMoreAfterARotation) {
  connectWithKeyA();
  const auto login = beginLogin();
  answerPairWith("2", idToken(signer_b, "b", nonceOf(login)));
  answerKeys(keys_b);
  answerCompany();
  const auto result = finish(login);
  ASSERT_TRUE(result.access) << result.failure->what();
  EXPECT_EQ(keyCalls(), 2);
}

TEST_F(OpenId, RefusesAKeyThatIsStillUnknownAfterOneFetch) {
  const auto login = beginLogin();
  answerPairWith("1", idToken(signer_b, "b", nonceOf(login)));
  answerKeys(keys_a);
  expectRefusedAndNothingStored(finish(login));
  EXPECT_EQ(keyCalls(), 1);
}

TEST_F(OpenId, RefusesALoginWithoutAnIdToken) {
  const auto login = beginLogin();
  answerPair("1");
  expectRefusedAndNothingStored(finish(login));
}

TEST_F(OpenId, RefusesTheNonceOfAnotherLogin) {
  const auto other = beginLogin();
  const auto login = beginLogin();
  ASSERT_NE(nonceOf(other), nonceOf(login));
  answerPairWith("1", idToken(signer_a, "a", nonceOf(other)));
  answerKeys(keys_a);
  expectRefusedAndNothingStored(finish(login));
}

TEST_F(OpenId, RefusesAnIdTokenWithoutANonce) {
  const auto login = beginLogin();
  answerPairWith("1", idToken(signer_a, "a", ""));
  answerKeys(keys_a);
  expectRefusedAndNothingStored(finish(login));
}

TEST_F(OpenId, RefusesAnUnsignedIdToken) {
  const auto login = beginLogin();
  const auto signed_token = idToken(signer_a, "a", nonceOf(login));
  const auto payload = signed_token.substr(signed_token.find('.'),
                                           signed_token.rfind('.') - signed_token.find('.') + 1);
  answerPairWith("1", crypto::base64url(R"({"alg":"none"})") + payload);
  answerKeys(keys_a);
  expectRefusedAndNothingStored(finish(login));
}

TEST_F(OpenId, StoresNothingWhileTheKeysCannotBeFetched) {
  const auto login = beginLogin();
  answerPairWith("1", idToken(signer_a, "a", nonceOf(login)));
  host.http.answer(503, "");
  EXPECT_EQ(finish(login).failure->code(), ErrorCode::temporarily_unavailable);
  EXPECT_TRUE(host.run(openid.listAccess("shop")).empty());
}

TEST_F(OpenId, KeepsAnIdTokenThatVerifiesAtARefresh) {
  connectWithKeyA();
  host.clock.advance(Seconds(7200));
  const auto next = idToken(signer_a, "a", "");
  answerPairWith("2", next);
  EXPECT_EQ(host.access(openid, "shop").token.id_token.reveal(), next);
}

TEST_F(OpenId, DropsAnIdTokenThatDoesNotVerifyAtARefreshAndKeepsThePair) {
  connectWithKeyA();
  const auto token = refreshWith(idToken(signer_b, "a", ""));
  EXPECT_EQ(token.access_token.reveal(), "access-2");
  EXPECT_EQ(token.refresh_token.reveal(), "refresh-2");
  EXPECT_TRUE(token.id_token.empty());
}

TEST_F(OpenId, KeepsThePairOfARefreshWhoseKeysCannotBeFetched) {
  connectWithKeyA();
  host.clock.advance(Seconds(7200));
  answerPairWith("2", idToken(signer_b, "b", ""));
  host.http.fail(http::TransportFault::ambiguous);
  const auto token = host.access(openid, "shop").token;
  EXPECT_EQ(token.refresh_token.reveal(), "refresh-2");
  EXPECT_TRUE(token.id_token.empty());
}

class Discovery : public AcmeTest {
 protected:
  static std::string document(const std::string& issuer) {
    return R"({"issuer":")" + issuer +
           R"(","authorization_endpoint":"https://acme.test/authorize",)"
           R"("token_endpoint":"https://acme.test/token"})";
  }

  ErrorCode refusal() {
    try {
      host.run(acme.fetchServerMetadata("https://acme.test"));
    } catch (const IntegrationError& error) {
      return error.code();
    }
    ADD_FAILURE() << "the metadata was taken";
    return ErrorCode::internal;
  }
};

TEST_F(Discovery, AsksTheIssuer) {
  host.http.answer(200, document("https://acme.test"));
  const auto metadata = host.run(acme.fetchServerMetadata("https://acme.test"));
  EXPECT_EQ(metadata.token_endpoint, "https://acme.test/token");
  EXPECT_EQ(host.http.lastRequest().method, "GET");
  EXPECT_EQ(host.http.lastRequest().url,
            "https://acme.test/.well-known/oauth-authorization-server");
  EXPECT_EQ(headerOf(host.http.lastRequest(), "Authorization"), "");
}

TEST_F(Discovery, TriesTheOtherPlaceWhereTheFirstHasNothing) {
  host.http.answer(404, "");
  host.http.answer(200, document("https://acme.test"));
  host.run(acme.fetchServerMetadata("https://acme.test"));
  EXPECT_EQ(host.http.lastRequest().url, "https://acme.test/.well-known/openid-configuration");
}

TEST_F(Discovery, RefusesTheDocumentOfAnotherIssuer) {
  host.http.answer(200, document("https://evil.test"));
  EXPECT_EQ(refusal(), ErrorCode::malformed_answer);
  EXPECT_EQ(host.http.requests().size(), 1U) << "and looks for no other";
}

TEST_F(Discovery, SaysThatNothingIsPublished) {
  host.http.answer(404, "");
  host.http.answer(404, "");
  EXPECT_EQ(refusal(), ErrorCode::provider_configuration);
}

TEST_F(Discovery, DoesNotGoOnWhenTheIssuerIsDown) {
  host.http.answer(503, "");
  EXPECT_EQ(refusal(), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(host.http.requests().size(), 1U);
}

class TokenIntrospection : public AcmeTest {
 protected:
  static void declare(OAuthApp& app) {
    app.introspection_endpoint = "https://acme.test/introspect";
  }
  std::optional<bool> ask(AcmeIntegration& integration) {
    return host.run(integration.introspectToken(*connect().access));
  }
  AcmeIntegration introspecting{host.context(), declare};
};

TEST_F(TokenIntrospection, IsNoCallWhereTheProviderHasNone) {
  EXPECT_EQ(ask(acme), std::nullopt);
  EXPECT_EQ(host.http.requests().size(), 2U) << "those of the connect";
}

TEST_F(TokenIntrospection, PostsTheTokenWithTheClientsCredentials) {
  const auto access = *connect().access;
  host.http.answer(200, R"({"active":true})");
  EXPECT_EQ(host.run(introspecting.introspectToken(access)), std::optional(true));
  const auto request = host.http.lastRequest();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://acme.test/introspect");
  EXPECT_EQ(request.body,
            "token=access-1&token_type_hint=access_token&client_id=client-1"
            "&client_secret=secret-1");
}

TEST_F(TokenIntrospection, KnowsOnlyABooleanTrueAsActive) {
  const auto access = *connect().access;
  for (const char* body : {R"({"active":1})", R"({"active":"true"})", "{}"}) {
    host.http.answer(200, body);
    EXPECT_EQ(host.run(introspecting.introspectToken(access)), std::optional(false)) << body;
  }
}

TEST_F(TokenIntrospection, FailsRatherThanGuess) {
  const auto access = *connect().access;
  struct Row {
    unsigned status;
    ErrorCode code;
  };
  for (const Row row :
       {Row{401, ErrorCode::invalid_client}, Row{503, ErrorCode::temporarily_unavailable},
        Row{200, ErrorCode::malformed_answer}}) {
    host.http.answer(row.status, "<html>");
    try {
      host.run(introspecting.introspectToken(access));
      ADD_FAILURE() << row.status << " was taken for an answer";
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), row.code) << row.status;
    }
  }
}

}  // namespace
}  // namespace patchbay
