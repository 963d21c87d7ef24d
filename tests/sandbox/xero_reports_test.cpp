#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/sandbox/xero_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using testing::PlainAnswer;

std::int64_t centsOf(const json::value& cell) {
  std::string digits(cell.at("Value").as_string());
  digits.erase(digits.find('.'), 1);
  return std::stoll(digits);
}

/// The report's rows that have cells, each under its section's title.
struct Rows {
  std::vector<std::string> labels;
  std::map<std::string, json::array> cells;  ///< by `title/label`

  std::vector<std::int64_t> figures(const std::string& row) const {
    std::vector<std::int64_t> list;
    const json::array& row_cells = cells.at(row);
    for (std::size_t i = 1; i < row_cells.size(); ++i) list.push_back(centsOf(row_cells[i]));
    return list;
  }
};

Rows readRows(const json::value& document) {
  Rows rows;
  for (const json::value& entry : document.at("Reports").at(0).at("Rows").as_array()) {
    if (entry.at("RowType") == "Header") {
      for (const json::value& cell : entry.at("Cells").as_array()) {
        rows.labels.emplace_back(cell.at("Value").as_string());
      }
    }
    const json::object& section = entry.as_object();
    if (!section.contains("Rows")) continue;
    const json::value* title = section.if_contains("Title");
    for (const json::value& row : section.at("Rows").as_array()) {
      const json::array& cells = row.at("Cells").as_array();
      rows.cells[(title ? std::string(title->as_string()) : std::string()) + "/" +
                 std::string(cells[0].at("Value").as_string())] = cells;
    }
  }
  return rows;
}

class XeroReports : public XeroTest {
 protected:
  json::value report(const std::string& query, std::string_view tenant = kRoaster) {
    const PlainAnswer answer = accounting(pair_, "Reports/" + query, tenant);
    EXPECT_EQ(answer.status, 200u) << answer.body;
    return answer.json();
  }
  Rows rows(const std::string& query, std::string_view tenant = kRoaster) {
    return readRows(report(query, tenant));
  }
  /// A sum over the organisation's postings, as the control surface tells it.
  std::int64_t posted(const std::string& sum, const std::string& from, const std::string& to,
                      std::string_view tenant = kRoaster) {
    return look("totals?tenant=" + std::string(tenant) + "&from=" + from + "&to=" + to)
        .at(sum)
        .to_number<std::int64_t>();
  }
  void expectRefused(const std::string& query, const std::string& message) {
    const PlainAnswer answer = accounting(pair_, "Reports/" + query);
    EXPECT_EQ(answer.status, 400u);
    EXPECT_EQ(answer.body, R"({"ErrorNumber":10,"Type":"ValidationException","Message":)"
                           R"("A validation exception occurred","Elements":[{"ValidationErrors":)"
                           R"([{"Message":")" +
                               message + R"("}]}]})");
  }

  json::object pair_ = (connectXero(kStudio), connectXero(kRoaster));
};

using ProfitAndLoss = XeroReports;
using BalanceSheet = XeroReports;

TEST_F(ProfitAndLoss, OfALongMonthGivesTrueMonths) {
  const Rows rows =
      this->rows("ProfitAndLoss?fromDate=2025-07-01&toDate=2025-07-31&periods=11&timeframe=MONTH");
  ASSERT_EQ(rows.labels.size(), 13u);
  EXPECT_EQ(rows.labels[1], "31 Jul 25");
  EXPECT_EQ(rows.labels[2], "30 Jun 25");
  EXPECT_EQ(rows.labels[12], "31 Aug 24");
  const auto profits = rows.figures("/Net Profit");
  EXPECT_EQ(profits[0], posted("net_profit_cents", "2025-07-01", "2025-07-31"));
  EXPECT_EQ(profits[1], posted("net_profit_cents", "2025-06-01", "2025-06-30"));
  EXPECT_EQ(profits[5], posted("net_profit_cents", "2025-02-01", "2025-02-28"));
  EXPECT_EQ(profits[11], posted("net_profit_cents", "2024-08-01", "2024-08-31"));
}

TEST_F(ProfitAndLoss, OfAShortMonthCutsTheLongOnes) {
  const Rows rows =
      this->rows("ProfitAndLoss?fromDate=2025-06-01&toDate=2025-06-30&periods=4&timeframe=MONTH");
  const auto profits = rows.figures("/Net Profit");
  EXPECT_EQ(profits[0], posted("net_profit_cents", "2025-06-01", "2025-06-30"));
  EXPECT_EQ(rows.labels[2], "30 May 25");
  EXPECT_EQ(profits[1], posted("net_profit_cents", "2025-05-01", "2025-05-30"));
  EXPECT_NE(profits[1], posted("net_profit_cents", "2025-05-01", "2025-05-31"));
  EXPECT_EQ(profits[4], posted("net_profit_cents", "2025-02-01", "2025-02-28"));
}

