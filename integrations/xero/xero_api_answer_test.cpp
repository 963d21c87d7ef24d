#include "xero_api_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace patchbay {
namespace {

using ::testing::HasSubstr;

http::HttpResponse response(unsigned status, std::string body,
                            const std::string& name = "Xero-Correlation-Id",
                            const std::string& value = "c-1") {
  http::HeaderFields headers;
  headers.add(name, value);
  return http::HttpResponse(status, std::move(headers), std::move(body));
}

std::string problem(const std::string& detail) {
  return R"({"Type":null,"Title":"x","Status":401,"Detail":")" + detail +
         R"(","Instance":"i-1","Extensions":{}})";
}

ApiVerdict verdict(const http::HttpResponse& answer) { return judgeXeroAnswer(answer, true); }

TEST(XeroVerdict, IsAboutTheTokenWhenItExpired) {
  const auto expired = response(401, problem("TokenExpired: token expired at 01/01/2026 08:45:21"));
  EXPECT_EQ(verdict(expired), ApiVerdict::token_refused);
  EXPECT_EQ(verdict(response(401, problem("TokenInvalidSignature"))), ApiVerdict::token_refused);
  EXPECT_EQ(verdict(response(401, "")), ApiVerdict::token_refused);
}

TEST(XeroVerdict, IsAboutTheScopeWhenXeroSaysSo) {
  EXPECT_EQ(verdict(response(401, problem("AuthorizationUnsuccessful"))),
            ApiVerdict::insufficient_scope);
  EXPECT_EQ(verdict(response(401, "", "WWW-Authenticate", "insufficient_scope")),
            ApiVerdict::insufficient_scope);
}

TEST(XeroVerdict, IsAboutTheTenantWhenItIsForbidden) {
  const auto forbidden = response(403, problem("AuthenticationUnsuccessful"));
  EXPECT_EQ(verdict(forbidden), ApiVerdict::tenant_lost);
  EXPECT_EQ(judgeXeroAnswer(forbidden, false), ApiVerdict::answer);
  EXPECT_EQ(verdict(response(403, problem("Forbidden"))), ApiVerdict::answer);
  EXPECT_EQ(verdict(response(403, "no JSON")), ApiVerdict::answer);
}

TEST(XeroVerdict, IsForTheCallerOtherwise) {
  for (const unsigned status : {200U, 204U, 400U, 404U, 429U, 500U, 503U}) {
    EXPECT_EQ(verdict(response(status, problem("AuthenticationUnsuccessful"))), ApiVerdict::answer);
  }
}

TEST(XeroApiError, KeepsTheReasonAndTheCorrelationIdForTheLog) {
  const auto error = xeroApiError(
      response(400, R"({"ErrorNumber":10,"Type":"ValidationException","Message":"A validation )"
                    R"(exception occurred","Elements":[{"ValidationErrors":[{"Message":)"
                    R"("Dates must be within 365 days of each other"}]}]})"),
      TimePoint());
  EXPECT_EQ(error.code(), ErrorCode::provider_configuration);
  EXPECT_EQ(error.detail(), "Dates must be within 365 days of each other; correlation id c-1");
  EXPECT_EQ(xeroApiError(response(500, "oops"), TimePoint()).detail(), "correlation id c-1");
}

// O20: what is used up for the day says so, and when to come back.
TEST(XeroApiError, TellsWhichLimitIsUsedUp) {
  http::HeaderFields headers;
  headers.add("X-Rate-Limit-Problem", "day");
  headers.add("Retry-After", "3000");
  const auto error = xeroApiError(http::HttpResponse(429, std::move(headers), ""), TimePoint());
  EXPECT_EQ(error.code(), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(error.retryAfter(), Seconds(3000));
  EXPECT_THAT(error.publicText(), HasSubstr("calls of this day are used up"));
}

TEST(XeroApiError, IsAMissingPermissionWhenTheUserHasNoRole) {
  const auto error = xeroApiError(response(403, problem("Forbidden")), TimePoint());
  EXPECT_EQ(error.code(), ErrorCode::insufficient_scope);
}

}  // namespace
}  // namespace patchbay
