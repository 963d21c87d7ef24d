#include "xero_batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using std::chrono::August;
using std::chrono::July;
using std::chrono::June;
using std::chrono::May;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Held = std::optional<Month>;
constexpr auto kProfitAndLoss = XeroStatement::profit_and_loss;
constexpr auto kBalanceSheet = XeroStatement::balance_sheet;
const Day kToday = 2026y / August / 20;
const std::set<Month> kSummer{2026y / June, 2026y / July};

XeroReport reportOf(const std::string& file) {
  return readReport(
      boost::json::parse(testing::readText(std::string(PATCHBAY_TESTDATA) + "/" + file)));
}

XeroReportAnswer answerOf(XeroStatement statement, Month newest, int periods,
                          std::vector<std::string> columns) {
  XeroReport report;
  report.columns = std::move(columns);
  return XeroReportAnswer(XeroReportCall(statement, newest, periods), std::move(report));
}

/// A row with this value in each column.
XeroReportRow row(const std::string& section, const std::string& label, const char* value,
                  std::size_t columns) {
  XeroReportRow made;
  made.section = section;
  made.label = label;
  made.values.assign(columns, Decimal::parse(value));
  return made;
}

std::vector<XeroReportAnswer> bothFiles() {
  return {XeroReportAnswer(XeroReportCall(kProfitAndLoss, 2026y / July, 1),
                           reportOf("profit_and_loss.json")),
          XeroReportAnswer(XeroReportCall(kBalanceSheet, 2026y / July, 1),
                           reportOf("balance_sheet.json"))};
}

std::vector<std::string> codesOf(const DataBatch& batch) {
  std::vector<std::string> codes;
  for (const auto& warning : batch.warnings) codes.push_back(warning.code);
  return codes;
}

std::string text(const DataBatch& batch, const std::string& key, Month month) {
  const auto& values = batch.series.at(key).values;
  const auto found = values.find(month);
  return found == values.end() ? "null" : found->second.text();
}

TEST(XeroColumns, HoldTheMonthsOfTheirHeadings) {
  const auto answer =
      answerOf(kProfitAndLoss, 2026y / July, 2, {"31 Jul 26", "30 Jun 26", "31 May 2026"});
  EXPECT_THAT(monthsOfColumns(answer, kToday),
              ElementsAre(Held(2026y / July), Held(2026y / June), Held(2026y / May)));
  EXPECT_THAT(monthsNotHeld(answer, {2026y / May, 2026y / June}, kToday), IsEmpty());
}

// X3: a column that ends before its month does is not the month.
TEST(XeroColumns, HoldNothingWhenTheyEndBeforeTheirMonth) {
  const auto answer = answerOf(kProfitAndLoss, 2026y / June, 1, {"30 Jun 26", "30 May 26"});
  EXPECT_THAT(monthsOfColumns(answer, kToday), ElementsAre(Held(2026y / June), std::nullopt));
  EXPECT_THAT(monthsNotHeld(answer, {2026y / May, 2026y / June}, kToday), ElementsAre(2026y / May));
}

// X6: the month in progress may carry any of its days.
TEST(XeroColumns, MayEndEarlyInTheMonthInProgress) {
  const auto answer = answerOf(kProfitAndLoss, 2026y / August, 1, {"20 Aug 26", "31 Jul 26"});
  EXPECT_THAT(monthsOfColumns(answer, kToday),
              ElementsAre(Held(2026y / August), Held(2026y / July)));
}

// X4: a balance sheet without comparison shows the same month of the year before, too.
TEST(XeroColumns, HoldNothingThatWasNotAskedFor) {
  const auto answer = answerOf(kBalanceSheet, 2026y / July, 0, {"31 Jul 2026", "31 Jul 2025"});
  EXPECT_THAT(monthsOfColumns(answer, kToday), ElementsAre(Held(2026y / July), std::nullopt));
}

