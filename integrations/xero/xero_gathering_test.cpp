#include "xero_gathering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using std::chrono::August;
using std::chrono::December;
using std::chrono::July;
using std::chrono::June;
using std::chrono::May;
using std::chrono::September;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kProfitAndLoss = XeroStatement::profit_and_loss;
const Day kToday = 2026y / August / 20;
const DateRange kSummer(2026y / June / 1, 2026y / July / 31);

/// What a call with these headings comes to: a row `Net Profit` of 1.00 in each column.
XeroReportOutcome answered(XeroReportCall call, std::vector<std::string> columns) {
  XeroReportOutcome outcome(call);
  XeroReport report;
  XeroReportRow row;
  row.label = "Net Profit";
  row.values.assign(columns.size(), Decimal::parse("1.00"));
  report.rows.push_back(std::move(row));
  report.columns = std::move(columns);
  outcome.report = std::move(report);
  return outcome;
}

XeroReportOutcome failed(XeroReportCall call, ErrorCode code) {
  XeroReportOutcome outcome(call);
  outcome.failure = IntegrationError(code, "no");
  return outcome;
}

ErrorCode failureOf(const XeroGathering& gathering) {
  try {
    gathering.batch();
  } catch (const IntegrationError& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

std::vector<std::string> codesOf(const DataBatch& batch) {
  std::vector<std::string> codes;
  for (const auto& warning : batch.warnings) codes.push_back(warning.code);
  return codes;
}

std::vector<std::string> pathsOf(const std::vector<XeroReportCall>& calls) {
  std::vector<std::string> paths;
  for (const auto& call : calls) paths.push_back(call.path());
  return paths;
}

class XeroGatheringOfASummer : public ::testing::Test {
 protected:
  XeroGatheringOfASummer() : calls(gathering.firstCalls()) {}

  XeroGathering gathering{kSummer, kToday};
  std::vector<XeroReportCall> calls;
};

TEST_F(XeroGatheringOfASummer, NeedsACallForEachStatement) {
  ASSERT_THAT(calls, SizeIs(2));
  gathering.take({answered(calls[0], {"31 Jul 26", "30 Jun 26"}),
                  answered(calls[1], {"31 Jul 2026", "30 Jun 2026"})});
  EXPECT_THAT(gathering.callsForMonthsNotHeld(), IsEmpty());
  const auto batch = gathering.batch();
  EXPECT_THAT(batch.series, SizeIs(2));
  EXPECT_THAT(batch.months, ElementsAre(2026y / June, 2026y / July));
  EXPECT_THAT(codesOf(batch), IsEmpty());
}

// X3: a month whose last day is missing is asked for alone.
TEST_F(XeroGatheringOfASummer, AsksAgainForMonthsThatAreNotWhole) {
  gathering.take(
      {answered(calls[0], {"31 Jul 26", "29 Jun 26"}), answered(calls[1], {"July", "June"})});
  const auto again = gathering.callsForMonthsNotHeld();
  EXPECT_THAT(
      pathsOf(again),
      ElementsAre(
          "/Reports/ProfitAndLoss?fromDate=2026-06-01&toDate=2026-06-30&standardLayout=true",
          "/Reports/BalanceSheet?date=2026-07-31&standardLayout=true",
          "/Reports/BalanceSheet?date=2026-06-30&standardLayout=true"));
  gathering.take({answered(again[0], {"30 Jun 26"}),
                  answered(again[1], {"31 Jul 2026", "31 Jul 2025"}),
                  answered(again[2], {"30 Jun 2026", "30 Jun 2025"})});
  EXPECT_THAT(gathering.callsForMonthsNotHeld(), SizeIs(3)) << "asked once, not again and again";
  EXPECT_THAT(codesOf(gathering.batch()), IsEmpty());
}

TEST_F(XeroGatheringOfASummer, ReportsMonthsThatNothingHolds) {
  gathering.take(
      {answered(calls[0], {"31 Jul 26", "?"}), answered(calls[1], {"31 Jul 2026", "30 Jun 2026"})});
  gathering.take({answered(XeroReportCall(kProfitAndLoss, 2026y / June, 0), {"?"})});
  const auto batch = gathering.batch();
  ASSERT_THAT(codesOf(batch), ElementsAre("months_missing"));
  EXPECT_EQ(batch.warnings[0].text,
            "Xero's profit and loss has no column for 1 of the months asked for, the first of them "
            "2026-06-30; they are null here.");
}

TEST_F(XeroGatheringOfASummer, IsRefusedWhenNothingHoldsAnyMonth) {
  gathering.take({answered(calls[0], {"?"}), answered(calls[1], {})});
  EXPECT_EQ(failureOf(gathering), ErrorCode::malformed_answer);
}

TEST_F(XeroGatheringOfASummer, GivesTheStatementThatMayBeRead) {
  gathering.take({answered(calls[0], {"31 Jul 26", "30 Jun 26"}),
                  failed(calls[1], ErrorCode::insufficient_scope)});
  EXPECT_THAT(gathering.callsForMonthsNotHeld(), IsEmpty());
  const auto batch = gathering.batch();
  EXPECT_THAT(batch.series, SizeIs(1));
  ASSERT_THAT(codesOf(batch), ElementsAre("missing_permission"));
  EXPECT_EQ(batch.warnings[0].subject, "balance_sheet");
}

TEST_F(XeroGatheringOfASummer, IsRefusedWhenNoneMayBeRead) {
  gathering.take({failed(calls[0], ErrorCode::insufficient_scope),
                  failed(calls[1], ErrorCode::insufficient_scope)});
  EXPECT_EQ(failureOf(gathering), ErrorCode::insufficient_scope);
}

TEST_F(XeroGatheringOfASummer, GivesNoHalfOfTheData) {
  EXPECT_THROW(gathering.take({answered(calls[0], {"31 Jul 26", "30 Jun 26"}),
                               failed(calls[1], ErrorCode::temporarily_unavailable)}),
               IntegrationError);
}

// X6: months ahead are not asked for, and are no gaps.
TEST(XeroGathering, LeavesMonthsAheadAlone) {
  const XeroGathering ahead(DateRange(2026y / September / 1, 2026y / December / 31), kToday);
  EXPECT_THAT(ahead.firstCalls(), IsEmpty());
  const auto batch = ahead.batch();
  EXPECT_THAT(batch.months, SizeIs(4));
  EXPECT_THAT(batch.series, IsEmpty());
  EXPECT_THAT(codesOf(batch), IsEmpty());
}

// X5: 24 months from a short first month; the check value of the original's third batch.
TEST(XeroGathering, AsksForTwoYearsFromAShortMonthWithoutAThirdYear) {
  const XeroGathering gathering(DateRange(2022y / 2 / 1, 2024y / 1 / 31), kToday);
  std::vector<Month> asked;
  for (const auto& call : gathering.firstCalls()) {
    if (call.statement != kProfitAndLoss) continue;
    for (const auto month : call.months()) asked.push_back(month);
  }
  EXPECT_THAT(asked, SizeIs(24));
  EXPECT_EQ(asked.front(), 2024y / 1);
  EXPECT_EQ(asked.back(), 2022y / 2);
}

}  // namespace
}  // namespace patchbay