TEST_F(ProfitAndLoss, OfALongSpanGivesRollingTotals) {
  const Rows rows =
      this->rows("ProfitAndLoss?fromDate=2025-01-31&toDate=2025-12-31&periods=2&timeframe=MONTH");
  EXPECT_THAT(rows.labels, ElementsAre("", "31 Dec 25", "30 Nov 25", "31 Oct 25"));
  EXPECT_THAT(rows.figures("Income/Total Income"),
              ElementsAre(posted("total_income_cents", "2025-01-31", "2025-12-31"),
                          posted("total_income_cents", "2024-12-31", "2025-11-30"),
                          posted("total_income_cents", "2024-11-30", "2025-10-31")));
}

TEST_F(ProfitAndLoss, GoesBackByQuartersAndYearsToo) {
  const Rows quarters =
      this->rows("ProfitAndLoss?fromDate=2025-01-01&toDate=2025-03-31&periods=1&timeframe=QUARTER");
  EXPECT_THAT(quarters.figures("/Net Profit"),
              ElementsAre(posted("net_profit_cents", "2025-01-01", "2025-03-31"),
                          posted("net_profit_cents", "2024-10-01", "2024-12-31")));
  const Rows years =
      this->rows("ProfitAndLoss?fromDate=2025-01-01&toDate=2025-12-31&periods=1&timeframe=YEAR");
  EXPECT_THAT(years.figures("/Net Profit"),
              ElementsAre(posted("net_profit_cents", "2025-01-01", "2025-12-31"),
                          posted("net_profit_cents", "2024-01-01", "2024-12-31")));
}

TEST_F(ProfitAndLoss, WithoutPeriodsHasOneColumn) {
  const Rows rows =
      this->rows("ProfitAndLoss?fromDate=2025-06-01&toDate=2025-06-30&timeframe=MONTH");
  EXPECT_THAT(rows.labels, ElementsAre("", "30 Jun 25"));
  const json::value document = report("ProfitAndLoss");
  EXPECT_EQ(document.at("Reports").at(0).at("ReportTitles").at(2),
            "1 January 2026 to 31 January 2026");
}

TEST_F(ProfitAndLoss, RefusesWhatXeroRefuses) {
  expectRefused("ProfitAndLoss?fromDate=2024-12-30&toDate=2025-12-31",
                "The fromDate and toDate must be within 365 days of each other.");
  expectRefused("ProfitAndLoss?periods=12", "The periods parameter must be between 1 and 11.");
  expectRefused("ProfitAndLoss?fromDate=2025-02-30",
                "The fromDate parameter is not a date like 2026-07-31.");
  expectRefused("ProfitAndLoss?timeframe=WEEK",
                "The timeframe parameter must be MONTH, QUARTER or YEAR.");
}

TEST_F(ProfitAndLoss, LeavesOutWhatDidNotMove) {
  const Rows early = this->rows("ProfitAndLoss?fromDate=2024-07-01&toDate=2024-07-31");
  EXPECT_FALSE(early.cells.contains("Less Operating Expenses/Software Subscriptions"));
  const Rows none = this->rows("ProfitAndLoss?fromDate=2022-07-01&toDate=2022-07-31", kStudio);
  EXPECT_EQ(none.cells.size(), 2u);
  EXPECT_THAT(none.figures("/Gross Profit"), ElementsAre(0));
  EXPECT_THAT(none.figures("/Net Profit"), ElementsAre(0));
}

TEST_F(ProfitAndLoss, NamesTheAccountInEachCell) {
  const Rows rows = this->rows("ProfitAndLoss?fromDate=2025-07-01&toDate=2025-07-31");
  const auto account = [&rows](const std::string& row) {
    return rows.cells.at(row).at(1).at("Attributes").at(0).at("Value");
  };
  EXPECT_NE(account("Less Cost of Sales/Freight"), account("Less Operating Expenses/Freight"))
      << "labels are not unique";
  EXPECT_FALSE(rows.cells.at("/Net Profit").at(1).as_object().contains("Attributes"));
}

TEST_F(ProfitAndLoss, LeavesCellsEmptyWhereNothingWasPosted) {
  const std::string query =
      "ProfitAndLoss?fromDate=2025-05-01&toDate=2025-05-31&periods=1&timeframe=MONTH";
  const std::string exchange = "Less Operating Expenses/Foreign Currency Gains and Losses";
  const Rows studio = rows(query, kStudio);
  EXPECT_EQ(studio.cells.at(exchange).at(2).at("Value"), "");
  EXPECT_EQ(studio.cells.at(exchange).at(1).at("Attributes").at(0).at("Value"), "FXGROUPID");
  const std::string power = "Less Operating Expenses/Light, Power, Heating";
  EXPECT_THAT(rows(query).figures(power), ElementsAre(0, ::testing::Gt(0)));
  steer("settings", {{"zero_cells", "empty"}});
  EXPECT_EQ(rows(query).cells.at(power).at(1).at("Value"), "");
  steer("settings", {{"zero_cells", "missing"}});
  EXPECT_EQ(rows(query, kStudio).cells.at(exchange).size(), 2u);
}

