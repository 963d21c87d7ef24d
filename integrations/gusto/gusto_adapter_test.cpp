#include "gusto_adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "gusto_integration_oauth.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

using std::chrono::year;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::headerOf;
using testing::IntegrationFixture;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Day kToday = year(2026) / 3 / 15;
const DateRange kRange{year(2026) / 1 / 1, year(2026) / 3 / 31};
constexpr const char* kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";

std::string person(const std::string& id, const std::string& rate = "3100") {
  return R"({"uuid":")" + id + R"(","first_name":")" + id +
         R"(","jobs":[{"uuid":"j","hire_date":"2020-01-01","primary":true,"compensations":)"
         R"([{"rate":")" +
         rate + R"(","payment_unit":"Month","effective_date":"2020-01-01"}]}]})";
}

/// A page of so many people, numbered from `first`.
std::string page(int first, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) {
    list += (i == 0 ? "" : ",") + person("e-" + std::to_string(first + i));
  }
  return "[" + list + "]";
}

std::vector<std::string> codes(const PayrollData& payroll) {
  std::vector<std::string> found;
  for (const DataWarning& warning : payroll.warnings) found.push_back(warning.code);
  return found;
}

std::vector<std::string> ids(const PayrollData& payroll) {
  std::vector<std::string> found;
  for (const Employee& employee : payroll.employees) found.push_back(employee.id);
  return found;
}

PayrollData convert(const std::vector<std::string>& pages, DateRange range = kRange,
                    Day today = kToday) {
  GustoEmployees employees(range, today, gustoHours(Settings::of({})));
  for (const std::string& text : pages) employees.addPage(boost::json::parse(text));
  return employees.take();
}

// --- the conversion of pages ---

TEST(GustoEmployees, CarryGustosIdsInGustosOrder) {  // G14, G15
  const auto payroll =
      convert({"[" + person("c") + "," + person("a") + "]", "[" + person("b") + "]"});
  EXPECT_THAT(ids(payroll), ElementsAre("c", "a", "b"));
  EXPECT_EQ(payroll.currency, "USD");
  EXPECT_EQ(monthlyCosts(payroll).at(year(2026) / 2).total.text(), "9300.00");
}

TEST(GustoEmployees, AreCountedOnceThoughPagesOverlap) {  // G15
  const auto payroll = convert(
      {"[" + person("a") + "," + person("b", "1000") + "]", "[" + person("b", "2000") + "]"});
  EXPECT_THAT(ids(payroll), ElementsAre("a", "b"));
  EXPECT_EQ(costOf(payroll.employees[1], year(2026) / 2)->text(), "2000.00") << "the later record";
}

TEST(GustoEmployees, WithoutAnyPayMissAPermission) {  // G9
  const auto payroll =
      convert({R"([{"uuid":"a","first_name":"A","jobs":[{"uuid":"j","hire_date":"2020-01-01"}]},)"
               R"({"uuid":"b","jobs":[]}])"});
  EXPECT_THAT(codes(payroll), Contains("missing_permission"));
  const auto cost = monthlyCosts(payroll).at(year(2026) / 2);
  EXPECT_EQ(cost.people, 1);
  EXPECT_EQ(cost.unknown, 1) << "unknown, and not zero";
}

TEST(GustoEmployees, WithPayMissNone) {
  const auto payroll = convert(
      {"[" + person("a") + R"(,{"uuid":"b","jobs":[{"uuid":"j","hire_date":"2020-01-01"}]}])"});
  EXPECT_THAT(codes(payroll), Not(Contains("missing_permission")));
}

TEST(GustoEmployees, OfOtherMonthsAreLeftOut) {
  const std::string left = R"([{"uuid":"a","terminated":true,"terminations":[)"
                           R"({"effective_date":"2025-12-31"}],"jobs":[)"
                           R"({"hire_date":"2020-01-01","compensations":[]}]}])";
  EXPECT_THAT(ids(convert({left})), IsEmpty());
  EXPECT_THAT(ids(convert({left}, {year(2025) / 12 / 31, kToday})), ElementsAre("a"));
  EXPECT_THAT(ids(convert({left}, {year(2025) / 12 / 5, year(2025) / 12 / 6})), ElementsAre("a"));
}

TEST(GustoEmployees, GoByTheDayTheyAreAskedFor) {  // G17
  const std::string today_only =
      R"([{"uuid":"a","jobs":[{"hire_date":"2020-01-01","rate":"3100","payment_unit":"Month"}]}])";
  for (const Day day : {year(2026) / 2 / 1, year(2026) / 3 / 1}) {
    const auto payroll = convert({today_only}, kRange, day);
    EXPECT_TRUE(costOf(payroll.employees[0], monthOf(day)));
  }
}

