#include <gtest/gtest.h>

#include "tests/sandbox/sandbox_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using testing::PlainAnswer;
using testing::postForm;
using testing::postJson;

class TokenEndpoint : public SandboxTest {
 protected:
  /// Checks an error as Doorkeeper gives it: status, body, and the same in the header.
  static void expectError(const PlainAnswer& answer, unsigned status, const std::string& error,
                          const std::string& description) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body,
              R"({"error":")" + error + R"(","error_description":")" + description + R"("})");
    EXPECT_EQ(answer.header("WWW-Authenticate"), R"(Bearer realm="Gusto sandbox", error=")" +
                                                     error + R"(", error_description=")" +
                                                     description + '"');
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.header("Pragma"), "no-cache");
  }

  json::object codeParameters() {
    return {{"grant_type", "authorization_code"}, {"code", consent()}, {"redirect_uri", kCallback}};
  }
};

using TokenAnswer = TokenEndpoint;
using TokenRefusal = TokenEndpoint;
using Revocation = TokenEndpoint;

TEST_F(TokenAnswer, HasEveryMemberAndNoMore) {
  const PlainAnswer answer = token(codeParameters());
  const json::object pair = answer.json().as_object();
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body,
            R"({"access_token":")" + text(pair, "access_token") +
                R"(","token_type":"Bearer","expires_in":7200,"refresh_token":")" +
                text(pair, "refresh_token") +
                R"(","scope":"public companies:read companies:disconnect_app_integration )"
                R"(employees:read compensations:read webhook_subscriptions:read )"
                R"(webhook_subscriptions:write","created_at":1767225600})");
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("Pragma"), "no-cache");
  EXPECT_TRUE(answer.header("X-Request-Id"));
}

TEST_F(TokenAnswer, HasTokensOf43UrlSafeCharacters) {
  const json::object pair = connect();
  constexpr const char* kUrlSafe =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const char* member : {"access_token", "refresh_token"}) {
    EXPECT_EQ(text(pair, member).size(), 43u);
    EXPECT_EQ(text(pair, member).find_first_not_of(kUrlSafe), std::string::npos);
  }
}

TEST_F(TokenAnswer, ComesForAFormToo) {
  const std::string body = "grant_type=authorization_code&code=" + consent() +
                           "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcallback"
                           "&client_id=sandbox-client&client_secret=sandbox-secret";
  EXPECT_EQ(send(postForm("/oauth/token", body)).status, 200u);
}

TEST_F(TokenAnswer, ForTheSystemHasNoRefreshToken) {
  const PlainAnswer answer = token({{"grant_type", "system_access"}});
  const json::object pair = answer.json().as_object();
  EXPECT_EQ(pair.at("expires_in"), 7200);
  EXPECT_FALSE(pair.contains("refresh_token"));
}

TEST_F(TokenAnswer, LastsAsLongAsIsSet) {
  control_.change({{"access_token_seconds", 60}});
  const json::object pair = connect();
  EXPECT_EQ(pair.at("expires_in"), 60);
  clock_.advance(Seconds(60));
  EXPECT_EQ(get("/v1/token_info", text(pair, "access_token")).status, 401u);
}

TEST_F(TokenAnswer, RotatesAtTheFirstUseOfTheNewAccessToken) {
  const json::object a = connect();
  const json::object b = refresh(a).json().as_object();
  EXPECT_NE(text(a, "refresh_token"), text(b, "refresh_token"));
  EXPECT_EQ(refresh(a).status, 200u);
  EXPECT_EQ(get("/v1/token_info", text(b, "access_token")).status, 200u);
  expectError(refresh(a), 400, "invalid_grant", "The refresh token is no longer valid.");
}

TEST_F(TokenRefusal, OfACodeThatWasUsed) {
  const json::object parameters = codeParameters();
  EXPECT_EQ(token(parameters).status, 200u);
  expectError(token(parameters), 400, "invalid_grant", "The code has been used already.");
}

TEST_F(TokenRefusal, OfAnotherRedirectUri) {
  json::object parameters = codeParameters();
  parameters["redirect_uri"] = std::string(kCallback) + "/";
  expectError(token(parameters), 400, "invalid_grant",
              "The redirect_uri is not the one the code was asked with.");
}

TEST_F(TokenRefusal, OfAnotherClientsToken) {
  const json::object pair = connect();
  expectError(send(postJson("/oauth/token", {{"grant_type", "refresh_token"},
                                             {"refresh_token", pair.at("refresh_token")},
                                             {"client_id", "other-client"},
                                             {"client_secret", "other-secret"}})),
              400, "invalid_grant", "The refresh token was given to another client.");
}

