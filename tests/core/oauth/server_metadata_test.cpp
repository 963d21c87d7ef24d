#include "core/oauth/server_metadata.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::refusalOf;

const std::string kIssuer = "https://acme.test";

std::string document(const std::string& more, const std::string& issuer = kIssuer) {
  return R"({"issuer":")" + issuer + R"(","response_types_supported":["code"])" + more + "}";
}

const std::string kEndpoints = R"(,"authorization_endpoint":"https://login.acme.test/authorize")"
                               R"(,"token_endpoint":"https://acme.test/token")";

std::string refusalOfDocument(const std::string& body) {
  return refusalOf(ErrorCode::malformed_answer, [&] { parseServerMetadata(body, kIssuer); });
}

TEST(ServerMetadata, IsReadWithAllThatCanBeUsed) {
  const auto metadata = parseServerMetadata(
      document(kEndpoints + R"(,"revocation_endpoint":"https://acme.test/revoke")"
                            R"(,"introspection_endpoint":"https://acme.test/introspect")"
                            R"(,"jwks_uri":"https://acme.test/keys","unknown":{"a":[1]})"
                            R"(,"authorization_response_iss_parameter_supported":true)"),
      kIssuer);
  EXPECT_EQ(metadata.issuer, kIssuer);
  EXPECT_EQ(metadata.authorization_endpoint, "https://login.acme.test/authorize");
  EXPECT_EQ(metadata.token_endpoint, "https://acme.test/token");
  EXPECT_EQ(metadata.revocation_endpoint, "https://acme.test/revoke");
  EXPECT_EQ(metadata.introspection_endpoint, "https://acme.test/introspect");
  EXPECT_EQ(metadata.jwks_uri, "https://acme.test/keys");
  EXPECT_TRUE(metadata.authorization_response_iss_parameter_supported);
}

TEST(ServerMetadata, PromisesNothingThatItDoesNotState) {
  const auto metadata = parseServerMetadata(document(kEndpoints), kIssuer);
  EXPECT_EQ(metadata.revocation_endpoint, "");
  EXPECT_EQ(metadata.introspection_endpoint, "");
  EXPECT_EQ(metadata.jwks_uri, "");
  EXPECT_FALSE(metadata.authorization_response_iss_parameter_supported);
}

TEST(ServerMetadata, ListsWhatIsSupported) {
  const auto metadata = parseServerMetadata(
      document(kEndpoints + R"(,"scopes_supported":["openid","read"])"
                            R"(,"token_endpoint_auth_methods_supported":["none"])"
                            R"(,"code_challenge_methods_supported":["S256"])"
                            R"(,"id_token_signing_alg_values_supported":null)"));
  EXPECT_THAT(metadata.scopes_supported, ElementsAre("openid", "read"));
  EXPECT_THAT(metadata.token_endpoint_auth_methods_supported, ElementsAre("none"));
  EXPECT_THAT(metadata.code_challenge_methods_supported, ElementsAre("S256"));
  EXPECT_THAT(metadata.id_token_signing_alg_values_supported, ElementsAre());
  EXPECT_THAT(refusalOfDocument(document(kEndpoints + R"(,"scopes_supported":"openid")")),
              HasSubstr("no list"));
  EXPECT_THAT(refusalOfDocument(document(kEndpoints + R"(,"scopes_supported":[7])")),
              HasSubstr("no list of texts"));
}

TEST(ServerMetadata, OfAnyOtherIssuerIsRefused) {
  for (const char* other : {"https://acme.test/", "https://ACME.test", "http://acme.test",
                            "https://acme.test:443", "https://evil.test", ""}) {
    EXPECT_THAT(refusalOfDocument(document(kEndpoints, other)), HasSubstr("another issuer"))
        << other;
  }
  EXPECT_THAT(refusalOfDocument("{" + kEndpoints.substr(1) + "}"), HasSubstr("another issuer"));
}