TEST(GustoEmployees, ThatAreNoneAreReported) {
  const auto payroll = convert({R"([null,7,[],{},{"uuid":""},)" + person("a") + "]"});
  EXPECT_THAT(ids(payroll), ElementsAre("a"));
  EXPECT_THAT(codes(payroll), ElementsAre("unreadable_employee"));
  EXPECT_THAT(payroll.warnings[0].text, HasSubstr("5 entries"));
}

TEST(GustoEmployees, AreRefusedWhenTheAnswerIsNoList) {
  EXPECT_THROW(convert({R"({"errors":[]})"}), IntegrationError);
  EXPECT_THROW(convert({"null"}), IntegrationError);
}

TEST(GustoEmployees, AreReadFromWhatGustoSends) {
  const auto answer = testing::readText(std::string(PATCHBAY_TESTDATA) + "/employees.json");
  const auto payroll = convert({answer});
  ASSERT_EQ(payroll.employees.size(), 1U);
  const Employee& ines = payroll.employees[0];
  EXPECT_EQ(ines.id, "0d6a4b1e-92f7-4c3b-8e55-7f10a2c9d301");
  EXPECT_EQ(ines.name, "Ines Okafor");
  EXPECT_EQ(ines.department, "Operations");
  EXPECT_EQ(titleOf(ines), "Dispatcher");
  EXPECT_EQ(startDate(ines), year(2022) / 5 / 2);
  EXPECT_EQ(monthlySalary(ines, kToday)->text(), "6337.50") << "3217.50 and 3120.00";
}

// --- the calls ---

/// A company whose employees are asked for through the whole integration.
class GustoData : public ::testing::Test {
 protected:
  GustoData() { integration.setup(); }

  IntegrationAccess access(const std::string& scope = "public employees:read compensations:read") {
    IntegrationAccess access;
    access.workspace_id = "w-1";
    access.integration = "gusto";
    access.grant_id = "grant_1";
    access.generation = 1;
    access.token.access_token = Secret("access-1");
    access.token.scope = scope;
    access.tenants.emplace_back(kCompany, "Larch");
    return access;
  }

  PayrollData fetch(IntegrationAccess of, const std::string& company = kCompany) {
    const auto adapter = integration.makeFetchAdapter();
    DataRequest request(std::move(of), company, kRange, kToday);
    kept = host.run(boxed(adapter->getData(std::move(request))));
    return std::get<PayrollData>(*kept);
  }

  static awaitable<std::optional<NormalisedData>> boxed(awaitable<NormalisedData> fetching) {
    std::optional<NormalisedData> data;
    auto fetched = co_await std::move(fetching);
    data.emplace(std::move(fetched));
    co_return data;
  }

  ErrorCode failure() {
    try {
      fetch(access());
    } catch (const IntegrationError& error) {
      text = error.publicText();
      return error.code();
    }
    ADD_FAILURE() << "data came";
    return ErrorCode::internal;
  }

  std::string text;
  std::optional<NormalisedData> kept;
  IntegrationFixture host{
      Settings::of({{"GUSTO_CLIENT_ID", "client-1"}, {"GUSTO_CLIENT_SECRET", "secret-1"}})};
  GustoIntegrationOAuth integration{host.context()};
};

TEST_F(GustoData, AskForAllPagesAndTheWholeHistoryOfPay) {  // G7, G12, G18
  const auto header = [](int number) {
    return std::vector<std::pair<std::string, std::string>>{{"X-Page", std::to_string(number)},
                                                            {"X-Total-Pages", "3"}};
  };
  host.http.answer(200, page(0, 100), header(1));
  host.http.answer(200, page(100, 100), header(2));
  host.http.answer(200, page(200, 7), header(3));
  EXPECT_EQ(fetch(access()).employees.size(), 207U);
  const auto asked = host.http.requests();
  ASSERT_EQ(asked.size(), 3U);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_EQ(asked[i].url, "https://api.gusto.com/v1/companies/" + std::string(kCompany) +
                                "/employees?page=" + std::to_string(i + 1) +
                                "&per=100&include=all_compensations");
    EXPECT_EQ(headerOf(asked[i], "X-Gusto-API-Version"), "2026-06-15");
  }
}

TEST_F(GustoData, EndWithAShortPageWhereNothingSaysHowManyThereAre) {
  host.http.answer(200, page(0, 100));
  host.http.answer(200, page(100, 99));
  EXPECT_EQ(fetch(access()).employees.size(), 199U);
}

TEST_F(GustoData, EndWhereTheSamePageComesAgain) {
  host.http.answer(200, page(0, 250));
  host.http.answer(200, page(0, 250));
  EXPECT_EQ(fetch(access()).employees.size(), 250U);
}