TEST_F(TokenRefusal, OfAWrongSecretOrAnUnknownClient) {
  for (const char* id : {"sandbox-client", "nobody", ""}) {
    expectError(send(postJson("/oauth/token", {{"grant_type", "system_access"},
                                               {"client_id", id},
                                               {"client_secret", "wrong"}})),
                401, "invalid_client", "There is no client with this id and secret.");
  }
}

TEST_F(TokenRefusal, OfHttpBasic) {
  testing::PlainRequest request =
      postJson("/oauth/token", withClient({{"grant_type", "system_access"}}));
  request.headers.emplace_back("Authorization", "Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=");
  expectError(send(request), 401, "invalid_client", "Client credentials belong in the body.");
}

TEST_F(TokenRefusal, OfASecretInTheUrl) {
  expectError(send(postJson("/oauth/token?client_secret=sandbox-secret",
                            withClient({{"grant_type", "system_access"}}))),
              400, "invalid_request", "Send client_secret in the body, never in the URL.");
}

TEST_F(TokenRefusal, OfGrantTypesThatAreNotOffered) {
  for (const char* type : {"client_credentials", "strict_access", "password", "Refresh_Token"}) {
    expectError(token({{"grant_type", type}}), 400, "unsupported_grant_type",
                "This grant_type is not offered.");
  }
}

TEST_F(TokenRefusal, OfAMissingParameter) {
  expectError(token({}), 400, "invalid_request", "The parameter grant_type is missing.");
  expectError(token({{"grant_type", "refresh_token"}, {"refresh_token", nullptr}}), 400,
              "invalid_request", "The parameter refresh_token is missing.");
  expectError(token({{"grant_type", "authorization_code"}, {"code", "x"}}), 400, "invalid_request",
              "The parameter redirect_uri is missing.");
}

TEST_F(TokenRefusal, OfABodyThatIsNoParameters) {
  testing::PlainRequest request = postJson("/oauth/token", json::array{1});
  EXPECT_EQ(send(request).status, 400u);
  request.body = "{";
  EXPECT_EQ(send(request).status, 400u);
  request.headers.front().second = "text/plain";
  expectError(send(request), 400, "invalid_request",
              "The body must be application/json or application/x-www-form-urlencoded.");
  expectError(send(postForm("/oauth/token", "grant_type=system_access&grant_type=x")), 400,
              "invalid_request", "A parameter is given twice.");
}

TEST_F(TokenRefusal, OfAScopeBeyondTheGrant) {
  const json::object pair = connect();
  expectError(token({{"grant_type", "refresh_token"},
                     {"refresh_token", pair.at("refresh_token")},
                     {"scope", "public payrolls:write"}}),
              400, "invalid_scope", "The scope is more than was granted.");
}

TEST_F(Revocation, EndsBothTokensOfThePair) {
  const json::object pair = connect();
  const PlainAnswer answer = revoke({{"token", pair.at("access_token")}});
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(get("/v1/token_info", text(pair, "access_token")).status, 401u);
  expectError(refresh(pair), 400, "invalid_grant", "The refresh token is no longer valid.");
}

TEST_F(Revocation, OfAnUnknownTokenSucceeds) {
  EXPECT_EQ(revoke({{"token", "never-given-out"}}).status, 200u);
}

TEST_F(Revocation, ComesAsAFormToo) {
  const json::object pair = connect();
  const std::string body =
      "client_id=sandbox-client&client_secret=sandbox-secret&token=" + text(pair, "access_token");
  EXPECT_EQ(send(postForm("/oauth/revoke", body)).status, 200u);
  EXPECT_EQ(refresh(pair).status, 400u);
}

TEST_F(Revocation, RefusesAnotherClientsToken) {
  const json::object pair = connect();
  expectError(send(postJson("/oauth/revoke", {{"client_id", "other-client"},
                                              {"client_secret", "other-secret"},
                                              {"token", pair.at("access_token")}})),
              403, "unauthorized_client", "The token belongs to another client.");
  EXPECT_EQ(refresh(pair).status, 200u);
}

TEST_F(Revocation, NeedsTheClient) {
  expectError(send(postJson("/oauth/revoke", {{"token", "x"}})), 401, "invalid_client",
              "There is no client with this id and secret.");
}

}  // namespace
}  // namespace patchbay::sandbox
