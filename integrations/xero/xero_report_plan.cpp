#include "xero_report_plan.hpp"

#include <algorithm>

namespace patchbay {
namespace {

// The documentation says 1 to 11, the OpenAPI text 1 to 12 (and 12 is what some get refused).
constexpr int kMostPeriods = 11;
constexpr unsigned kDaysOfALongMonth = 31;

bool hasThirtyOneDays(Month month) { return daysIn(month) == kDaysOfALongMonth; }

/// How many months `newest` lies behind `oldest`.
int monthsBetween(Month oldest, Month newest) {
  return static_cast<int>((newest - oldest).count());
}

/// The newest column of the call that brings `months.back()`, the newest month still wanted.
Month baseFor(XeroStatement statement, const std::vector<Month>& months, Month current) {
  const auto newest = months.back();
  if (statement == XeroStatement::balance_sheet || hasThirtyOneDays(newest)) return newest;
  const auto next = newest + std::chrono::months(1);  // after a short month comes a long one
  const bool brings_more =
      months.size() > 1 && monthsBetween(months[months.size() - 2], next) <= kMostPeriods;
  return brings_more && next <= current ? next : newest;
}

}  // namespace

std::string nameOf(XeroStatement statement) {
  return statement == XeroStatement::profit_and_loss ? "profit_and_loss" : "balance_sheet";
}

std::string titleOf(XeroStatement statement) {
  return statement == XeroStatement::profit_and_loss ? "profit and loss" : "balance sheet";
}

std::vector<Month> XeroReportCall::months() const {
  std::vector<Month> columns;
  for (int back = 0; back <= periods; ++back) columns.push_back(newest - std::chrono::months(back));
  return columns;
}

std::string XeroReportCall::path() const {
  const auto last = toText(lastDay(newest));
  // Without standardLayout, whoever customises the report in Xero changes its rows here.
  std::string path =
      statement == XeroStatement::profit_and_loss
          ? "/Reports/ProfitAndLoss?fromDate=" + toText(firstDay(newest)) + "&toDate=" + last
          : "/Reports/BalanceSheet?date=" + last;
  if (periods > 0) path += "&periods=" + std::to_string(periods) + "&timeframe=MONTH";
  return path + "&standardLayout=true";
}

std::vector<XeroReportCall> planCalls(XeroStatement statement, std::vector<Month> months,
                                      Month current) {
  std::erase_if(months, [&](Month month) { return month > current; });
  std::sort(months.begin(), months.end());
  months.erase(std::unique(months.begin(), months.end()), months.end());

  std::vector<XeroReportCall> calls;
  while (!months.empty()) {
    const auto base = baseFor(statement, months, current);
    const bool may_compare = statement == XeroStatement::balance_sheet || hasThirtyOneDays(base);
    const auto reach = base - std::chrono::months(may_compare ? kMostPeriods : 0);
    const auto oldest = *std::lower_bound(months.begin(), months.end(), reach);
    calls.emplace_back(statement, base, monthsBetween(oldest, base));
    std::erase_if(months, [&](Month month) { return month >= oldest; });
  }
  return calls;
}

}  // namespace patchbay
