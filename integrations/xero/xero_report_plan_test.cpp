#include "xero_report_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using std::chrono::April;
using std::chrono::February;
using std::chrono::January;
using std::chrono::July;
using std::chrono::June;
using std::chrono::March;

constexpr auto kProfitAndLoss = XeroStatement::profit_and_loss;
constexpr auto kBalanceSheet = XeroStatement::balance_sheet;

std::vector<Month> monthsUntil(Month newest, int count) {
  std::vector<Month> months;
  for (int back = 0; back < count; ++back) months.push_back(newest - std::chrono::months(back));
  return months;
}

std::vector<std::string> paths(const std::vector<XeroReportCall>& calls) {
  std::vector<std::string> all;
  for (const auto& call : calls) all.push_back(call.path());
  return all;
}

bool hasThirtyOneDays(Month month) { return daysIn(month) == 31; }

// X1, X2: the span is one whole month, so each column is.
TEST(XeroReportPlan, AsksForOneWholeMonthWithElevenBehindIt) {
  const auto calls = planCalls(kProfitAndLoss, monthsUntil(2026y / July, 12), 2026y / July);
  EXPECT_EQ(paths(calls),
            std::vector<std::string>{
                "/Reports/ProfitAndLoss?fromDate=2026-07-01&toDate=2026-07-31&periods=11"
                "&timeframe=MONTH&standardLayout=true"});
}

// X3: no comparison behind a short month.
TEST(XeroReportPlan, AsksForAShortPresentMonthAlone) {
  const auto calls = planCalls(kProfitAndLoss, monthsUntil(2026y / June, 3), 2026y / June);
  const std::vector<std::string> expected{
      "/Reports/ProfitAndLoss?fromDate=2026-06-01&toDate=2026-06-30&standardLayout=true",
      "/Reports/ProfitAndLoss?fromDate=2026-05-01&toDate=2026-05-31&periods=1&timeframe=MONTH"
      "&standardLayout=true"};
  EXPECT_EQ(paths(calls), expected);
}

TEST(XeroReportPlan, PutsAShortPastMonthBehindTheLongOneAfterIt) {
  const auto calls = planCalls(kProfitAndLoss, monthsUntil(2026y / June, 11), 2026y / July);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].newest, 2026y / July);
  EXPECT_EQ(calls[0].periods, 11);
}

TEST(XeroReportPlan, AsksForOneMonthWithoutComparison) {
  EXPECT_EQ(planCalls(kProfitAndLoss, {2026y / June}, 2026y / July)[0].path(),
            "/Reports/ProfitAndLoss?fromDate=2026-06-01&toDate=2026-06-30&standardLayout=true");
  EXPECT_EQ(planCalls(kBalanceSheet, {2024y / February}, 2026y / July)[0].path(),
            "/Reports/BalanceSheet?date=2024-02-29&standardLayout=true");
}

TEST(XeroReportPlan, AsksForBalanceSheetsAtAnyMonthsEnd) {
  const auto calls = planCalls(kBalanceSheet, monthsUntil(2026y / June, 24), 2026y / June);
  const std::vector<std::string> expected{
      "/Reports/BalanceSheet?date=2026-06-30&periods=11&timeframe=MONTH&standardLayout=true",
      "/Reports/BalanceSheet?date=2025-06-30&periods=11&timeframe=MONTH&standardLayout=true"};
  EXPECT_EQ(paths(calls), expected);
}

// X4, X5: two years of which the first or the last month is short ask for nothing twice.
TEST(XeroReportPlan, BringsTwoYearsWithAtMostThreeCallsAndTwo) {
  for (unsigned ahead : {0U, 1U, 5U}) {
    for (auto newest = 2025y / January; newest <= 2025y / 12; newest += std::chrono::months(1)) {
      const auto current = newest + std::chrono::months(ahead);
      const auto wanted = monthsUntil(newest, 24);
      const auto profits = planCalls(kProfitAndLoss, wanted, current);
      EXPECT_LE(profits.size(), 3U);
      EXPECT_EQ(planCalls(kBalanceSheet, wanted, current).size(), 2U);

      std::vector<Month> brought;
      for (const auto& call : profits) {
        EXPECT_TRUE(call.periods == 0 || hasThirtyOneDays(call.newest));
        EXPECT_LE(call.periods, 11);
        EXPECT_LE(call.newest, current);
        for (const auto month : call.months()) brought.push_back(month);
      }
      for (const auto month : wanted) {
        EXPECT_EQ(std::count(brought.begin(), brought.end(), month), 1) << toText(lastDay(month));
      }
    }
  }
}

// X6: what is still to come is not asked for.
TEST(XeroReportPlan, AsksForNoMonthAhead) {
  EXPECT_TRUE(planCalls(kProfitAndLoss, {2026y / July}, 2026y / June).empty());
  const auto calls = planCalls(kBalanceSheet, monthsUntil(2027y / March, 12), 2026y / June);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].newest, 2026y / June);
  EXPECT_EQ(calls[0].periods, 2);
}

TEST(XeroReportPlan, LeavesGapsAndDoublesOut) {
  const auto calls =
      planCalls(kProfitAndLoss, {2024y / March, 2026y / March, 2026y / March, 2026y / January},
                2026y / April);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].newest, 2026y / March);
  EXPECT_EQ(calls[0].periods, 2);
  EXPECT_EQ(calls[1].newest, 2024y / March);
  EXPECT_EQ(calls[1].periods, 0);
  EXPECT_TRUE(planCalls(kProfitAndLoss, {}, 2026y / April).empty());
}

}  // namespace
}  // namespace patchbay
