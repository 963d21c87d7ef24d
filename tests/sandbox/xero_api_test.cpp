#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/sandbox/xero_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using testing::PlainAnswer;
using ::testing::StartsWith;

class XeroApi : public XeroTest {
 protected:
  json::array connections(const json::object& pair, const std::string& query = "") {
    return get("/connections" + query, text(pair, "access_token")).json().as_array();
  }

  static void expectProblem(const PlainAnswer& answer, unsigned status, const std::string& title,
                            const std::string& detail) {
    const std::string id = answer.header("Xero-Correlation-Id").value_or("");
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body, R"({"Type":null,"Title":")" + title + R"(","Status":)" +
                               std::to_string(status) + R"(,"Detail":")" + detail +
                               R"(","Instance":")" + id + R"(","Extensions":{}})");
  }

  void setLimit(const std::string& name, int value) { steer("settings", {{name, value}}); }
};

using XeroConnections = XeroApi;
using XeroTenant = XeroApi;
using XeroLimits = XeroApi;

TEST_F(XeroConnections, ListEveryOrganisationEverConnected) {
  connectXero(kRoaster);
  const json::array list = connections(connectXero(kStudio));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("tenantId"), kRoaster) << "the one just chosen is not the first";
  EXPECT_EQ(list[1].at("tenantId"), kStudio);
  EXPECT_EQ(list[1].at("tenantType"), "ORGANISATION");
  EXPECT_THAT(text(list[1].as_object(), "createdDateUtc"),
              MatchesRegex("2026-01-01T00:00:00\\.[0-9]{7}"));
}

TEST_F(XeroConnections, AreFilteredByConsent) {
  connectXero(kRoaster);
  const json::object pair = connectXero(kStudio);
  const std::string event = text(claimsOf(text(pair, "access_token")), "authentication_event_id");
  const json::array list = connections(pair, "?authEventId=" + event);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].at("tenantId"), kStudio);
}

TEST_F(XeroConnections, KeepTheirIdAtAReconnect) {
  const json::array before = connections(connectXero());
  const json::array after = connections(connectXero());
  EXPECT_EQ(before[0].at("id"), after[0].at("id"));
  EXPECT_EQ(before[0].at("updatedDateUtc"), before[0].at("createdDateUtc"));
  EXPECT_NE(after[0].at("updatedDateUtc"), after[0].at("createdDateUtc"));
}

TEST_F(XeroConnections, AreNoneAfterAConsentWithoutOrganisation) {
  EXPECT_TRUE(connections(connectXero("none")).empty());
}

TEST_F(XeroConnections, AreRemovedOneByOne) {
  connectXero(kStudio);
  const json::object pair = connectXero(kRoaster);
  const std::string id = text(connections(pair)[0].as_object(), "id");
  auto request = testing::get("/connections/" + id, text(pair, "access_token"));
  request.method = "DELETE";
  EXPECT_EQ(send(request).status, 204u);
  EXPECT_EQ(send(request).status, 404u);
  EXPECT_EQ(accounting(pair, "Organisation", kStudio).status, 403u);
  EXPECT_EQ(accounting(pair, "Organisation", kRoaster).status, 200u) << "the others stay";
}

TEST_F(XeroTenant, DescribesTheOrganisation) {
  const PlainAnswer answer = accounting(connectXero(kStudio), "Organisation", kStudio);
  const json::value organisation = answer.json().at("Organisations").at(0);
  EXPECT_EQ(organisation.at("OrganisationID"), kStudio);
  EXPECT_EQ(organisation.at("BaseCurrency"), "GBP");
  EXPECT_EQ(organisation.at("Timezone"), "GMTSTANDARDTIME");
  EXPECT_EQ(organisation.at("FinancialYearEndMonth"), 3);
}

TEST_F(XeroTenant, IsNeededInAHeader) {
  const json::object pair = connectXero();
  expectProblem(accounting(pair, "Organisation", ""), 403, "Forbidden",
                "AuthenticationUnsuccessful");
  expectProblem(accounting(pair, "Organisation", kStudio), 403, "Forbidden",
                "AuthenticationUnsuccessful");
}

TEST_F(XeroTenant, IsLostWhileTheRefreshStillSucceeds) {
  const json::object pair = connectXero();
  steer("disconnect", {{"tenant", kRoaster}});
  EXPECT_EQ(accounting(pair, "Organisation").status, 403u);
  EXPECT_EQ(refreshXero(pair).status, 200u);
  steer("disconnect");
  EXPECT_EQ(refreshXero(pair).body, R"({"error":"invalid_grant"})") << "all was disconnected";
}

