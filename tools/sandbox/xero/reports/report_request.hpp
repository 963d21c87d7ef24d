#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/sandbox/xero/reports/calendar.hpp"

namespace patchbay::sandbox::xero {

using Query = std::vector<std::pair<std::string, std::string>>;

/// What a profit and loss is asked for.
struct ProfitAndLossRequest {
  std::vector<Span> columns;  ///< newest first: the span asked for, then each one moved back
  bool standard_layout = false;
  Basis basis = Basis::accrual;
};

/// What a balance sheet is asked for.
struct BalanceSheetRequest {
  std::vector<Day> columns;  ///< month ends, newest first
  bool standard_layout = false;
  Basis basis = Basis::accrual;
};

/// @throws ValidationRefusal for what Xero does not accept: a span of more than 365 days, more than
///         11 further periods, something that is no date, number or timeframe.
ProfitAndLossRequest readProfitAndLoss(const Query& query, Day today);
BalanceSheetRequest readBalanceSheet(const Query& query, Day today);

}  // namespace patchbay::sandbox::xero
