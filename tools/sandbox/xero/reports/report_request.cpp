#include "tools/sandbox/xero/reports/report_request.hpp"

#include <charconv>
#include <optional>

#include "tools/sandbox/common/request_parameters.hpp"
#include "tools/sandbox/xero/api/api_gate.hpp"

namespace patchbay::sandbox::xero {
namespace {

// Documentation says 11, the specification 12: 12 is refused, so that nobody relies on it.
constexpr int kMostPeriods = 11;
constexpr int kLongestSpanDays = 365;

Day dayFrom(const Query& query, const std::string& name, Day otherwise) {
  const std::string text = valueOf(query, name);
  if (text.empty()) return otherwise;
  const auto day = parseDay(text);
  if (!day) throw ValidationRefusal("The " + name + " parameter is not a date like 2026-07-31.");
  return *day;
}

/// How many comparison columns are wanted; empty when the parameter is not given.
std::optional<int> periodsFrom(const Query& query) {
  const std::string text = valueOf(query, "periods");
  if (text.empty()) return std::nullopt;
  int periods = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), periods);
  if (error != std::errc() || end != text.data() + text.size() || periods < 1 ||
      periods > kMostPeriods) {
    throw ValidationRefusal("The periods parameter must be between 1 and 11.");
  }
  return periods;
}

int monthsOfTimeframe(const Query& query) {
  const std::string text = valueOf(query, "timeframe");
  if (text.empty() || text == "MONTH") return 1;
  if (text == "QUARTER") return 3;
  if (text == "YEAR") return 12;
  throw ValidationRefusal("The timeframe parameter must be MONTH, QUARTER or YEAR.");
}

bool isSet(const Query& query, const std::string& name) { return valueOf(query, name) == "true"; }

/// The organisations have no tracking categories.
void refuseTracking(const Query& query) {
  for (const auto& [name, value] : query) {
    if (name.starts_with("tracking")) {
      throw ValidationRefusal("The " + name + " parameter names nothing in this organisation.");
    }
  }
}

}  // namespace

ProfitAndLossRequest readProfitAndLoss(const Query& query, Day today) {
  refuseTracking(query);
  const Span asked{dayFrom(query, "fromDate", monthBegin(today)),
                   dayFrom(query, "toDate", monthEnd(today))};
  if (asked.from > asked.to) {
    throw ValidationRefusal("The fromDate must not lie behind the toDate.");
  }
  if ((asked.to - asked.from).count() > kLongestSpanDays) {
    throw ValidationRefusal("The fromDate and toDate must be within 365 days of each other.");
  }
  const int months = monthsOfTimeframe(query);
  const int periods = periodsFrom(query).value_or(0);
  ProfitAndLossRequest request;
  for (int column = 0; column <= periods; ++column) {
    request.columns.push_back(
        {monthsBefore(asked.from, column * months), monthsBefore(asked.to, column * months)});
  }
  request.standard_layout = isSet(query, "standardLayout");
  request.basis = isSet(query, "paymentsOnly") ? Basis::cash : Basis::accrual;
  return request;
}

BalanceSheetRequest readBalanceSheet(const Query& query, Day today) {
  refuseTracking(query);
  const Day date = monthEnd(dayFrom(query, "date", today));
  const int months = monthsOfTimeframe(query);
  const auto periods = periodsFrom(query);
  BalanceSheetRequest request;
  request.columns.push_back(date);
  for (int column = 1; column <= periods.value_or(0); ++column) {
    request.columns.push_back(monthEnd(monthsBefore(date, column * months)));
  }
  // Nothing to compare with was asked for: the same month of the year before comes along.
  if (!periods) request.columns.push_back(monthEnd(monthsBefore(date, 12)));
  request.standard_layout = isSet(query, "standardLayout");
  request.basis = isSet(query, "paymentsOnly") ? Basis::cash : Basis::accrual;
  return request;
}

}  // namespace patchbay::sandbox::xero
