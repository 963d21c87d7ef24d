#include "xero_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "core/base/error.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::optional<Decimal> amount(const char* text) { return Decimal::parse(text).value(); }

XeroReport readFile(const std::string& file) {
  return readReport(
      boost::json::parse(testing::readText(std::string(PATCHBAY_TESTDATA) + "/" + file)));
}

/// A report with two columns and these rows.
XeroReport readRows(const std::string& rows) {
  return readReport(boost::json::parse(
      R"({"Reports":[{"Rows":[{"RowType":"Header","Cells":[{"Value":""},{"Value":"31 Jul 26"},)"
      R"({"Value":"30 Jun 26"}]})" +
      (rows.empty() ? "" : "," + rows) + "]}]}"));
}

/// A row with these cells behind its label.
std::string row(const std::string& label, const std::string& cells) {
  return R"({"RowType":"Row","Cells":[{"Value":")" + label + R"("},)" + cells + "]}";
}

XeroReportRow find(const XeroReport& report, const std::string& label) {
  for (const auto& candidate : report.rows) {
    if (candidate.label == label) return candidate;
  }
  ADD_FAILURE() << "no row " << label;
  return {};
}

std::vector<std::string> kindsOf(const XeroReport& report) {
  std::vector<std::string> kinds;
  for (const auto& [kind, finding] : report.findings.all()) kinds.push_back(kind);
  return kinds;
}

