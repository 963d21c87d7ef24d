#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "tools/sandbox/xero/demo/ledger.hpp"

namespace patchbay::sandbox::xero {

/// First and last day, both included.
struct Span {
  Day from;
  Day to;
};

/// Strictly `YYYY-MM-DD`, and a day that exists.
std::optional<Day> parseDay(std::string_view text);
/// `2026-07-31`.
std::string isoDay(Day day);
/// `31 Jul 26`: how profit and loss heads a column.
std::string shortDay(Day day);
/// `31 Jul 2026`: how the balance sheet does.
std::string mediumDay(Day day);
/// `31 July 2026`.
std::string longDay(Day day);

Day dayOf(TimePoint time);
Day monthBegin(Day day);
Day monthEnd(Day day);
/// The same day of an earlier month, or that month's last one where it is shorter.
Day monthsBefore(Day day, int months);

}  // namespace patchbay::sandbox::xero
