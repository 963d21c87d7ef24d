#include <gmock/gmock.h>

#include <set>

#include "tests/flow/oidc/oidc_host.hpp"
#include "tests/support/http_calls.hpp"

// Everything here is decided by a server that is not ours (npm's oidc-provider) and by a plugin
// that the generator wrote. Tokens of the server live for an hour.

namespace patchbay {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Milliseconds kAlmostAnHour = Seconds(3590);

class OidcFlow : public ::testing::Test {
 protected:
  /// Replaces what stands between `name=` and the next `&` in a URL.
  static void setParameter(std::string& url, const std::string& name, const std::string& value) {
    const auto from = url.find(name + "=") + name.size() + 1;
    url.replace(from, url.find('&', from) - from, value);
  }

  http::HttpResponse callApi(const IntegrationAccess& access) {
    http::HttpRequest request("GET", host_.server().issuer() + "/companies");
    request.headers.add("Authorization", "Bearer " + access.token.access_token.reveal());
    return testing::send(host_.client(), request);
  }

  http::HttpResponse refreshPastUs(const IntegrationAccess& access) {
    return host_.askServer(
        {{"grant_type", "refresh_token"}, {"refresh_token", access.token.refresh_token.reveal()}});
  }

  void expectRefused(const CallbackResult& result, ErrorCode code, const char* reason) {
    EXPECT_FALSE(result.access.has_value());
    ASSERT_TRUE(result.failure.has_value());
    EXPECT_EQ(result.failure->code(), code);
    EXPECT_THAT(result.failure->what(), HasSubstr(reason));
    EXPECT_THAT(host_.stored(), IsEmpty());
  }

  testing::OidcHost host_;
};

TEST_F(OidcFlow, ConnectsAndKeepsTheVerifiedIdToken) {
  const CallbackResult result = host_.connect();
  ASSERT_TRUE(result.access.has_value()) << result.failure->what();
  EXPECT_FALSE(result.access->token.id_token.empty());
  EXPECT_EQ(result.access->token.scope, "openid companies");
  ASSERT_THAT(result.access->tenants, SizeIs(1));
  EXPECT_EQ(result.access->tenants.front().id, "account");
  EXPECT_EQ(host_.answered("GET", "/jwks"), 1);
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 1);
}

TEST_F(OidcFlow, HandsOutATokenThatTheServerTakes) {
  host_.connect();
  EXPECT_EQ(callApi(host_.access()).status, 200u);
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 1);
}

TEST_F(OidcFlow, RefusesAnIdTokenWithAnotherNonce) {
  const auto divert = [](std::string& url) { setParameter(url, "nonce", "another"); };
  expectRefused(host_.connect(divert), ErrorCode::malformed_answer,
                "its nonce is not this login's");
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 1);
}

TEST_F(OidcFlow, RefusesAnIdTokenThatOtherKeysSigned) {
  const testing::AuthorizationServer other({"http://127.0.0.1:9/"});
  const std::string keys = testing::get(host_.client(), other.issuer() + "/jwks").body;
  host_.spoiling->spoil("/jwks", [&](http::HttpResponse& response) { response.body = keys; });
  expectRefused(host_.connect(), ErrorCode::malformed_answer, "its signature does not verify");
}

TEST_F(OidcFlow, RefusesTheAnswerOfAnotherIssuerWithoutATokenCall) {
  const auto divert_back = [](std::string& url) {
    setParameter(url, "iss", "https%3A%2F%2Fanother.example");
  };
  expectRefused(host_.connect({}, divert_back), ErrorCode::invalid_request, "another provider");
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 0);
}

// That these two fail shows that the server really checks what the others pass.
TEST_F(OidcFlow, CannotConnectWithoutAPkceChallenge) {
  const auto divert = [](std::string& url) {
    setParameter(url, "code_challenge", "");
    setParameter(url, "code_challenge_method", "");
  };
  expectRefused(host_.connect(divert), ErrorCode::provider_configuration, "requires PKCE");
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 0);
}