TEST_F(ProfitAndLoss, FollowsACustomLayoutUnlessTold) {
  steer("settings", {{"custom_layout", true}});
  const std::string query = "ProfitAndLoss?fromDate=2025-07-01&toDate=2025-07-31";
  EXPECT_TRUE(rows(query).cells.contains("Turnover/Total Turnover"));
  EXPECT_TRUE(rows(query + "&standardLayout=true").cells.contains("Income/Total Income"));
}

TEST_F(ProfitAndLoss, CountsPaymentsOnACashBasis) {
  const std::string query = "ProfitAndLoss?fromDate=2025-07-01&toDate=2025-07-31";
  EXPECT_NE(rows(query).figures("/Net Profit"),
            rows(query + "&paymentsOnly=true").figures("/Net Profit"));
}

TEST_F(ProfitAndLoss, KnowsNothingOfTomorrow) {
  const Rows rows = this->rows("ProfitAndLoss?fromDate=2026-01-01&toDate=2026-01-31");
  EXPECT_THAT(rows.labels, ElementsAre("", "31 Jan 26"));
  EXPECT_EQ(rows.figures("/Net Profit")[0], posted("net_profit_cents", "2026-01-01", "2026-01-01"));
}

TEST_F(BalanceSheet, StandsAtMonthEndsAndBalances) {
  const Rows rows = this->rows("BalanceSheet?date=2025-12-10&periods=11&timeframe=MONTH");
  ASSERT_EQ(rows.labels.size(), 13u);
  EXPECT_EQ(rows.labels[1], "31 Dec 2025");
  EXPECT_EQ(rows.labels[2], "30 Nov 2025");
  EXPECT_EQ(rows.labels[12], "31 Jan 2025");
  const auto net_assets = rows.figures("/Net Assets");
  EXPECT_EQ(net_assets, rows.figures("Equity/Total Equity"));
  EXPECT_EQ(net_assets[0], posted("net_assets_cents", "2021-01-01", "2025-12-31"));
  EXPECT_EQ(net_assets[11], posted("net_assets_cents", "2021-01-01", "2025-01-31"));
}

TEST_F(BalanceSheet, WithoutPeriodsComparesWithTheYearBefore) {
  EXPECT_THAT(rows("BalanceSheet?date=2024-02-10").labels,
              ElementsAre("", "29 Feb 2024", "28 Feb 2023"));
}

TEST_F(BalanceSheet, SplitsEarningsAtTheFinancialYear) {
  const Rows rows = this->rows("BalanceSheet?date=2025-07-31&periods=1&timeframe=MONTH");
  EXPECT_THAT(rows.figures("Equity/Current Year Earnings"),
              ElementsAre(posted("net_profit_cents", "2025-07-01", "2025-07-31"),
                          posted("net_profit_cents", "2024-07-01", "2025-06-30")));
  const json::value cell = rows.cells.at("Equity/Current Year Earnings").at(2);
  EXPECT_EQ(cell.at("Attributes").at(1),
            (json::object{{"Value", "2024-07-01"}, {"Id", "fromDate"}}));
  EXPECT_EQ(cell.at("Attributes").at(2), (json::object{{"Value", "2025-06-30"}, {"Id", "toDate"}}));
}

TEST_F(BalanceSheet, HasSectionsWithoutRowsOrTitle) {
  const json::value document = report("BalanceSheet?date=2025-12-31");
  std::map<std::string, std::string> shapes;
  for (const json::value& entry : document.at("Reports").at(0).at("Rows").as_array()) {
    const json::object& section = entry.as_object();
    if (section.at("RowType") != "Section") continue;
    const std::string title =
        section.contains("Title") ? std::string(section.at("Title").as_string()) : "no title";
    const json::value* rows = section.if_contains("Rows");
    shapes[title] = !rows ? "no rows" : rows->as_array().empty() ? "empty" : "rows";
  }
  EXPECT_EQ(shapes["Assets"], "empty");
  EXPECT_EQ(shapes["Liabilities"], "no rows");
  EXPECT_EQ(shapes["no title"], "rows");
  EXPECT_EQ(shapes[" Fixed Assets"], "rows");
}

}  // namespace
}  // namespace patchbay::sandbox