TEST_F(XeroApi, TellsAnExpiredTokenFromAMissingScope) {
  const json::object pair = connectXero(kRoaster, "openid offline_access");
  const PlainAnswer lacking = accounting(pair, "Organisation");
  expectProblem(lacking, 401, "Unauthorized", "AuthorizationUnsuccessful");
  EXPECT_EQ(lacking.header("WWW-Authenticate"), "insufficient_scope");
  clock_.advance(Seconds(1800));
  expectProblem(accounting(pair, "Organisation"), 401, "Unauthorized",
                "TokenExpired: token expired at 01/01/2026 00:30:00");
  expectProblem(accounting({{"access_token", "never-given-out"}}, "Organisation"), 401,
                "Unauthorized", "TokenInvalidSignature");
}

TEST_F(XeroApi, ForbidsReportsToAUserWithoutTheRole) {
  const json::object pair = connectXero();
  steer("settings", {{"has_reports_role", false}});
  EXPECT_EQ(accounting(pair, "Reports/ProfitAndLoss").status, 403u);
  EXPECT_EQ(accounting(pair, "Organisation").status, 200u);
}

TEST_F(XeroApi, WritesXmlUnlessJsonIsAccepted) {
  const json::object pair = connectXero(kStudio);
  auto request = testing::get("/api.xro/2.0/Organisation", text(pair, "access_token"));
  request.headers.emplace_back("xero-tenant-id", std::string(kStudio));
  const PlainAnswer answer = send(request);
  EXPECT_EQ(answer.header("Content-Type"), "text/xml; charset=utf-8");
  EXPECT_THAT(answer.body, HasSubstr("<Name>Foxglove &amp; Finch Ltd</Name>"));
}

TEST_F(XeroApi, ShowsItsCallsAtTheControlSurface) {
  const json::object pair = connectXero();
  accounting(pair, "Reports/BalanceSheet?date=2025-12-31");
  const json::array calls = look("calls").at("calls").as_array();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].at("path"), "/api.xro/2.0/Reports/BalanceSheet");
  EXPECT_EQ(calls[0].at("query").at("date"), "2025-12-31");
  EXPECT_EQ(calls[0].at("status"), 200);
}

TEST_F(XeroLimits, CountDownPerOrganisationAndMinute) {
  setLimit("calls_per_minute", 1);
  const json::object pair = connectXero();
  EXPECT_EQ(accounting(pair, "Organisation").header("X-MinLimit-Remaining"), "0");
  const PlainAnswer refused = accounting(pair, "Organisation");
  EXPECT_EQ(refused.status, 429u);
  EXPECT_EQ(refused.body, "");
  EXPECT_EQ(refused.header("X-Rate-Limit-Problem"), "minute");
  EXPECT_EQ(refused.header("X-DayLimit-Remaining"), "4999");
  clock_.advance(Seconds(std::stol(refused.header("Retry-After").value_or("0"))));
  EXPECT_EQ(accounting(pair, "Organisation").status, 200u);
}

TEST_F(XeroLimits, OfADayMayTakeHours) {
  setLimit("calls_per_day", 1);
  const json::object pair = connectXero();
  EXPECT_EQ(accounting(pair, "Organisation").status, 200u);
  const PlainAnswer refused = accounting(pair, "Organisation");
  EXPECT_EQ(refused.header("X-Rate-Limit-Problem"), "day");
  EXPECT_GT(std::stol(refused.header("Retry-After").value_or("0")), 60);
}

TEST_F(XeroLimits, LetFiveCallsThroughAtOnce) {
  const json::object pair = connectXero();
  control_.addFault({{"kind", "hold"}, {"endpoint", "/api.xro/*"}});
  std::vector<std::future<PlainAnswer>> calls;
  for (int i = 0; i < 6; ++i) {
    calls.push_back(
        std::async(std::launch::async, [&] { return accounting(pair, "Organisation"); }));
  }
  control_.awaitHeld(6);
  control_.clearFaults();
  int refused = 0;
  for (auto& call : calls) {
    const PlainAnswer answer = call.get();
    if (answer.status == 200) continue;
    ++refused;
    EXPECT_EQ(answer.header("X-Rate-Limit-Problem"), "concurrent");
    EXPECT_FALSE(answer.header("Retry-After"));
  }
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(accounting(pair, "Organisation").status, 200u) << "the others have left";
}

}  // namespace
}  // namespace patchbay::sandbox
