#include <gtest/gtest.h>

#include <string>

#include "core/oauth/token_request.hpp"
#include "core/oauth/token_response.hpp"
#include "tests/support/refusal.hpp"

// Token requests and answers of providers that depart from RFC 6749.

namespace patchbay::oauth {
namespace {

const TimePoint kNow = fromEpochSeconds(1'767'225'600);  // 2026-01-01T00:00:00Z

IntegrationAccessToken parse(const std::string& body, const TokenResponseFormat& format) {
  TokenResponseRules rules;
  rules.format = format;
  return parseTokenResponse(body, rules, kNow).token;
}

Seconds lifetime(const std::string& stated, ExpiryForm form) {
  TokenResponseFormat format;
  format.expiry = form;
  const auto token =
      parse(R"({"access_token":"a","token_type":"bearer","expires_in":)" + stated + "}", format);
  return std::chrono::duration_cast<Seconds>(token.expires_at - kNow);
}

ClientCredentials clientInBody() {
  ClientCredentials client;
  client.client_id = "id";
  client.client_secret = Secret("s&t");
  client.method = ClientAuthentication::client_secret_post;
  return client;
}

// --- requests

TEST(TokenRequestStyle, SendsAllInTheQueryOfAGet) {
  RequestStyle style;
  style.method = TokenMethod::get;
  const auto request = tokenRequest("https://a.test/token?v=2", {{"grant_type", "refresh_token"}},
                                    clientInBody(), style);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url,
            "https://a.test/token?v=2&grant_type=refresh_token&client_id=id&client_secret=s%26t");
  EXPECT_EQ(request.body, "");
  EXPECT_FALSE(request.headers.find("Content-Type"));
}

TEST(TokenRequestStyle, RenamesTheClientsCredentialsAsWell) {
  RequestStyle style;
  style.names = {{"client_id", "client_key"}, {"code", "auth_code"}};
  const auto request = tokenRequest("https://a.test/token", {{"code", "c"}}, clientInBody(), style);
  EXPECT_EQ(request.body, "auth_code=c&client_key=id&client_secret=s%26t");
}

// --- answers

TEST(TokenResponseFormat, FindsTheMembersAtAnotherPath) {
  TokenResponseFormat format;
  format.path = "/data/token";
  const auto token = parse(
      R"({"code":0,"data":{"token":{"access_token":"a","token_type":"Bearer","expires_in":60}}})",
      format);
  EXPECT_EQ(token.access_token.reveal(), "a");
  EXPECT_EQ(token.expires_at, kNow + Seconds(60));
}

TEST(TokenResponseFormat, RefusesAnAnswerWithoutThatPath) {
  TokenResponseFormat format;
  format.path = "/data";
  for (const char* body : {R"({"access_token":"a"})", R"({"data":[]})", R"({"data":null})", "[]"}) {
    EXPECT_NE(testing::refusalOf(ErrorCode::malformed_answer, [&] { parse(body, format); })
                  .find("no object at /data"),
              std::string::npos)
        << body;
  }
}

TEST(TokenResponseFormat, ReadsMembersByTheProvidersNames) {
  TokenResponseFormat format;
  format.names = {{"access_token", "authToken"}, {"refresh_token", "renewal"}, {"token_type", ""}};
  const auto token =
      parse(R"({"authToken":"a","renewal":"r","refresh_token":"no","token_type":"user"})", format);
  EXPECT_EQ(token.access_token.reveal(), "a");
  EXPECT_EQ(token.refresh_token.reveal(), "r");
  EXPECT_EQ(token.token_type, "Bearer");
}

TEST(TokenResponseFormat, KeepsScopesSeparatedByBlanks) {
  TokenResponseFormat format;
  format.scope_separator = ",";
  EXPECT_EQ(parse(R"({"access_token":"a","scope":"repo,gist"})", format).scope, "repo gist");
}

TEST(TokenResponseFormat, ReadsEachFormOfExpiry) {
  EXPECT_EQ(lifetime("\"7200\"", ExpiryForm::seconds), Seconds(7200));
  EXPECT_EQ(lifetime("7200000", ExpiryForm::milliseconds), Seconds(7200));
  EXPECT_EQ(lifetime("1767232800", ExpiryForm::epoch_seconds), Seconds(7200));
  EXPECT_EQ(lifetime("\"1767232800000\"", ExpiryForm::epoch_milliseconds), Seconds(7200));
  EXPECT_EQ(lifetime("\"2026-01-01T02:00:00Z\"", ExpiryForm::date), Seconds(7200));
  EXPECT_EQ(lifetime("\"2026-01-01T03:30:00.123+01:30\"", ExpiryForm::date), Seconds(7200));
}

TEST(TokenResponseFormat, TakesAMomentThatIsOverForExpiredAndFarAwayForAYear) {
  EXPECT_EQ(lifetime("1767225599", ExpiryForm::epoch_seconds), Seconds(0));
  EXPECT_EQ(lifetime("\"2019-01-01T00:00:00Z\"", ExpiryForm::date), Seconds(0));
  EXPECT_EQ(lifetime("99999999999", ExpiryForm::epoch_seconds), Seconds(365 * 24 * 3600));
}

TEST(TokenResponseFormat, TakesTheDefaultForWhatIsNoDate) {
  for (const char* stated :
       {"3600", "\"\"", "\"2026-02-30T00:00:00Z\"", "\"2026-01-01T02:00:00\"",
        "\"2026-01-01T25:00:00Z\"", "\"2026-01-01T02:00:00Zx\"", "\"2026-01-01\"",
        "\"-026-01-01T02:00:00Z\"", "\"2026-01-01T02:00:00+1:00\"", "{}"}) {
    EXPECT_EQ(lifetime(stated, ExpiryForm::date), Seconds(3600)) << stated;
  }
}

// --- errors

TokenErrorRules ownCodes() {
  TokenErrorRules rules;
  rules.path = "/code";
  rules.codes = {{"40105", OutcomeClass::permanent},
                 {"bad_refresh_token", OutcomeClass::permanent},
                 {"busy", OutcomeClass::temporary}};
  return rules;
}

OutcomeClass classOf(unsigned status, const std::string& body) {
  const auto error =
      findTokenError(http::HttpResponse(status, {}, body), kNow, ownCodes(), TokenResponseFormat());
  return error ? error->outcome : OutcomeClass::success;
}

TEST(TokenErrorRules, SortByTheProvidersOwnCode) {
  EXPECT_EQ(classOf(400, R"({"code":40105,"message":"gone"})"), OutcomeClass::permanent);
  EXPECT_EQ(classOf(200, R"({"code":40105})"), OutcomeClass::permanent);
  EXPECT_EQ(classOf(401, R"({"code":"busy"})"), OutcomeClass::temporary);
}

TEST(TokenErrorRules, SortOwnCodesInTheStandardsPlace) {
  EXPECT_EQ(classOf(400, R"({"error":"bad_refresh_token"})"), OutcomeClass::permanent);
  EXPECT_EQ(classOf(200, R"({"error":"bad_refresh_token"})"), OutcomeClass::permanent);
}

TEST(TokenErrorRules, LeaveOtherCodesToTheStandard) {
  EXPECT_EQ(classOf(200, R"({"code":0,"access_token":"a"})"), OutcomeClass::success);
  EXPECT_EQ(classOf(400, R"({"code":1,"error":"invalid_client"})"), OutcomeClass::operator_fault);
  EXPECT_EQ(classOf(400, R"({"code":1})"), OutcomeClass::configuration);
  EXPECT_EQ(classOf(500, R"({"code":40105})"), OutcomeClass::ambiguous);
}

TEST(TokenErrorRules, ConcludeNothingFromACodeBesideAToken) {
  TokenResponseFormat format;
  format.path = "/data";
  const http::HttpResponse both(400, {}, R"({"code":40105,"data":{"access_token":"a"}})");
  EXPECT_EQ(findTokenError(both, kNow, ownCodes(), format)->outcome, OutcomeClass::configuration);
}

}  // namespace
}  // namespace patchbay::oauth
