#include <gtest/gtest.h>

#include <map>

#include "core/oauth/token_response.hpp"

namespace patchbay::oauth {
namespace {

const TimePoint kNow = fromEpochSeconds(784'111'777);

std::optional<TokenError> find(unsigned status, const std::string& body,
                               const std::string& retry_after = "") {
  http::HeaderFields headers;
  if (!retry_after.empty()) headers.add("Retry-After", retry_after);
  return findTokenError(http::HttpResponse(status, headers, body), kNow);
}

std::string errorBody(const std::string& error) {
  return R"({"error":")" + error + R"(","error_description":"prose"})";
}

std::string classOf(unsigned status, const std::string& body) {
  const auto found = find(status, body);
  return found ? std::string(name(found->outcome)) : "none";
}

const std::map<std::string, std::string> kClasses{
    {"invalid_grant", "permanent"},
    {"interaction_required", "permanent"},
    {"login_required", "permanent"},
    {"consent_required", "permanent"},
    {"invalid_client", "operator_fault"},
    {"unauthorized_client", "operator_fault"},
    {"invalid_request", "configuration"},
    {"invalid_scope", "configuration"},
    {"unsupported_grant_type", "configuration"},
    {"temporarily_unavailable", "temporary"},
    {"server_error", "temporary"},
    {"slow_down", "temporary"},
};

TEST(OutcomeClass, HasOneWordEach) {
  EXPECT_EQ(name(OutcomeClass::success), "success");
  EXPECT_EQ(name(OutcomeClass::not_sent), "not_sent");
  EXPECT_EQ(name(OutcomeClass::ambiguous), "ambiguous");
  EXPECT_EQ(name(OutcomeClass::temporary), "temporary");
  EXPECT_EQ(name(OutcomeClass::permanent), "permanent");
  EXPECT_EQ(name(OutcomeClass::operator_fault), "operator_fault");
  EXPECT_EQ(name(OutcomeClass::configuration), "configuration");
}

// RFC 6749 section 5.2's example.
TEST(TokenError, GivesTheExampleOfRfc6749Section52) {
  const auto found = find(400, R"({"error":"invalid_request"})");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->error, "invalid_request");
  EXPECT_EQ(found->status, 400U);
  EXPECT_EQ(found->outcome, OutcomeClass::configuration);
  EXPECT_EQ(found->retry_after, std::nullopt);
}

// R12: an OAuth error counts at any 4xx ...
TEST(TokenError, IsSortedByItsCodeAtAny4xx) {
  for (const auto& [error, expected] : kClasses) {
    for (const unsigned status : {400U, 401U, 403U, 404U, 409U, 422U, 429U, 499U}) {
      EXPECT_EQ(classOf(status, errorBody(error)), expected) << error << status;
    }
  }
}

// ... and inside a 200.
TEST(TokenError, IsSortedByItsCodeInsideA200) {
  for (const auto& [error, expected] : kClasses) {
    EXPECT_EQ(classOf(200, errorBody(error)), expected) << error;
  }
  EXPECT_EQ(find(200, errorBody("invalid_grant"))->error, "invalid_grant");
}

TEST(TokenError, OfAnUnknownCodeIsConfiguration) {
  EXPECT_EQ(classOf(400, errorBody("bad_verification_code")), "configuration");
  EXPECT_EQ(classOf(200, errorBody("bad_verification_code")), "configuration");
  EXPECT_EQ(find(200, errorBody("bad_verification_code"))->error, "bad_verification_code");
}

TEST(TokenError, OfAnUnknownCodeStaysTemporaryWhereTheStatusSaysSo) {
  EXPECT_EQ(classOf(429, errorBody("rate_limit_exceeded")), "temporary");
}

TEST(TokenError, WithoutACodeIsSortedByItsStatus) {
  for (const unsigned status : {408U, 425U, 429U, 503U}) {
    EXPECT_EQ(classOf(status, "busy"), "temporary") << status;
  }
  for (const unsigned status : {301U, 302U, 307U, 308U, 400U, 401U, 403U, 404U, 418U}) {
    EXPECT_EQ(classOf(status, "<html>no</html>"), "configuration") << status;
  }
  for (const unsigned status : {500U, 502U, 504U, 599U, 101U}) {
    EXPECT_EQ(classOf(status, ""), "ambiguous") << status;
  }
}

// A gateway's 503 with a forged or stale body must not end a connection.
TEST(TokenError, CountsNoCodeAt5xxAnd3xx) {
  EXPECT_EQ(classOf(503, errorBody("invalid_grant")), "temporary");
  EXPECT_EQ(classOf(500, errorBody("invalid_grant")), "ambiguous");
  EXPECT_EQ(classOf(302, errorBody("invalid_grant")), "configuration");
  EXPECT_EQ(find(503, errorBody("invalid_grant"))->error, "");
}

TEST(TokenError, IsNotReadFromABodyThatIsNoStrictJson) {
  for (const char* body :
       {R"({"error":"invalid_grant")", R"(["invalid_grant"])",
        R"({"error":{"code":"invalid_grant"}})", R"({"error":null})", "error=invalid_grant",
        R"({"error":"invalid_client","error":"invalid_grant"})"}) {
    EXPECT_EQ(classOf(400, body), "configuration") << body;
    EXPECT_EQ(find(400, body)->error, "") << body;
  }
}

TEST(TokenError, IsAbsentFromASuccess) {
  EXPECT_FALSE(find(200, R"({"access_token":"a","token_type":"Bearer"})").has_value());
  EXPECT_FALSE(find(201, R"({"access_token":"a","error":null})").has_value());
  EXPECT_FALSE(find(200, R"({"access_token":"a","error":""})").has_value());
}

// The token reader refuses these, and says better why.
TEST(TokenError, IsAbsentFromA2xxThatCannotBeRead) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"error":7})"}) {
    EXPECT_FALSE(find(200, body).has_value()) << body;
  }
}

TEST(TokenError, BesideATokenConcludesNothing) {
  const std::string both = R"({"access_token":"a","error":"invalid_grant"})";
  EXPECT_EQ(classOf(200, both), "ambiguous");
  EXPECT_EQ(classOf(400, both), "configuration");
}

// R20: a provider that echoes a token as its error must not make us log it.
TEST(TokenError, KeepsOnlyWhatLooksLikeACode) {
  for (const char* error :
       {"2YotnFZFEjr1zCsicMWpAA", "Invalid Grant", "a\\nb", "<script>", "https://h.test/errors/1",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_EQ(find(400, errorBody(error))->error, "") << error;
    EXPECT_EQ(classOf(200, errorBody(error)), "configuration") << error;
  }
}

TEST(TokenError, CarriesRetryAfterInBothForms) {
  EXPECT_EQ(find(429, "", "17")->retry_after, Seconds(17));
  EXPECT_EQ(find(503, "", "Sun, 06 Nov 1994 08:50:37 GMT")->retry_after, Seconds(60));
  EXPECT_EQ(find(503, "", "86400")->retry_after, Seconds(3600));
  EXPECT_EQ(find(503, "", "later")->retry_after, std::nullopt);
  EXPECT_EQ(find(503, "")->retry_after, std::nullopt);
}

}  // namespace
}  // namespace patchbay::oauth
