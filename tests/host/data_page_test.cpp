#include "host/web/data_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/crypto/digest.hpp"
#include "host/routes/basic_password.hpp"
#include "host/web/figure_text.hpp"
#include "host/web/month_chart.hpp"
#include "tests/host/running_host.hpp"

namespace patchbay::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kMay =
    "/v1/workspaces/shop/integrations/acme/data?from_date=2026-05-01&to_date=2026-05-31";

class DataPage : public ::testing::Test {
 protected:
  DataPage() { key = host.addKey({}); }

  void start(ApiType kind = ApiType::accounting) {
    host.changeAcme([kind](OAuthApp& app) { app.api_type = kind; });
    host.start();
    host.connect(key, "shop");
  }

  http::HttpResponse open(const std::string& authorization) {
    std::map<std::string, std::string> headers{{"Accept", "text/html,application/xml;q=0.9"}};
    if (!authorization.empty()) headers["Authorization"] = authorization;
    return host.send("GET", kMay, headers);
  }
  http::HttpResponse open() { return open("Bearer " + key); }

  RunningHost host;
  std::string key;
};

TEST_F(DataPage, ShowsMonthsAsAChartAndRowsAsATable) {
  start();
  host.acme->answer(200, R"({"Sales <b>":"12400.00"})");
  const auto page = open();
  ASSERT_EQ(page.status, 200U);
  EXPECT_THAT(headerOf(page, "Content-Type"), StartsWith("text/html"));
  EXPECT_THAT(headerOf(page, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(page.body, HasSubstr("<title>May 2026: 12,400.00</title>"));
  EXPECT_THAT(page.body, HasSubstr("<td class=\"amount\">12,400.00</td>"));
  EXPECT_THAT(page.body, HasSubstr("<th scope=\"row\">Sales &lt;b&gt;</th>"));
  EXPECT_THAT(page.body, Not(HasSubstr("Sales <b>")));
}

TEST_F(DataPage, ShowsPeopleAndWhatTheyCostAsTables) {
  start(ApiType::payroll);
  host.acme->answer(200, R"({"Ines":"3000.00","Tom":null})");
  const auto page = open();
  ASSERT_EQ(page.status, 200U);
  EXPECT_THAT(page.body, HasSubstr("<th scope=\"row\">Ines</th>"));
  EXPECT_THAT(page.body, HasSubstr("<title>May 2026: 3,000.00</title>"));
  EXPECT_THAT(page.body, HasSubstr("<th scope=\"row\">May 2026</th><td class=\"amount\">3,000.00"
                                   "</td><td class=\"amount\">2</td><td class=\"amount\">1</td>"));
  EXPECT_THAT(page.body, HasSubstr("<td class=\"amount\">\u2013</td>"));
}

TEST_F(DataPage, SaysWhoseDataTheyAreAndHowOld) {
  start();
  host.acme->answer(200, R"({"Sales":"1.00"})");
  const auto page = open();
  EXPECT_THAT(page.body, HasSubstr("<h1>Acme Ltd</h1>"));
  EXPECT_THAT(page.body, HasSubstr("Acme, May 2026, as of " +
                                   toRfc3339(host.clock.now()).substr(0, 10) + " "));
}

TEST_F(DataPage, TakesTheKeyAsThePasswordThatABrowserAsksFor) {
  start();
  const auto asked = open("");
  EXPECT_EQ(asked.status, 401U);
  EXPECT_THAT(headerOf(asked, "WWW-Authenticate"), StartsWith("Basic realm="));
  EXPECT_THAT(asked.body, HasSubstr("give the key as the password"));
  EXPECT_EQ(open("Basic " + crypto::base64("me:pb_wrong")).status, 401U);
  host.acme->answer(200, R"({"Sales":"1.00"})");
  EXPECT_EQ(open("Basic " + crypto::base64("me:" + key)).status, 200U);
}

TEST_F(DataPage, IsTheOnlyThingThatAPasswordOpens) {
  start();
  const std::map<std::string, std::string> password{
      {"Authorization", "Basic " + crypto::base64(":" + key)}};
  EXPECT_EQ(host.send("GET", kMay, password).status, 401U) << "not the JSON";
  EXPECT_EQ(host.send("GET", "/v1/integrations", password).status, 401U);
  EXPECT_EQ(host.send("DELETE", "/v1/workspaces/shop/integrations/acme", password).status, 401U);
}

TEST_F(DataPage, OffersTheLinkThatRepairsTheConnection) {
  start();
  host.clock.advance(std::chrono::hours(3));
  host.acme->answer(400, R"({"error":"invalid_grant"})");
  const auto page = open();
  EXPECT_EQ(page.status, 424U);
  EXPECT_THAT(headerOf(page, "Content-Type"), StartsWith("text/html"));
  EXPECT_THAT(page.body, HasSubstr("href=\"" + host.url() + "/connect/"));
}

TEST_F(DataPage, SaysWhenToComeBack) {
  start();
  host.clock.advance(std::chrono::hours(3));
  host.acme->answer(503, "", {{"Retry-After", "70"}});
  const auto page = open();
  EXPECT_EQ(page.status, 503U);
  EXPECT_EQ(headerOf(page, "Retry-After"), "70");
}

host::web::DataPageHead headOfMay() {
  host::web::DataPageHead head;
  head.provider = "Acme";
  head.company = "Bakery <b>";
  head.range = rangeOf(parseDay("2026-05-01")->year() / std::chrono::May);
  return head;
}

TEST(DataPageText, FoldsManyNotesAndShowsFew) {
  DataBatch batch;
  batch.warnings.emplace_back("a", "Something is missing.", "row 1");
  EXPECT_THAT(dataPage(headOfMay(), batch).body,
              HasSubstr("<details open><summary>What to know: 1"));
  for (int i = 0; i < 150; ++i) batch.warnings.emplace_back("a", "Something is missing.", "");
  EXPECT_THAT(dataPage(headOfMay(), batch).body,
              AllOf(HasSubstr("<details><summary>What to know: 151"), HasSubstr("And 51 more.")));
}

TEST(DataPageText, NamesThePersonThatANoteIsAbout) {
  const auto head = headOfMay();
  PayrollData payroll(head.range, head.range.to);
  payroll.employees.resize(1);
  payroll.employees[0].id = "e-1";
  payroll.employees[0].name = "Ines Okafor";
  payroll.warnings.emplace_back("salary_unknown", "No salary follows.", "e-1");
  payroll.warnings.emplace_back("salary_unknown", "No salary follows.", "e-2");
  const auto page = dataPage(head, payroll);
  EXPECT_THAT(page.body, HasSubstr("No salary follows. <span class=\"soft\">Ines Okafor</span>"));
  EXPECT_THAT(page.body, HasSubstr("No salary follows. <span class=\"soft\">e-2</span>"));
}

TEST(DataPageText, EscapesNamesAndSaysWhenThereIsNothing) {
  const auto page = dataPage(headOfMay(), DataBatch());
  EXPECT_THAT(page.body, AllOf(HasSubstr("<h1>Bakery &lt;b&gt;</h1>"),
                               HasSubstr("There are no figures for these months.")));
}

TEST(DataPageText, ScrollsWideTablesByTheKeyboardToo) {
  DataBatch batch;
  DataSeries row;
  row.key = row.label = "Sales";
  row.statement = "profit_and_loss";
  batch.put(row, headOfMay().range.from.year() / std::chrono::May, Decimal::fromWhole(1));
  EXPECT_THAT(dataPage(headOfMay(), batch).body,
              HasSubstr("role=\"region\" tabindex=\"0\" aria-label=\"Profit and loss\""));
}

TEST(MonthChart, TellsTheUnknownFromZero) {
  const Month may = headOfMay().range.from.year() / std::chrono::May;
  const std::string unknown = host::web::monthChart("Cost", {{may, std::nullopt, false}});
  EXPECT_THAT(unknown, AllOf(HasSubstr("May 2026: unknown"), Not(HasSubstr("<rect"))));
  EXPECT_THAT(host::web::monthChart("Cost", {{may, Decimal(), false}}),
              AllOf(HasSubstr("<rect"), HasSubstr("May 2026: 0.00")));
}

TEST(AmountText, IsGroupedByThousands) {
  EXPECT_EQ(host::web::amountText(*Decimal::parse("-1234567.80")), "-1,234,567.80");
  EXPECT_EQ(host::web::amountText(*Decimal::parse("-123.00")), "-123.00");
  EXPECT_EQ(host::web::amountText(*Decimal::parse("999.99")), "999.99");
}

TEST(BasicPassword, IsWhatStandsBehindTheFirstColon) {
  EXPECT_EQ(host::passwordOf("bASIC " + crypto::base64("me:a:b"))->reveal(), "a:b");
  EXPECT_FALSE(host::passwordOf("Basic " + crypto::base64("no colon")));
  EXPECT_FALSE(host::passwordOf("Basic ???"));
  EXPECT_FALSE(host::passwordOf("Bearer " + crypto::base64("me:key")));
  EXPECT_FALSE(host::passwordOf("Basic"));
}

}  // namespace
}  // namespace patchbay::testing
