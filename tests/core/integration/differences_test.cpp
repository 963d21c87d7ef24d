#include <gmock/gmock.h>

#include "tests/core/integration/acme_integration.hpp"

// What a provider states about itself where it departs from the RFCs, in the flow.

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::queryParameter;

class Differences : public AcmeTest {
 protected:
  std::string loginUrl(AcmeIntegration::Change change) {
    AcmeIntegration provider(host.context(), std::move(change));
    return host.run(provider.oauthLogin(LoginRequest("shop", ""))).location;
  }

  /// Connects, lets the token run out and refreshes; the requests to the token endpoints are then
  /// the first and the last one.
  std::string refreshed(AcmeIntegration& provider) {
    host.http.answer(200, first_answer);
    answerCompany();
    const auto connected = host.connect(provider, "shop");
    if (connected.failure) ADD_FAILURE() << connected.failure->what();
    host.clock.advance(Seconds(7200));
    host.http.answer(200, next_answer);
    return host.access(provider, "shop").token.access_token.reveal();
  }

  std::string refusalOf(AcmeIntegration::Change change) {
    try {
      AcmeIntegration provider(host.context(), std::move(change));
    } catch (const IntegrationError& error) {
      return error.publicText();
    }
    return "";
  }

  std::string first_answer = pair("1");
  std::string next_answer = pair("2");
};

TEST_F(Differences, OwnParametersAndNamesAreInTheAuthorizationRequest) {
  const auto url = loginUrl([](OAuthApp& app) {
    app.authorization_parameters = {{"access_type", "offline"}, {"response_type", "token code"}};
    app.parameter_names = {{"client_id", "app_key"}};
    app.scope_separator = ",";
  });
  EXPECT_EQ(queryParameter(url, "access_type"), "offline");
  EXPECT_EQ(queryParameter(url, "response_type"), "token code");
  EXPECT_EQ(queryParameter(url, "app_key"), "client-1");
  EXPECT_EQ(queryParameter(url, "client_id"), "");
  EXPECT_EQ(queryParameter(url, "scope"), "read,pay:read");
}

TEST_F(Differences, TheCodeIsReadWhereTheProviderPutsIt) {
  AcmeIntegration provider(host.context(), [](OAuthApp& app) { app.code_parameter = "auth_code"; });
  const auto login = host.run(provider.oauthLogin(LoginRequest("shop", "")));
  answerPair("1");
  answerCompany();
  oauth::Parameters query{{"auth_code", "c-7"}, {"state", queryParameter(login.location, "state")}};
  const auto result =
      host.run(provider.oauthCallback(CallbackRequest(std::move(query), login.browser_binding)));
  EXPECT_FALSE(result.failure);
  EXPECT_THAT(host.http.requests().front().body, HasSubstr("code=c-7"));
}

TEST_F(Differences, TokenParametersAreInExchangeAndRefreshAndRefreshParametersInTheLatter) {
  AcmeIntegration provider(host.context(), [](OAuthApp& app) {
    app.token_parameters = {{"audience", "api"}};
    app.refresh_parameters = {{"grant_type", "renew"}, {"hint", "x"}};
    app.refresh_repeats_redirect_uri = true;
    app.refresh_endpoint = "https://acme.test/renew";
  });
  EXPECT_EQ(refreshed(provider), "access-2");
  const auto exchange = host.http.requests().front();
  EXPECT_EQ(exchange.url, "https://acme.test/token");
  EXPECT_THAT(exchange.body, HasSubstr("grant_type=authorization_code&"));
  EXPECT_THAT(exchange.body, HasSubstr("&audience=api"));
  EXPECT_THAT(exchange.body, Not(HasSubstr("hint")));
  const auto refresh = host.http.lastRequest();
  EXPECT_EQ(refresh.url, "https://acme.test/renew");
  EXPECT_EQ(refresh.body,
            "grant_type=renew&refresh_token=refresh-1&redirect_uri=https%3A%2F%2F"
            "patchbay.example.test%2Fintegration%2Facme%2Fcallback&audience=api&hint=x&"
            "client_id=client-1&client_secret=secret-1");
}

