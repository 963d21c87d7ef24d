#include <gtest/gtest.h>

#include "tests/sandbox/sandbox_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using testing::PlainAnswer;

class Api : public SandboxTest {
 protected:
  static std::string company(std::string_view uuid, std::string_view more = {}) {
    return "/v1/companies/" + std::string(uuid) + std::string(more);
  }

  PlainAnswer getAs(const std::string& version, const std::string& bearer) {
    testing::PlainRequest request = testing::get("/v1/token_info", bearer);
    request.headers.emplace_back("X-Gusto-API-Version", version);
    return send(request);
  }

  static void expectError(const PlainAnswer& answer, unsigned status, const std::string& category,
                          const std::string& message) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body, R"({"errors":[{"error_key":"request","category":")" + category +
                               R"(","message":")" + message + R"("}]})");
  }

  PlainAnswer disconnect(const std::string& bearer) {
    testing::PlainRequest request =
        testing::get(company(kCompany, "/disconnect_app_integration"), bearer);
    request.method = "POST";
    return send(request);
  }
};

using TokenInfo = Api;
using ApiRefusals = Api;
using ApiVersion = Api;
using RateLimit = Api;
using CompanyData = Api;
using Disconnect = Api;

TEST_F(TokenInfo, NamesTheCompany) {
  const PlainAnswer answer = get("/v1/token_info", text(connect(kOtherCompany), "access_token"));
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body,
            R"({"scope":"public companies:read companies:disconnect_app_integration )"
            R"(employees:read compensations:read webhook_subscriptions:read )"
            R"(webhook_subscriptions:write","resource":{"type":"Company","uuid":)"
            R"("8c40f7a6-2d15-4b7e-a2c9-91e6b3d5704f"},"resource_owner":{"type":"CompanyAdmin",)"
            R"("uuid":"c3a9e7f2-41bd-4f6a-8a17-6de0f91b2c44"}})");
}

TEST_F(TokenInfo, OfTheSystemNamesTheApplicationAndNoOwner) {
  const json::value info = get("/v1/token_info", systemToken()).json();
  EXPECT_EQ(info.at("resource").at("type"), "Oauth::Application");
  EXPECT_TRUE(info.at("resource_owner").is_null());
}

TEST_F(ApiRefusals, OfAMissingOrUnknownToken) {
  for (const char* bearer : {"", "never-given-out"}) {
    const PlainAnswer answer = get("/v1/token_info", bearer);
    expectError(answer, 401, "invalid_token", "The access token is missing, expired or revoked.");
    EXPECT_EQ(answer.header("WWW-Authenticate"),
              R"(Bearer realm="Gusto sandbox", error="invalid_token", )"
              R"(error_description="The access token is missing, expired or revoked.")");
  }
}

TEST_F(ApiRefusals, OfATokenInTheQuery) {
  EXPECT_EQ(get("/v1/token_info?access_token=" + text(connect(), "access_token")).status, 401u);
}

TEST_F(ApiRefusals, OfAnExpiredToken) {
  const std::string bearer = text(connect(), "access_token");
  clock_.advance(Seconds(7199));
  EXPECT_EQ(get("/v1/token_info", bearer).status, 200u);
  clock_.advance(Seconds(1));
  EXPECT_EQ(get("/v1/token_info", bearer).status, 401u);
}

TEST_F(ApiRefusals, OfAForeignCompanyLookLikeAnUnknownOne) {
  const std::string bearer = text(connect(), "access_token");
  for (const std::string_view uuid : {kOtherCompany, std::string_view("unknown")}) {
    expectError(get(company(uuid), bearer), 404, "not_found", "There is no such company.");
    expectError(get(company(uuid, "/employees"), bearer), 404, "not_found",
                "There is no such company.");
  }
}

TEST_F(ApiRefusals, OfAMissingScope) {
  control_.change({{"scope", "public companies:read"}});
  expectError(get(company(kCompany, "/employees"), text(connect(), "access_token")), 403,
              "missing_scope", "The token lacks the scope employees:read.");
}

TEST_F(ApiRefusals, OfASystemTokenForCompanyData) {
  expectError(get(company(kCompany), systemToken()), 403, "missing_scope",
              "A system token cannot read a company's data.");
}

TEST_F(ApiRefusals, OfAnUnknownPath) {
  expectError(get("/v1/me", text(connect(), "access_token")), 404, "not_found",
              "There is nothing here.");
  EXPECT_EQ(get("/.well-known/oauth-authorization-server").status, 404u);
}

TEST_F(ApiVersion, IsRepeatedAndDefaultsToTheMinimum) {
  const std::string bearer = text(connect(), "access_token");
  EXPECT_EQ(getAs("2026-06-15", bearer).header("X-Gusto-API-Version"), "2026-06-15");
  EXPECT_EQ(get("/v1/token_info", bearer).header("X-Gusto-API-Version"), "2026-02-01");
}

TEST_F(ApiVersion, ThatIsOldUnknownOrMalformedIs406) {
  const std::string bearer = text(connect(), "access_token");
  for (const char* version : {"2024-04-01", "2027-01-01", "yesterday"}) {
    expectError(getAs(version, bearer), 406, "invalid_api_version",
                "This API version is not supported.");
  }
}