ErrorCode refusalOf(const std::string& answer) {
  try {
    readReport(boost::json::parse(answer));
  } catch (const IntegrationError& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

TEST(XeroReport, HoldsTheRowsOfAllSections) {
  const auto report = readFile("profit_and_loss.json");
  EXPECT_THAT(report.columns, ElementsAre("31 Jul 26", "30 Jun 26"));
  std::vector<std::string> labels;
  for (const auto& read : report.rows) labels.push_back(read.section + "|" + read.label);
  EXPECT_THAT(labels,
              ElementsAre("Income|Sales", "Income|Total Income", "|Gross Profit",
                          "Less Operating Expenses|Light, Power, Heating",
                          "Less Operating Expenses|Travel - National",
                          "Less Operating Expenses|Realised Currency Gains",
                          "Less Operating Expenses|Total Operating Expenses", "|Net Profit"));
  EXPECT_THAT(kindsOf(report), IsEmpty());
}

TEST(XeroReport, KeepsAmountsToTheLetter) {  // X14
  const auto report = readFile("profit_and_loss.json");
  EXPECT_THAT(find(report, "Sales").values, ElementsAre(amount("12400.00"), amount("9800.50")));
  EXPECT_EQ(find(report, "Travel - National").values[0], amount("-1304.64"));
}

TEST(XeroReport, TakesNumbersToo) {
  const auto report = readRows(row("A", R"({"Value":12.5},{"Value":-3})"));
  EXPECT_THAT(find(report, "A").values, ElementsAre(amount("12.5"), amount("-3")));
}

TEST(XeroReport, HasNoValueWhereACellIsEmptyOrMissing) {  // X7
  const auto report = readFile("profit_and_loss.json");
  EXPECT_THAT(find(report, "Light, Power, Heating").values,
              ElementsAre(amount("310.20"), std::nullopt));
  EXPECT_THAT(find(report, "Travel - National").values,
              ElementsAre(amount("-1304.64"), std::nullopt));
  const auto odd = readRows(row("A", R"({"Value":null},{})") + "," + row("B", R"({"Value":"  "})"));
  EXPECT_THAT(find(odd, "A").values, ElementsAre(std::nullopt, std::nullopt));
  EXPECT_THAT(find(odd, "B").values, ElementsAre(std::nullopt, std::nullopt));
  EXPECT_THAT(kindsOf(odd), IsEmpty());
}

TEST(XeroReport, LeavesOutWhatIsNoAmountAndSaysSo) {  // X7
  for (const auto* cell : {R"("1,234.00")", R"("n/a")", R"("1e5")", R"("-")", R"("1.")", R"(".5")",
                           R"("1.2345678901")", R"("9999999999999999")", "true", "{}", R"("--1")",
                           R"("0x10")", R"("NaN")"}) {
    const auto report = readRows(row("A", std::string(R"({"Value":)") + cell + "}"));
    EXPECT_EQ(find(report, "A").values[0], std::nullopt) << cell;
    EXPECT_THAT(kindsOf(report), ElementsAre("value_unreadable")) << cell;
  }
  const auto many = readRows(row("A", R"({"Value":"x"},{"Value":"y"})") + "," +
                             row("B", R"({"Value":"z"},{"Value":"1.00"})"));
  const auto& finding = many.findings.all().at("value_unreadable");
  EXPECT_EQ(finding.count, 3);
  EXPECT_EQ(finding.first, "\"A\"");
  EXPECT_EQ(find(many, "B").values[1], amount("1.00"));
}

TEST(XeroReport, NeedsNoRowsInASection) {  // X8
  const auto report = readRows(R"({"RowType":"Section","Title":"Assets"},)"
                               R"({"RowType":"Section","Title":"Bank","Rows":null},)"
                               R"({"RowType":"Section"},)" +
                               row("Total", R"({"Value":"1.00"})"));
  EXPECT_EQ(report.rows.size(), 1U);
  EXPECT_THAT(kindsOf(report), IsEmpty());
}

TEST(XeroReport, ReadsRowsWithinRowsAndWithinSections) {  // X8
  const auto report = readRows(
      R"({"RowType":"Section","Title":"Assets","Rows":[{"RowType":"Section","Title":"Bank",)"
      R"("Rows":[{"RowType":"Row","Cells":[{"Value":"Cash"},{"Value":"1.00"},{"Value":"2.00"}],)"
      R"("Rows":[)" +
      row("Till", R"({"Value":"3.00"})") + "]}]}]}");
  EXPECT_EQ(find(report, "Cash").section, "Assets / Bank");
  EXPECT_EQ(find(report, "Till").section, "Assets / Bank");
  EXPECT_EQ(find(report, "Till").values[0], amount("3.00"));
}

TEST(XeroReport, ReportsRowTypesItDoesNotKnow) {  // X8
  const auto report = readRows(R"({"RowType":"Banner","Cells":[{"Value":"x"},{"Value":"1.00"}]},)"
                               R"({"Rows":[)" +
                               row("Inside", R"({"Value":"1.00"})") + "]}, 7, null");
  EXPECT_EQ(report.rows.size(), 1U);
  EXPECT_EQ(find(report, "Inside").values[0], amount("1.00"));
  EXPECT_EQ(report.findings.all().at("row_type_unknown").count, 4);
}

TEST(XeroReport, ReportsRowsAndValuesThatBelongToNothing) {
  const auto report = readRows(row("", R"({"Value":"1.00"})") + "," +
                               row("A", R"({"Value":"1.00"},{"Value":"2.00"},{"Value":"3.00"})") +
                               R"(,{"RowType":"Row"},{"RowType":"Row","Cells":[]})");
  EXPECT_EQ(report.rows.size(), 1U);
  EXPECT_EQ(find(report, "A").values.size(), 2U);
  EXPECT_THAT(kindsOf(report), ElementsAre("cells_without_heading", "row_unnamed"));
}

TEST(XeroReport, MayHaveNoHeadingsOrTooMany) {
  const auto bare = readReport(
      boost::json::parse(R"({"Reports":[{"Rows":[)" + row("A", R"({"Value":"1.00"})") + "]}]}"));
  EXPECT_THAT(bare.columns, IsEmpty());
  EXPECT_THAT(find(bare, "A").values, IsEmpty());
  EXPECT_THAT(kindsOf(bare), ElementsAre("cells_without_heading", "header_missing"));
  const auto two = readRows(R"({"RowType":"Header","Cells":[{"Value":""},{"Value":"31 Jan 26"}]})");
  EXPECT_THAT(two.columns, ElementsAre("31 Jul 26", "30 Jun 26"));
  EXPECT_THAT(kindsOf(two), ElementsAre("header_repeated"));
  EXPECT_THAT(readReport(boost::json::parse(R"({"Reports":[{}]})")).rows, IsEmpty());
}

TEST(XeroReport, IsRefusedWhenThereIsNone) {
  for (const auto* answer : {"[]", "{}", "null", R"({"Reports":[]})", R"({"Reports":{}})",
                             R"({"Reports":["x"]})", R"({"Status":"ERROR"})"}) {
    EXPECT_EQ(refusalOf(answer), ErrorCode::malformed_answer) << answer;
  }
}

TEST(XeroSeriesKey, NamesTheAccountAndNotItsLabel) {  // X9
  const auto report = readFile("profit_and_loss.json");
  EXPECT_EQ(seriesKey(XeroStatement::profit_and_loss, find(report, "Sales")),
            "profit_and_loss/income/c5a1f7d2-0b7e-4d53-9b8e-41f0a2c6e7d8");
  auto renamed = find(report, "Sales");
  renamed.label = "Turnover";
  EXPECT_EQ(seriesKey(XeroStatement::profit_and_loss, renamed),
            seriesKey(XeroStatement::profit_and_loss, find(report, "Sales")));
}

TEST(XeroSeriesKey, TellsStatementsAndSectionsApart) {  // X9
  XeroReportRow total;
  total.section = "Bank";
  total.label = "Total";
  auto other = total;
  other.section = "Fixed Assets";
  EXPECT_EQ(seriesKey(XeroStatement::balance_sheet, total), "balance_sheet/bank/total");
  EXPECT_EQ(seriesKey(XeroStatement::balance_sheet, other), "balance_sheet/fixed_assets/total");
  EXPECT_EQ(seriesKey(XeroStatement::profit_and_loss, total), "profit_and_loss/bank/total");
}

TEST(XeroSeriesKey, NamesTotalsAndRowsOfTheSystemByTheirLabel) {  // X10
  const auto report = readFile("profit_and_loss.json");
  EXPECT_EQ(seriesKey(XeroStatement::profit_and_loss, find(report, "Net Profit")),
            "profit_and_loss/summary/net_profit");
  EXPECT_EQ(seriesKey(XeroStatement::profit_and_loss, find(report, "Realised Currency Gains")),
            "profit_and_loss/less_operating_expenses/realised_currency_gains");
  XeroReportRow punctuated;
  punctuated.section = "Printing & Stationery";
  punctuated.label = "[Total] Löhne, 2x";
  EXPECT_EQ(seriesKey(XeroStatement::profit_and_loss, punctuated),
            "profit_and_loss/printing_stationery/total_löhne_2x");
}

}  // namespace
}  // namespace patchbay