TEST(XeroColumns, HoldNothingWhenHeadingsAreOddOrTheSame) {
  const auto odd = answerOf(kProfitAndLoss, 2026y / July, 2, {"Jul", "", "30 Jun 26"});
  EXPECT_THAT(monthsOfColumns(odd, kToday),
              ElementsAre(std::nullopt, std::nullopt, Held(2026y / June)));
  const auto same = answerOf(kProfitAndLoss, 2026y / July, 1, {"31 Jul 26", "31 Jul 26"});
  EXPECT_THAT(monthsOfColumns(same, kToday), ElementsAre(std::nullopt, std::nullopt));
  const auto none = answerOf(kProfitAndLoss, 2026y / July, 1, {});
  EXPECT_THAT(monthsNotHeld(none, kSummer, kToday), ElementsAre(2026y / July, 2026y / June));
}

TEST(XeroBatch, HoldsBothStatementsByMonthEnd) {
  const auto batch = toBatch(bothFiles(), kSummer, kToday);
  EXPECT_EQ(
      text(batch, "profit_and_loss/income/c5a1f7d2-0b7e-4d53-9b8e-41f0a2c6e7d8", 2026y / June),
      "9800.50");
  EXPECT_EQ(text(batch, "profit_and_loss/summary/net_profit", 2026y / July), "13393.44");
  EXPECT_EQ(text(batch, "balance_sheet/summary/net_assets", 2026y / July), "23193.94");
  const auto& series = batch.series.at("balance_sheet/bank/13918178-849a-4823-9a31-57b7eac713d7");
  EXPECT_EQ(series.label, "Business Bank Account");
  EXPECT_EQ(series.statement, "balance_sheet");
  EXPECT_EQ(series.section, "Bank");
  EXPECT_EQ(series.account_id, "13918178-849a-4823-9a31-57b7eac713d7");
  EXPECT_THAT(codesOf(batch), IsEmpty());
}

// X7, X12: what Xero left empty is null, and never 0.
TEST(XeroBatch, IsNullWhereXeroSentNothing) {
  const auto batch = toBatch(bothFiles(), kSummer, kToday);
  const std::string power =
      "profit_and_loss/less_operating_expenses/0d94b6f1-6e0a-4b7c-9a11-58c3e2d4f607";
  EXPECT_EQ(text(batch, power, 2026y / July), "310.20");
  EXPECT_EQ(text(batch, power, 2026y / June), "null");
  const auto data = toJson(batch).at("data").at(power);
  EXPECT_EQ(boost::json::serialize(data), R"({"2026-06-30":null,"2026-07-31":"310.20"})");
}

// X6: columns of months that were not asked for stay out.
TEST(XeroBatch, HoldsOnlyTheMonthsThatAreWanted) {
  const auto batch = toBatch(bothFiles(), {2026y / June}, kToday);
  for (const auto& [key, series] : batch.series) {
    EXPECT_FALSE(series.values.contains(2026y / July)) << key;
  }
}

// X4, X13: one answer or several, in whatever order, make the same batch.
TEST(XeroBatch, IsTheSameHoweverTheCallsWereCut) {
  auto june = answerOf(kProfitAndLoss, 2026y / June, 0, {"30 Jun 26"});
  june.report.rows.push_back(row("", "Net Profit", "1.00", 1));
  auto july = answerOf(kProfitAndLoss, 2026y / July, 0, {"31 Jul 26"});
  july.report.rows.push_back(row("", "Net Profit", "2.00", 1));
  auto both = answerOf(kProfitAndLoss, 2026y / July, 1, {"31 Jul 26", "30 Jun 26"});
  both.report.rows.push_back(row("", "Net Profit", "2.00", 2));
  both.report.rows[0].values[1] = Decimal::parse("1.00");
  const auto expected = boost::json::serialize(toJson(toBatch({both}, kSummer, kToday)));
  EXPECT_EQ(boost::json::serialize(toJson(toBatch({june, july}, kSummer, kToday))), expected);
  EXPECT_EQ(boost::json::serialize(toJson(toBatch({july, june}, kSummer, kToday))), expected);
}

