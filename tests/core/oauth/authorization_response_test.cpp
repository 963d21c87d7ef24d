#include "core/oauth/authorization_response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

using ::testing::HasSubstr;

std::string refusalOf(const Parameters& query) {
  return testing::refusalOf(ErrorCode::invalid_request, [&] { parseAuthorizationResponse(query); });
}

// RFC 6749 section 4.1.2.
TEST(AuthorizationResponse, BringsCodeAndState) {
  const auto response = parseAuthorizationResponse(
      {{"code", "SplxlOBeZQQYbYS6WxSbIA"}, {"state", "xyz"}, {"unknown", "1"}, {"unknown", "2"}});
  EXPECT_EQ(response.code, "SplxlOBeZQQYbYS6WxSbIA");
  EXPECT_EQ(response.state, "xyz");
  EXPECT_EQ(response.error, "");
  EXPECT_EQ(response.iss, std::nullopt);
}

// RFC 6749 section 4.1.2.1.
TEST(AuthorizationResponse, BringsAnError) {
  const auto response = parseAuthorizationResponse(
      {{"error", "access_denied"}, {"error_description", "no <b>"}, {"state", "xyz"}});
  EXPECT_EQ(response.error, "access_denied");
  EXPECT_EQ(response.error_description, "no <b>");
  EXPECT_EQ(response.code, "");
}

TEST(AuthorizationResponse, CutsTheProvidersProseTo256Characters) {
  std::string prose;
  for (int i = 0; i < 300; ++i) prose += "\xE2\x82\xAC";
  const auto response =
      parseAuthorizationResponse({{"error", "e"}, {"error_description", prose}, {"state", "xyz"}});
  EXPECT_EQ(response.error_description, prose.substr(0, 256 * 3));
}

// RFC 6749 section 3.1.
TEST(AuthorizationResponse, IsRefusedWithAnyKnownParameterRepeated) {
  for (const char* name : {"code", "state", "error", "error_description", "error_uri", "iss"}) {
    Parameters query{{"state", "xyz"}, {"code", "c"}};
    if (std::string(name) == "error") query.pop_back();
    query.emplace_back(name, "c");
    query.emplace_back(name, "c");
    EXPECT_THAT(refusalOf(query), HasSubstr("repeats '" + std::string(name) + "'"));
  }
}

TEST(AuthorizationResponse, IsRefusedWithCodeAndErrorOrNeither) {
  EXPECT_THAT(refusalOf({{"state", "xyz"}, {"code", "c"}, {"error", "e"}}),
              HasSubstr("both 'code' and 'error'"));
  EXPECT_THAT(refusalOf({{"state", "xyz"}}), HasSubstr("neither 'code' nor 'error'"));
}

TEST(AuthorizationResponse, IsRefusedWithAnEmptyParameter) {
  EXPECT_THAT(refusalOf({{"state", "xyz"}, {"code", ""}}), HasSubstr("empty 'code'"));
  EXPECT_THAT(refusalOf({{"state", ""}, {"code", "c"}}), HasSubstr("empty 'state'"));
  EXPECT_THAT(refusalOf({{"state", "xyz"}, {"code", "c"}, {"error", ""}}),
              HasSubstr("empty 'error'"));
}

TEST(AuthorizationResponse, IsRefusedWithoutAState) {
  EXPECT_THAT(refusalOf({{"code", "c"}}), HasSubstr("no 'state'"));
}

AuthorizationResponse answerOf(std::optional<std::string> iss) {
  AuthorizationResponse response;
  response.iss = std::move(iss);
  return response;
}

std::string issuerRefusal(std::optional<std::string> iss, bool required) {
  return testing::refusalOf(ErrorCode::invalid_request, [&] {
    checkIssuer(answerOf(std::move(iss)), "https://honest.as.example", required);
  });
}

// RFC 9207 section 2.4.
TEST(ResponseIssuer, MustBeTheExactOne) {
  checkIssuer(answerOf("https://honest.as.example"), "https://honest.as.example", true);
  for (const char* other :
       {"https://honest.as.example/", "https://HONEST.as.example", "https://evil.as.example", ""}) {
    EXPECT_THAT(issuerRefusal(other, false), HasSubstr("another provider")) << other;
  }
}

TEST(ResponseIssuer, MayOnlyBeMissingWhereItIsNotPromised) {
  checkIssuer(answerOf(std::nullopt), "https://honest.as.example", false);
  EXPECT_THAT(issuerRefusal(std::nullopt, true), HasSubstr("does not name its issuer"));
}

TEST(ResponseIssuer, IsIgnoredForAProviderThatHasNone) {
  checkIssuer(answerOf("https://anything.example"), "", false);
}

}  // namespace
}  // namespace patchbay::oauth