TEST(ServerMetadata, MayNameHttpsEndpointsOnly) {
  for (const char* member : {"revocation_endpoint", "introspection_endpoint", "jwks_uri"}) {
    for (const char* url : {"http://acme.test/x", "file:///etc/passwd", "/x", "https://u@acme.test",
                            "https://acme.test/x#y", "https:///x"}) {
      const auto more = kEndpoints + ",\"" + member + "\":\"" + url + "\"";
      EXPECT_THAT(refusalOfDocument(document(more)), HasSubstr(member)) << url;
    }
  }
  EXPECT_THAT(
      refusalOfDocument(document(R"(,"token_endpoint":"https://acme.test/token")"
                                 R"(,"authorization_endpoint":"http://acme.test/authorize")")),
      HasSubstr("authorization_endpoint"));
}

TEST(ServerMetadata, MayNameAPlainLoopbackEndpoint) {
  const auto metadata = parseServerMetadata(
      document(kEndpoints + R"(,"jwks_uri":"http://127.0.0.1:8080/keys")"), kIssuer);
  EXPECT_EQ(metadata.jwks_uri, "http://127.0.0.1:8080/keys");
}

TEST(ServerMetadata, NeedsItsTwoMainEndpoints) {
  EXPECT_THAT(refusalOfDocument(document("")), HasSubstr("no authorization_endpoint"));
  EXPECT_THAT(
      refusalOfDocument(document(R"(,"authorization_endpoint":"https://acme.test/authorize")")),
      HasSubstr("no token_endpoint"));
}

TEST(ServerMetadata, TakesNullForWhatIsNotThere) {
  const auto metadata = parseServerMetadata(
      document(kEndpoints + R"(,"jwks_uri":null,"revocation_endpoint":null,"scopes_supported":null)"
                            R"(,"authorization_response_iss_parameter_supported":null)"),
      kIssuer);
  EXPECT_EQ(metadata.jwks_uri, "");
  EXPECT_EQ(metadata.revocation_endpoint, "");
  EXPECT_FALSE(metadata.authorization_response_iss_parameter_supported);
}

TEST(ServerMetadata, RefusesMembersOfAnotherType) {
  EXPECT_THAT(refusalOfDocument(document(kEndpoints + R"(,"jwks_uri":7)")),
              HasSubstr("\"jwks_uri\", which is no text"));
  EXPECT_THAT(refusalOfDocument(document(
                  kEndpoints + R"(,"authorization_response_iss_parameter_supported":"true")")),
              HasSubstr("no boolean"));
}

TEST(ServerMetadata, RefusesWhatIsNoSuchDocument) {
  for (const char* body : {"", "null", "[]", "<html>", R"({"issuer":"https://acme.test")"}) {
    refusalOfDocument(body);
  }
}

TEST(MetadataUrls, PutTheWellKnownPartBeforeThePathAndThenBehindIt) {
  EXPECT_THAT(metadataUrls("https://acme.test"),
              ElementsAre("https://acme.test/.well-known/oauth-authorization-server",
                          "https://acme.test/.well-known/openid-configuration"));
  EXPECT_THAT(metadataUrls("https://acme.test/tenant/1"),
              ElementsAre("https://acme.test/.well-known/oauth-authorization-server/tenant/1",
                          "https://acme.test/tenant/1/.well-known/openid-configuration"));
  EXPECT_THAT(metadataUrls("https://acme.test/"),
              ElementsAre("https://acme.test/.well-known/oauth-authorization-server",
                          "https://acme.test/.well-known/openid-configuration"));
}

TEST(MetadataUrls, AreRefusedForAnIssuerThatIsNone) {
  for (const char* issuer : {"", "acme.test", "http://acme.test", "https://acme.test?a=b",
                             "https://acme.test#a", "https://user@acme.test"}) {
    refusalOf(ErrorCode::settings_invalid, [&] { metadataUrls(issuer); });
  }
}

}  // namespace
}  // namespace patchbay::oauth