TEST_F(OidcFlow, CannotConnectWithAnotherPkceChallenge) {
  const auto divert = [](std::string& url) {  // the challenge of RFC 7636 appendix B
    setParameter(url, "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  };
  expectRefused(host_.connect(divert), ErrorCode::invalid_grant, "invalid_grant");
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 1);
}

TEST_F(OidcFlow, RotatesThePairWhenTheTokenRunsOut) {
  const IntegrationAccess first = host_.connect().access.value();
  host_.clock.advance(kAlmostAnHour);
  const IntegrationAccess second = host_.access();
  EXPECT_EQ(second.generation, 2);
  EXPECT_NE(second.token.access_token.reveal(), first.token.access_token.reveal());
  EXPECT_NE(second.token.refresh_token.reveal(), first.token.refresh_token.reveal());
  EXPECT_FALSE(second.token.id_token.empty());
  EXPECT_EQ(callApi(second).status, 200u);
  host_.clock.advance(kAlmostAnHour);
  EXPECT_EQ(host_.access().generation, 3);
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 3);
}

// This server takes a second use of a refresh token for theft, so one call too many would show.
TEST_F(OidcFlow, RefreshesOnceForManyCallers) {
  host_.connect();
  host_.clock.advance(kAlmostAnHour);
  std::set<std::string> tokens;
  for (const auto& access : host_.accessByMany(20)) {
    tokens.insert(access.token.access_token.reveal());
  }
  EXPECT_THAT(tokens, SizeIs(1));
  EXPECT_EQ(host_.answered("POST", "/oauth/token"), 2);
}

TEST_F(OidcFlow, AsksForAReconnectOnceTheServerHasSeenAnOldRefreshToken) {
  const IntegrationAccess first = host_.connect().access.value();
  host_.clock.advance(kAlmostAnHour);
  host_.access();
  EXPECT_EQ(refreshPastUs(first).status, 400u);  // a thief, as the server sees it

  host_.clock.advance(kAlmostAnHour);
  const auto failure = host_.accessFailure();
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->code(), ErrorCode::requires_reconnect);
  const auto stored = host_.stored();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_TRUE(stored.front().requires_reconnect);
  EXPECT_EQ(stored.front().reconnect_cause, ReconnectCause::revoked);
}

TEST_F(OidcFlow, CallsARotationLostWhenItsAnswerNeverCame) {
  host_.connect();
  host_.clock.advance(Seconds(3700));
  host_.spoiling->spoil("/oauth/token", [this](http::HttpResponse&) {
    host_.spoiling->spoilNothing();
    throw http::TransportError(http::TransportFault::ambiguous, "the answer was lost");
  });
  std::optional<IntegrationError> failure;
  for (int attempt = 0; attempt < 5 && !host_.stored().front().requires_reconnect; ++attempt) {
    failure = host_.accessFailure();
    host_.clock.advance(std::chrono::minutes(10));
  }
  const auto stored = host_.stored();
  EXPECT_TRUE(stored.front().requires_reconnect);
  EXPECT_EQ(stored.front().reconnect_cause, ReconnectCause::lost_rotation);
}

TEST_F(OidcFlow, HealsTheSameConnectionByConnectingAgain) {
  const IntegrationAccess first = host_.connect().access.value();
  refreshPastUs(first);
  refreshPastUs(first);
  host_.clock.advance(kAlmostAnHour);
  EXPECT_EQ(host_.accessFailure()->code(), ErrorCode::requires_reconnect);

  const CallbackResult again = host_.connect();
  ASSERT_TRUE(again.access.has_value()) << again.failure->what();
  EXPECT_EQ(again.access->grant_id, first.grant_id);
  EXPECT_THAT(host_.stored(), SizeIs(1));
  EXPECT_EQ(callApi(host_.access()).status, 200u);
}

TEST_F(OidcFlow, RevokesAtTheServerWhenDisconnected) {
  const IntegrationAccess first = host_.connect().access.value();
  const auto result = host_.run(host_.integration().disconnect(first.workspace_id));
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 1);
  EXPECT_THAT(host_.stored(), IsEmpty());
  EXPECT_EQ(refreshPastUs(first).status, 400u);
}

}  // namespace
}  // namespace patchbay