TEST_F(GustoData, OfTenThousandPeopleComeInAHundredCalls) {
  for (int i = 0; i < 100; ++i) {
    host.http.answer(200, page(i * 100, 100), {{"X-Total-Pages", "100"}});
  }
  const auto payroll = fetch(access());
  EXPECT_EQ(payroll.employees.size(), 10'000U);
  EXPECT_EQ(monthlyCosts(payroll).at(year(2026) / 2).total.text(), "31000000.00");
}

TEST_F(GustoData, OfMoreThanGustoAllowsAMinuteAreWaitedFor) {
  for (int i = 0; i < 250; ++i) host.http.answer(200, page(i, 1), {{"X-Total-Pages", "250"}});
  const TimePoint begun = host.clock.now();
  EXPECT_EQ(fetch(access()).employees.size(), 250U);
  EXPECT_GE(host.clock.now(), begun + Seconds(60));
}

// The others are right all the same.
TEST_F(GustoData, OfPeopleWhoCannotBeReadCarryWarnings) {
  const std::string odd_unit = R"({"uuid":"unit","jobs":[{"hire_date":"2020-01-01",)"
                               R"("compensations":[{"rate":"9","payment_unit":"Fortnight",)"
                               R"("effective_date":"2020-01-01"}]}]})";
  const std::string no_job = R"({"uuid":"jobless","jobs":[]})";
  const std::string foreign = R"({"uuid":"foreign","jobs":[{"hire_date":"13.01.2020"}]})";
  host.http.answer(200, "[" + odd_unit + "," + no_job + "," + foreign + "," + person("a") + "]");
  const auto payroll = fetch(access());
  EXPECT_THAT(ids(payroll), ElementsAre("unit", "a")) << "who begins on no known day costs nothing";
  for (const char* code : {"unknown_pay_unit", "no_job", "unreadable_date"}) {
    EXPECT_THAT(codes(payroll), Contains(code));
  }
  const auto cost = monthlyCosts(payroll).at(year(2026) / 2);
  EXPECT_EQ(cost.total.text(), "3100.00");
  EXPECT_EQ(cost.unknown, cost.people - 1);
}

TEST_F(GustoData, AreAskedForWithoutPayWhereItMayNotBeRead) {  // G9
  host.http.answer(200, R"([{"uuid":"a","jobs":[{"uuid":"j","hire_date":"2020-01-01"}]}])");
  const auto payroll = fetch(access("public employees:read"));
  EXPECT_THAT(host.http.lastRequest().url, Not(HasSubstr("include")));
  EXPECT_THAT(codes(payroll), Contains("missing_permission"));
}

TEST_F(GustoData, OfACompanyWithoutEmployeesAreEmpty) {
  host.http.answer(200, "[]");
  EXPECT_THAT(fetch(access()).employees, IsEmpty());
}

TEST_F(GustoData, WithoutThePermissionToReadEmployeesAreRefusedClearly) {
  host.http.answer(403, R"({"errors":[{"category":"missing_permissions"}]})");
  EXPECT_EQ(failure(), ErrorCode::insufficient_scope);
}

TEST_F(GustoData, OfAVersionThatEndedAreTheOperatorsFault) {
  host.http.answer(406, R"({"errors":[{"category":"invalid_api_version"}]})");
  EXPECT_EQ(failure(), ErrorCode::provider_configuration);
  EXPECT_THAT(text, HasSubstr("set GUSTO_API_VERSION"));
}

TEST_F(GustoData, OfACompanyThatTheTokenReachesNoMoreAreLost) {
  host.http.answer(404, R"({"errors":[{"category":"not_found"}]})");
  host.http.answer(200, R"({"scope":"public","resource":{"type":"Company","uuid":"another"}})");
  EXPECT_EQ(failure(), ErrorCode::tenant_lost);
  EXPECT_EQ(host.http.lastRequest().url, "https://api.gusto.com/v1/token_info");
}

TEST_F(GustoData, ThatAreForbiddenThoughTheCompanyIsReachedMissAPermission) {
  host.http.answer(403, "");
  host.http.answer(200, R"({"scope":"public","resource":{"type":"Company","uuid":")" +
                            std::string(kCompany) + R"("}})");
  EXPECT_EQ(failure(), ErrorCode::insufficient_scope);
}

TEST_F(GustoData, ThatAreNoJsonAreRefusedClearly) {
  for (const char* body : {"", "<html>", R"([{"uuid":)", R"({"a":1})", "null"}) {
    host.http.answer(200, body);
    EXPECT_EQ(failure(), ErrorCode::malformed_answer) << body;
  }
}

TEST_F(GustoData, TooLargeToReadAreRefusedClearly) {
  host.http.fail(http::TransportFault::unreadable);
  EXPECT_EQ(failure(), ErrorCode::malformed_answer);
  EXPECT_EQ(host.http.lastRequest().body_limit, 8U * 1024 * 1024) << "20 MB are refused";
}

TEST_F(GustoData, AreNeverAskedForAtAPathThatIsNone) {
  EXPECT_THROW(fetch(access(), "../admin"), IntegrationError);
  EXPECT_THROW(fetch(access(), ""), IntegrationError);
  EXPECT_TRUE(host.http.requests().empty());
}

}  // namespace
}  // namespace patchbay