// X13: nothing to convert is an empty batch of the same shape.
TEST(XeroBatch, IsEmptyWithoutAnswers) {
  const auto batch = toJson(toBatch({}, kSummer, kToday));
  EXPECT_EQ(boost::json::serialize(batch.at("dates")), R"(["2026-06-30","2026-07-31"])");
  EXPECT_EQ(boost::json::serialize(batch.at("data")), "{}");
}

// X9: the same label in two sections, and in both statements.
TEST(XeroBatch, KeepsEqualLabelsApart) {
  auto answer = answerOf(kProfitAndLoss, 2026y / July, 0, {"31 Jul 26"});
  answer.report.rows = {row("Income", "Other", "1.00", 1), row("Expenses", "Other", "2.00", 1)};
  auto sheet = answerOf(kBalanceSheet, 2026y / July, 0, {"31 Jul 2026"});
  sheet.report.rows = {row("Income", "Other", "3.00", 1)};
  const auto batch = toBatch({answer, sheet}, kSummer, kToday);
  EXPECT_EQ(text(batch, "profit_and_loss/income/other", 2026y / July), "1.00");
  EXPECT_EQ(text(batch, "profit_and_loss/expenses/other", 2026y / July), "2.00");
  EXPECT_EQ(text(batch, "balance_sheet/income/other", 2026y / July), "3.00");
  EXPECT_THAT(codesOf(batch), IsEmpty());
}

// X8: a title twice in one section.
TEST(XeroBatch, NumbersRowsThatNothingElseTellsApart) {
  auto july = answerOf(kProfitAndLoss, 2026y / July, 0, {"31 Jul 26"});
  july.report.rows = {row("", "Total", "1.00", 1), row("", "Total", "2.00", 1)};
  auto june = answerOf(kProfitAndLoss, 2026y / June, 0, {"30 Jun 26"});
  june.report.rows = {row("", "Total", "3.00", 1), row("", "Total", "4.00", 1)};
  const auto batch = toBatch({july, june}, kSummer, kToday);
  EXPECT_EQ(text(batch, "profit_and_loss/summary/total#1", 2026y / July), "1.00");
  EXPECT_EQ(text(batch, "profit_and_loss/summary/total#2", 2026y / July), "2.00");
  EXPECT_EQ(text(batch, "profit_and_loss/summary/total#2", 2026y / June), "4.00");
  EXPECT_THAT(codesOf(batch), ElementsAre("repeated_row"));
}

// X8: twice in one report and once in another: no guess which is which.
TEST(XeroBatch, LeavesOutRowsThatCannotBeMatched) {
  auto july = answerOf(kProfitAndLoss, 2026y / July, 0, {"31 Jul 26"});
  july.report.rows = {row("", "Total", "1.00", 1), row("", "Total", "2.00", 1),
                      row("", "Net Profit", "9.00", 1)};
  auto june = answerOf(kProfitAndLoss, 2026y / June, 0, {"30 Jun 26"});
  june.report.rows = {row("", "Total", "3.00", 1)};
  const auto batch = toBatch({july, june}, kSummer, kToday);
  EXPECT_EQ(batch.series.size(), 1U);
  EXPECT_EQ(text(batch, "profit_and_loss/summary/net_profit", 2026y / July), "9.00");
  EXPECT_THAT(codesOf(batch), ElementsAre("ambiguous_rows"));
}

TEST(XeroBatch, ReportsWhatTheReaderFound) {
  auto answer = answerOf(kProfitAndLoss, 2026y / July, 0, {"31 Jul 26"});
  answer.report.findings.add("value_unreadable", "\"Sales\"");
  answer.report.findings.add("value_unreadable", "\"Rent\"");
  const auto batch = toBatch({answer}, kSummer, kToday);
  ASSERT_THAT(codesOf(batch), ElementsAre("value_unreadable"));
  EXPECT_EQ(batch.warnings[0].text,
            "Xero's profit and loss until 2026-07-31 has amounts that cannot be read (2); they are "
            "null here; the first: \"Sales\".");
  EXPECT_EQ(batch.warnings[0].subject, "profit_and_loss");
}

}  // namespace
}  // namespace patchbay