TEST_F(RateLimit, IsToldOnEveryAnswer) {
  const PlainAnswer answer = get("/v1/token_info", text(connect(), "access_token"));
  EXPECT_EQ(answer.header("X-RateLimit-Limit"), "200");
  EXPECT_EQ(answer.header("X-RateLimit-Remaining"), "199");
  EXPECT_EQ(answer.header("X-RateLimit-Reset"), "2025-12-31 16:01:00 -0800");
  EXPECT_FALSE(answer.header("Retry-After"));
  EXPECT_TRUE(get("/v1/token_info").header("X-RateLimit-Limit"));
}

TEST_F(RateLimit, Stops201CallsOfOneGrantInAMinute) {
  const std::string bearer = text(connect(), "access_token");
  const std::string other = text(connect(), "access_token");
  for (int i = 0; i < 200; ++i) ASSERT_EQ(get("/v1/token_info", bearer).status, 200u);
  clock_.advance(Seconds(17));
  const PlainAnswer answer = get("/v1/token_info", bearer);
  expectError(answer, 429, "rate_limit_exceeded", "Too many requests for this grant.");
  EXPECT_EQ(answer.header("Retry-After"), "43");
  EXPECT_EQ(answer.header("X-RateLimit-Remaining"), "0");
  EXPECT_EQ(get("/v1/token_info", other).status, 200u);
  clock_.advance(Seconds(43));
  EXPECT_EQ(get("/v1/token_info", bearer).status, 200u);
}

TEST_F(CompanyData, IsGivenWithoutWhatTheScopesHide) {
  const json::value shown = get(company(kCompany), text(connect(), "access_token")).json();
  EXPECT_EQ(shown.at("name"), "Larkspur Bakery Collective");
  EXPECT_EQ(shown.at("company_status"), "Approved");
  EXPECT_FALSE(shown.as_object().contains("primary_signatory"));
  EXPECT_FALSE(shown.as_object().contains("primary_payroll_admin"));
  control_.change({{"scope", "public companies:read signatories:read company_admin:read"}});
  const json::value more = get(company(kCompany), text(connect(), "access_token")).json();
  EXPECT_EQ(more.at("primary_payroll_admin").at("email"), "admin@example.test");
  EXPECT_FALSE(more.at("primary_signatory").as_object().contains("home_address"));
}

TEST_F(CompanyData, PagesPeopleWithHeaders) {
  const std::string bearer = text(connect(), "access_token");
  const PlainAnswer answer = get(company(kCompany, "/employees?page=4&per=10"), bearer);
  EXPECT_EQ(answer.json().as_array().size(), 6u);
  EXPECT_EQ(answer.header("X-Page"), "4");
  EXPECT_EQ(answer.header("X-Per-Page"), "10");
  EXPECT_EQ(answer.header("X-Total-Pages"), "4");
  EXPECT_EQ(answer.header("X-Total-Count"), "36");
  const PlainAnswer clamped = get(company(kCompany, "/employees?page=1&per=500"), bearer);
  EXPECT_EQ(clamped.header("X-Per-Page"), "100");
  const PlainAnswer all = get(company(kCompany, "/employees"), bearer);
  EXPECT_EQ(all.json().as_array().size(), 36u);
  EXPECT_FALSE(all.header("X-Page"));
}

TEST_F(CompanyData, RefusesABadPageWithItsName) {
  const PlainAnswer answer =
      get(company(kCompany, "/employees?page=zero"), text(connect(), "access_token"));
  EXPECT_EQ(answer.status, 422u);
  EXPECT_EQ(answer.body, R"({"errors":[{"error_key":"page","category":"invalid_parameter",)"
                         R"("message":"page must be a whole number from 1."}]})");
}

TEST_F(CompanyData, HidesPayWithoutTheScope) {
  control_.change({{"scope", "public employees:read"}});
  const PlainAnswer answer = get(company(kCompany, "/employees"), text(connect(), "access_token"));
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body.find("\"rate\""), std::string::npos);
  EXPECT_EQ(answer.body.find("compensation"), std::string::npos);
}

TEST_F(Disconnect, EndsAllTokensOfTheCompanyOnce) {
  const json::object pair = connect();
  const json::object elsewhere = connect(kOtherCompany);
  const std::string bearer = systemToken();
  const PlainAnswer answer = disconnect(bearer);
  EXPECT_EQ(answer.status, 204u);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(refresh(pair).status, 400u);
  EXPECT_EQ(refresh(elsewhere).status, 200u);
  expectError(disconnect(bearer), 404, "not_found",
              "The application is not connected to this company.");
}

TEST_F(Disconnect, NeedsASystemToken) {
  const json::object pair = connect();
  expectError(disconnect(text(pair, "access_token")), 403, "missing_scope",
              "This call needs a system token.");
  EXPECT_EQ(refresh(pair).status, 200u);
}

}  // namespace
}  // namespace patchbay::sandbox
