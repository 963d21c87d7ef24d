#include "tools/generator/facts/provider_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ProviderInputs acme() {
  ProviderInputs inputs;
  inputs.name = "Acme";
  return inputs;
}

std::string document(const std::string& more, const std::string& issuer = "https://acme.test/") {
  return R"({"issuer":")" + issuer + R"(","authorization_endpoint":"https://acme.test/a",)" +
         R"("token_endpoint":"https://login.acme.test/t")" + more + "}";
}

std::string refusalOf(const std::string& more) {
  try {
    decideFacts(acme(), document(more));
  } catch (const Refused& refused) {
    return refused.what();
  }
  return "";
}

TEST(ProviderFacts, AreThoseOfAnOrdinaryProviderWhenNothingIsSaid) {
  const auto facts = decideFacts(acme(), "");
  EXPECT_EQ(facts.authorize_url, "https://api.acme.example/oauth/authorize");
  EXPECT_EQ(facts.token_url, "https://api.acme.example/oauth/token");
  EXPECT_EQ(facts.revoke_url, "https://api.acme.example/oauth/revoke");
  EXPECT_EQ(facts.client_auth, "basic");
  EXPECT_TRUE(facts.uses_pkce);
  EXPECT_EQ(rotationText(facts.rotation), "strict");
  EXPECT_THAT(facts.scopes, IsEmpty());
}

TEST(ProviderFacts, AreWhatWasSaid) {
  auto inputs = acme();
  inputs.authorize_url = "https://acme.test/authorize/";
  inputs.token_url = "https://login.acme.test/token?v=2";
  inputs.scopes = "  read   pay:read ";
  inputs.client_auth = "json";
  inputs.pkce = "no";
  inputs.rotation = "grace:30m";
  const auto facts = decideFacts(inputs, "");
  EXPECT_EQ(facts.authorize_url, "https://acme.test/authorize/");
  EXPECT_EQ(facts.api_base_url, "https://login.acme.test");
  EXPECT_EQ(facts.revoke_url, "");
  EXPECT_THAT(facts.scopes, ElementsAre("read", "pay:read"));
  EXPECT_EQ(facts.client_auth, "json");
  EXPECT_FALSE(facts.uses_pkce);
  EXPECT_EQ(rotationText(facts.rotation), "grace:1800s");
}

TEST(ProviderFacts, AreWhatTheProviderPublishes) {
  const auto facts = decideFacts(
      acme(), document(R"(,"revocation_endpoint":"https://acme.test/r",)"
                       R"("introspection_endpoint":"https://acme.test/i",)"
                       R"("jwks_uri":"https://acme.test/k",)"
                       R"("scopes_supported":["openid","email","offline_access"],)"
                       R"("token_endpoint_auth_methods_supported":["client_secret_post"],)"
                       R"("code_challenge_methods_supported":["plain","S256"],)"
                       R"("id_token_signing_alg_values_supported":["HS256","ES256"],)"
                       R"("authorization_response_iss_parameter_supported":true)"));
  EXPECT_EQ(facts.issuer, "https://acme.test/");
  EXPECT_EQ(facts.api_base_url, "https://acme.test");
  EXPECT_EQ(facts.revoke_url, "https://acme.test/r");
  EXPECT_EQ(facts.introspection_url, "https://acme.test/i");
  EXPECT_EQ(facts.jwks_uri, "https://acme.test/k");
  EXPECT_EQ(facts.client_auth, "post");
  EXPECT_TRUE(facts.uses_pkce);
  EXPECT_TRUE(facts.sends_iss);
  EXPECT_TRUE(facts.asks_consent);
  EXPECT_THAT(facts.scopes, ElementsAre("openid", "offline_access"));
  EXPECT_THAT(facts.offered_scopes, ElementsAre("email"));
  EXPECT_THAT(facts.id_token_algorithms, ElementsAre("ES256"));
}

TEST(ProviderFacts, ExpectNoIdTokenThatNobodyAskedFor) {
  const std::string keys = R"(,"jwks_uri":"https://acme.test/k")";
  EXPECT_EQ(decideFacts(acme(), document(keys)).jwks_uri, "");
  auto inputs = acme();
  inputs.scopes = "openid";
  EXPECT_EQ(decideFacts(inputs, document(keys)).jwks_uri, "https://acme.test/k");
  EXPECT_EQ(decideFacts(inputs, document("")).jwks_uri, "");
}

TEST(ProviderFacts, LeaveOutPkceOnlyWhereS256IsNotAmongWhatIsPublished) {
  EXPECT_TRUE(decideFacts(acme(), document("")).uses_pkce);
  const auto plain = document(R"(,"code_challenge_methods_supported":["plain"])");
  EXPECT_FALSE(decideFacts(acme(), plain).uses_pkce);
}

TEST(ProviderFacts, AreRefusedWhereTheProviderWantsWhatWeCannotDo) {
  EXPECT_THAT(refusalOf(R"(,"token_endpoint_auth_methods_supported":["private_key_jwt"])"),
              ::testing::HasSubstr("say CLIENT_AUTH"));
  EXPECT_THAT(refusalOf(R"(,"jwks_uri":"https://acme.test/k","scopes_supported":["openid"],)"
                        R"("id_token_signing_alg_values_supported":["EdDSA"])"),
              ::testing::HasSubstr("SCOPES without openid"));
}

TEST(ProviderFacts, TakeNoScopeThatIsNone) {
  const auto facts =
      decideFacts(acme(), document(R"(,"scopes_supported":["a\nb","*/","\"","ok"])"));
  EXPECT_THAT(facts.offered_scopes, ElementsAre("*/", "ok"));
}

}  // namespace
}  // namespace patchbay::generator
