#include "core/oauth/token_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

const std::string kEndpoint = "https://server.example.com/token";

ClientCredentials clientOf(ClientAuthentication method, const std::string& id = "s6BhdRkqt3",
                           const std::string& secret = "7Fjfp0ZBr1KtDRbnfVdmIw") {
  ClientCredentials client;
  client.client_id = id;
  client.client_secret = Secret(secret);
  client.method = method;
  return client;
}

std::string field(const http::HttpRequest& request, const char* name) {
  return std::string(request.headers.find(name).value_or("(none)"));
}

// RFC 6749 section 4.1.3 (which escapes `.`, and appendix B does not).
TEST(TokenRequest, GivesTheExampleOfRfc6749Section413) {
  const auto request =
      tokenRequest(kEndpoint,
                   {{"grant_type", "authorization_code"},
                    {"code", "SplxlOBeZQQYbYS6WxSbIA"},
                    {"redirect_uri", "https://client.example.com/cb"}},
                   clientOf(ClientAuthentication::client_secret_basic), BodyEncoding::form);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kEndpoint);
  EXPECT_EQ(field(request, "Authorization"), "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");
  EXPECT_EQ(field(request, "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(field(request, "Accept"), "application/json");
  EXPECT_EQ(request.body,
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
            "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb");
}

// RFC 6749 section 2.3.1: `a:b` and `c d+` become `a%3Ab` and `c+d%2B`.
TEST(TokenRequest, FormEncodesIdAndSecretBeforeBasic) {
  const auto request = tokenRequest(
      kEndpoint, {{"grant_type", "refresh_token"}},
      clientOf(ClientAuthentication::client_secret_basic, "a:b", "c d+"), BodyEncoding::form);
  EXPECT_EQ(field(request, "Authorization"), "Basic YSUzQWI6YytkJTJC");
}

// RFC 6749 section 6 with the client authentication of section 2.3.1's second example.
TEST(TokenRequest, PutsIdAndSecretIntoTheBodyAndThenSendsNoHeader) {
  const auto request = tokenRequest(
      kEndpoint, {{"grant_type", "refresh_token"}, {"refresh_token", "tGzv3JOkF0XG5Qx2TlKWIA"}},
      clientOf(ClientAuthentication::client_secret_post), BodyEncoding::form);
  EXPECT_EQ(field(request, "Authorization"), "(none)");
  EXPECT_EQ(request.body,
            "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA"
            "&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw");
}

TEST(TokenRequest, OfAPublicClientNamesItsIdOnly) {
  const auto request = tokenRequest(kEndpoint, {{"grant_type", "refresh_token"}},
                                    clientOf(ClientAuthentication::none), BodyEncoding::form);
  EXPECT_EQ(field(request, "Authorization"), "(none)");
  EXPECT_EQ(request.body, "grant_type=refresh_token&client_id=s6BhdRkqt3");
}

TEST(TokenRequest, WritesJsonWhereTheProviderWantsIt) {
  const auto request = tokenRequest(
      kEndpoint, {{"grant_type", "refresh_token"}, {"refresh_token", "a\"b\\"}},
      clientOf(ClientAuthentication::client_secret_post, "id", "s"), BodyEncoding::json);
  EXPECT_EQ(field(request, "Content-Type"), "application/json");
  EXPECT_EQ(request.body,
            R"({"grant_type":"refresh_token","refresh_token":"a\"b\\","client_id":"id",)"
            R"("client_secret":"s"})");
}

TEST(TokenRequest, LeavesEmptyParametersOut) {
  const auto request = tokenRequest(kEndpoint, {{"grant_type", "x"}, {"code_verifier", ""}},
                                    clientOf(ClientAuthentication::client_secret_post, "id", ""),
                                    BodyEncoding::form);
  EXPECT_EQ(request.body, "grant_type=x&client_id=id");
}

// One method in one request (RFC 6749 section 2.3).
TEST(TokenRequest, RefusesASecondAuthentication) {
  EXPECT_THAT(testing::refusalOf(ErrorCode::internal,
                                 [] {
                                   tokenRequest(kEndpoint, {{"client_secret", "s3cret"}},
                                                clientOf(ClientAuthentication::client_secret_basic),
                                                BodyEncoding::form);
                                 }),
              ::testing::Not(::testing::HasSubstr("s3cret")));
}

TEST(TokenRequest, NamesTheClientOnceWhenTheParametersNameItAlready) {
  const auto request = tokenRequest(kEndpoint, {{"client_id", "id"}, {"grant_type", "x"}},
                                    clientOf(ClientAuthentication::none, "id"), BodyEncoding::form);
  EXPECT_EQ(request.body, "client_id=id&grant_type=x");
}

// Nothing secret may stand where URLs are logged.
TEST(TokenRequest, NeverTouchesTheUrl) {
  for (const auto method : {ClientAuthentication::client_secret_basic,
                            ClientAuthentication::client_secret_post, ClientAuthentication::none}) {
    EXPECT_EQ(tokenRequest(kEndpoint, {{"code", "c"}}, clientOf(method), BodyEncoding::form).url,
              kEndpoint);
  }
}

}  // namespace
}  // namespace patchbay::oauth