TEST_F(Differences, ATokenEndpointMayBeAskedByGet) {
  AcmeIntegration provider(host.context(),
                           [](OAuthApp& app) { app.token_method = oauth::TokenMethod::get; });
  EXPECT_EQ(refreshed(provider), "access-2");
  EXPECT_EQ(host.http.lastRequest().method, "GET");
  EXPECT_EQ(queryParameter(host.http.lastRequest().url, "refresh_token"), "refresh-1");
  EXPECT_EQ(host.http.lastRequest().purpose, http::RequestPurpose::refresh);
}

TEST_F(Differences, TheAnswerIsReadByTheProvidersFormat) {
  AcmeIntegration provider(host.context(), [](OAuthApp& app) {
    app.token_response.path = "/data";
    app.token_response.names = {{"expires_in", "expires_at"}};
    app.token_response.expiry = oauth::ExpiryForm::epoch_seconds;
  });
  const auto ends = std::to_string(toEpochSeconds(host.clock.now()) + 600);
  first_answer = R"({"data":{"access_token":"a","refresh_token":"r","expires_at":)" + ends + "}}";
  next_answer = R"({"data":{"access_token":"b","refresh_token":"s"}})";
  EXPECT_EQ(refreshed(provider), "b");
}

TEST_F(Differences, AnOwnCodeEndsTheConnection) {
  AcmeIntegration provider(host.context(), [](OAuthApp& app) {
    app.token_errors.path = "/code";
    app.token_errors.codes = {{"17", oauth::OutcomeClass::permanent}};
  });
  answerPair("1");
  answerCompany();
  ASSERT_TRUE(host.connect(provider, "shop").access);
  host.clock.advance(Seconds(7200));
  host.http.answer(200, R"({"code":17})");
  try {
    host.access(provider, "shop");
    ADD_FAILURE() << "a dead grant was handed out";
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::requires_reconnect);
  }
}

TEST_F(Differences, AnAccessTokenIsRevokedWhereThatTakesTheOtherWithIt) {
  AcmeIntegration provider(host.context(), [](OAuthApp& app) {
    app.revokes_by_access_token = true;
    app.parameter_names = {{"token", "value"}};
  });
  answerPair("1");
  answerCompany();
  ASSERT_TRUE(host.connect(provider, "shop").access);
  host.http.answer(200, "");
  EXPECT_EQ(host.run(provider.disconnect("shop")).revoked_at_provider, 1);
  EXPECT_THAT(host.http.lastRequest().body, HasSubstr("value=access-1&"));
}

TEST_F(Differences, AFirstPairWithoutARefreshTokenIsRefusedWhereThereIsAlwaysOne) {
  AcmeIntegration provider(host.context(),
                           [](OAuthApp& app) { app.requires_refresh_token = true; });
  host.http.answer(200, R"({"access_token":"a","token_type":"bearer"})");
  const auto result = host.connect(provider, "shop");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::malformed_answer);
  EXPECT_TRUE(host.run(host.store.findGrants("shop", "acme")).empty());
}

TEST_F(Differences, ATokenThatCannotBeRenewedIsHandedOutUntilItRunsOut) {
  host.http.answer(200, R"({"access_token":"a","token_type":"bearer","expires_in":7200})");
  answerCompany();
  ASSERT_TRUE(host.connect(acme, "shop").access);
  EXPECT_EQ(accessToken(), "a");
  host.clock.advance(Seconds(7200));
  EXPECT_EQ(refusalOfAccess(), ErrorCode::requires_reconnect);
  EXPECT_EQ(host.http.requests().size(), 2U);  // nobody was asked
}

TEST_F(Differences, WhatContradictsItselfIsRefusedAtSetup) {
  EXPECT_THAT(refusalOf([](OAuthApp& app) {
                app.parameter_names = {{"state", "s"}};
              }),
              HasSubstr("may not rename state"));
  EXPECT_THAT(refusalOf([](OAuthApp& app) { app.code_parameter = "state"; }),
              HasSubstr("code_parameter"));
  EXPECT_THAT(refusalOf([](OAuthApp& app) { app.token_response.path = "data"; }),
              HasSubstr("token_response.path must begin with /"));
  EXPECT_THAT(refusalOf([](OAuthApp& app) { app.token_errors.path = "code"; }),
              HasSubstr("token_errors.path must begin with /"));
  EXPECT_THAT(refusalOf([](OAuthApp& app) {
                app.token_errors.codes = {{"ok", oauth::OutcomeClass::success}};
              }),
              HasSubstr("no answer can have"));
}

}  // namespace
}  // namespace patchbay
