#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/data/calendar.hpp"
#include "core/data/decimal.hpp"

namespace patchbay::host::web {

/// One bar of a chart.
struct MonthBar {
  Month month;
  std::optional<Decimal> value;  ///< empty: unknown, which is drawn as a dash
  bool is_partial = false;       ///< drawn pale: the month is not over

  MonthBar(Month of, std::optional<Decimal> amount, bool partial)
      : month(of), value(amount), is_partial(partial) {}
};

/// A bar chart as SVG, months from left to right, values below zero downwards. Each bar carries its
/// month and amount as text for the pointer; the caption says what the bars reach. Everything else
/// reads the figures in the table that belongs beside it.
/// @param title  what it shows, e.g. `Net Profit`.
std::string monthChart(const std::string& title, const std::vector<MonthBar>& bars);

}  // namespace patchbay::host::web
