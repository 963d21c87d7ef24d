#include "xero_adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "core/fetch/fetch_cache.hpp"
#include "xero_data_fixture.hpp"

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using std::chrono::July;
using std::chrono::June;
using testing::answerTo;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::headerOf;
using ::testing::IsEmpty;
using testing::kSummer;
using testing::kToday;
using testing::kTwoYears;
using ::testing::SizeIs;
using testing::XeroData;
using testing::XeroFixture;
using testing::xeroTestdata;

TEST_F(XeroData, AsksForTheTenantInItsHeader) {
  answerAll(kSummer);
  fetch(kSummer);
  EXPECT_THAT(askedSince(),
              ElementsAre("/api.xro/2.0/Reports/ProfitAndLoss?fromDate=2026-07-01"
                          "&toDate=2026-07-31&periods=1&timeframe=MONTH&standardLayout=true",
                          "/api.xro/2.0/Reports/BalanceSheet?date=2026-07-31&periods=1"
                          "&timeframe=MONTH&standardLayout=true",
                          "/api.xro/2.0/Organisation"));
  const auto request = host.http.lastRequest();
  EXPECT_EQ(headerOf(request, "xero-tenant-id"), XeroFixture::kTenant);
  EXPECT_EQ(headerOf(request, "Accept"), "application/json");
  EXPECT_EQ(headerOf(request, "Authorization"), "Bearer " + XeroFixture::accessToken("1"));
}

// X1 to X6: 24 months of both statements, each month its own value.
TEST_F(XeroData, IsTwoYearsOfTrueMonths) {
  answerAll(kTwoYears);
  const auto batch = fetch(kTwoYears);
  EXPECT_LE(askedSince().size(), 6U);
  ASSERT_THAT(batch.series, SizeIs(2));
  for (const auto& [key, series] : batch.series) {
    EXPECT_THAT(series.values, SizeIs(24)) << key;
    for (const auto& [month, value] : series.values) {
      const int number =
          static_cast<int>(month.year()) * 100 + static_cast<int>(unsigned(month.month()));
      EXPECT_EQ(value.text(), std::to_string(number) + ".00") << key;
    }
  }
  EXPECT_EQ(batch.currency, "AUD");  // X14
  EXPECT_THAT(batch.warnings, IsEmpty());
  EXPECT_TRUE(host.http.isExhausted());
}

// X3: the one-month calls that stand in for columns that do not hold their month.
TEST_F(XeroData, AsksAgainForMonthsWithoutAColumnOfTheirOwn) {
  const XeroReportCall both(XeroStatement::profit_and_loss, 2026y / July, 1);
  auto cut = answerTo(both);
  cut.replace(cut.find("30 Jun 26"), 9, "29 Jun 26");
  host.http.answer(200, cut);
  host.http.answer(200, answerTo(XeroReportCall(XeroStatement::balance_sheet, 2026y / July, 1)));
  host.http.answer(200, xeroTestdata("organisation.json"));
  host.http.answer(200, answerTo(XeroReportCall(XeroStatement::profit_and_loss, 2026y / June, 0)));
  const auto batch = fetch(kSummer);
  EXPECT_THAT(batch.series.at("profit_and_loss/summary/total").values, SizeIs(2));
  EXPECT_THAT(batch.warnings, IsEmpty());
  EXPECT_EQ(askedSince().back(),
            "/api.xro/2.0/Reports/ProfitAndLoss?fromDate=2026-06-01&toDate=2026-06-30"
            "&standardLayout=true");
}

// X15: whoever lists the series and whoever fetches them share what was fetched.
TEST_F(XeroData, CostsNothingTheSecondTime) {
  FetchCache cache(host.clock, host.executor());
  host.clock.advance(std::chrono::sys_days(kToday) + 12h - host.clock.now());
  host.http.answer(200, XeroFixture::pair("2", ""));
  const auto fresh = host.access(host.xero, "w-1");
  host.http.answer(200, xeroTestdata("organisation.json"));  // the time zone comes first
  for (const auto& call : XeroGathering(kTwoYears, kToday).firstCalls()) {
    host.http.answer(200, answerTo(call));
  }
  asked_before = host.http.requests().size();
  DataWish wish(fresh, XeroFixture::kTenant, kTwoYears.from);
  wish.to = kTwoYears.to;
  const auto first = host.run(cache.getData(*adapter, wish));
  EXPECT_THAT(askedSince(), SizeIs(5)) << "two and two reports, and one look at the organisation";
  host.run(cache.getData(*adapter, wish));
  EXPECT_THAT(askedSince(), SizeIs(5));
  EXPECT_TRUE(adapter->hasDataEndpoints());
}

