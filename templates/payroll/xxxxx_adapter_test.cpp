#include "xxxxx_adapter.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/error.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/testdata.hpp"
#include "xxxxx_integration_oauth.hpp"

namespace patchbay {
namespace {

using std::chrono::January;
using std::chrono::June;
using std::chrono::year;

const DateRange kFirstHalf{year(2026) / January / 1, year(2026) / June / 30};

std::string testdata(const std::string& file) {
  return testing::readText(std::string(PATCHBAY_TESTDATA) + "/" + file);
}

PayrollData firstHalf() {
  return toPayroll(boost::json::parse(testdata("employees.json")), kFirstHalf, kFirstHalf.to);
}

TEST(XxXxXEmployees, AreThoseEmployedOnSomeDayOfTheRange) {
  std::vector<std::string> ids;
  for (const Employee& employee : firstHalf().employees) ids.push_back(employee.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"e-1", "e-2", "e-5"}));
}

TEST(XxXxXEmployees, CostEachDayOfEmploymentItsShareOfTheMonth) {
  const auto costs = monthlyCosts(firstHalf());
  // 3100.00, and 10 of 31 days of 3100.50.
  EXPECT_EQ(costs.at(year(2026) / January).total.text(), "4100.16");
  EXPECT_EQ(costs.at(year(2026) / June).total.text(), "3100.00");
  EXPECT_EQ(costs.at(year(2026) / June).unknown, 1);
}

TEST(XxXxXEmployees, AreReportedWhereSomethingIsMissing) {
  const auto warnings = firstHalf().warnings;
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_EQ(warnings[0].code + " " + warnings[0].subject, "salary_unknown e-5");
  EXPECT_EQ(warnings[1].code + " " + warnings[1].subject, "unreadable_employee e-6");
}

TEST(XxXxXEmployees, AreRefusedWhenTheAnswerIsNoList) {
  EXPECT_THROW(toPayroll(boost::json::parse("{}"), kFirstHalf, kFirstHalf.to), IntegrationError);
}

TEST(XxXxXAdapter, AsksForTheEmployeesWithTheAccessToken) {
  testing::IntegrationFixture host(
      Settings::of({{"XXXXX_CLIENT_ID", "id"}, {"XXXXX_CLIENT_SECRET", "secret"}}));
  XxXxXIntegrationOAuth integration(host.context());
  integration.setup();
  IntegrationAccess access;
  access.token.access_token = Secret("a-1");
  host.http.answer(200, "[]");
  const auto adapter = integration.makeFetchAdapter();
  DataRequest request(access, "c-1", kFirstHalf, kFirstHalf.to);
  const auto data = host.run(adapter->getData(std::move(request)));
  EXPECT_TRUE(std::get<PayrollData>(data).employees.empty());
  EXPECT_EQ(host.http.lastRequest().url, integration.app().api_base_url + "/employees");
  EXPECT_EQ(testing::headerOf(host.http.lastRequest(), "Authorization"), "Bearer a-1");
}

}  // namespace
}  // namespace patchbay