TEST_F(XeroData, ReckonsInTheTimeZoneOfTheOrganisation) {  // X14
  host.http.answer(200, xeroTestdata("organisation.json"));
  EXPECT_EQ(host.run(adapter->getTimeZone(access, XeroFixture::kTenant)), "Australia/Sydney");
  EXPECT_EQ(host.run(adapter->getTimeZone(access, XeroFixture::kTenant)), "Australia/Sydney");
  EXPECT_THAT(askedSince(), ElementsAre("/api.xro/2.0/Organisation"));
}

TEST_F(XeroData, ComesWithoutCurrencyWhenXeroDoesNotTell) {
  for (const auto& call : XeroGathering(kSummer, kToday).firstCalls()) {
    host.http.answer(200, answerTo(call));
  }
  host.http.answer(404, "no such resource");
  const auto batch = fetch(kSummer);
  EXPECT_EQ(batch.currency, "");
  ASSERT_THAT(batch.warnings, SizeIs(1));
  EXPECT_EQ(batch.warnings[0].code, "currency_unknown");
}

TEST_F(XeroData, NamesATimeZoneThatNobodyKnows) {
  for (const auto& call : XeroGathering(kSummer, kToday).firstCalls()) {
    host.http.answer(200, answerTo(call));
  }
  host.http.answer(200, R"({"Organisations":[{"BaseCurrency":"NZD","Timezone":"MARSTIME"}]})");
  const auto batch = fetch(kSummer);
  ASSERT_THAT(batch.warnings, SizeIs(1));
  EXPECT_EQ(batch.warnings[0].code, "time_zone_unknown");
  EXPECT_THAT(batch.warnings[0].text, HasSubstr("MARSTIME"));
}

class XeroDataDenied : public XeroData {
 protected:
  void answerThrice(unsigned status, const std::string& detail) {
    for (int call = 0; call < 3; ++call) {
      host.http.answer(status, R"({"Status":0,"Detail":")" + detail + "\"}");
    }
  }

  IntegrationAccess stored() { return host.run(host.store.findGrants("w-1", "xero")).at(0); }
};

// The token is fine: no refresh, and the organisation is what is gone.
TEST_F(XeroDataDenied, IsALostTenantWhenXeroNoLongerListsIt) {
  answerThrice(403, "AuthenticationUnsuccessful");
  for (int call = 0; call < 3; ++call) host.http.answer(200, "[]");
  const auto failure = failureOf(kSummer);
  EXPECT_EQ(failure.code(), ErrorCode::tenant_lost);
  EXPECT_THAT(askedSince(), ::testing::Not(::testing::Contains(HasSubstr("connect/token"))));
  ASSERT_THAT(stored().tenants, SizeIs(1));
  EXPECT_EQ(stored().tenants[0].state, TenantState::lost);
  EXPECT_FALSE(stored().requires_reconnect) << "the grant may reach others";
}

TEST_F(XeroDataDenied, IsAMissingPermissionWhileXeroListsTheTenant) {
  answerThrice(403, "AuthenticationUnsuccessful");
  for (int call = 0; call < 3; ++call) host.http.answer(200, xeroTestdata("connections.json"));
  EXPECT_EQ(failureOf(kSummer).code(), ErrorCode::insufficient_scope);
  EXPECT_EQ(stored().tenants.at(0).state, TenantState::active);
}

TEST_F(XeroDataDenied, IsAMissingScopeThatNoRefreshWouldMend) {
  answerThrice(401, "AuthorizationUnsuccessful");
  EXPECT_EQ(failureOf(kSummer).code(), ErrorCode::insufficient_scope);
  EXPECT_THAT(askedSince(), SizeIs(3));
}

// O1: all calls of a fetch are refused, and one refresh serves them.
TEST_F(XeroDataDenied, RefreshesOnceWhenAllCallsAreRefused) {
  std::map<std::string, std::string> answers{
      {"https://identity.xero.com/connect/token", XeroFixture::pair("2", "")},
      {"https://api.xero.com/api.xro/2.0/Organisation", xeroTestdata("organisation.json")}};
  for (const auto& call : XeroGathering(kSummer, kToday).firstCalls()) {
    answers["https://api.xero.com/api.xro/2.0" + call.path()] = answerTo(call);
  }
  const std::string expired = "Bearer " + XeroFixture::accessToken("1");
  host.http.before_answer = [&](const http::HttpRequest& request) {
    const bool is_refused = headerOf(request, "Authorization") == expired;
    host.http.answer(is_refused ? 401 : 200, is_refused
                                                 ? R"({"Detail":"TokenExpired: token expired"})"
                                                 : answers.at(request.url));
  };
  EXPECT_THAT(fetch(kSummer).series, SizeIs(2));
  const auto asked = askedSince();
  EXPECT_EQ(std::count_if(asked.begin(), asked.end(),
                          [](const auto& url) { return url.ends_with("/connect/token"); }),
            1);
  EXPECT_EQ(stored().token.refresh_token.reveal(), "refresh-2");
}

}  // namespace
}  // namespace patchbay
