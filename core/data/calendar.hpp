#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay {

using Day = std::chrono::year_month_day;
using Month = std::chrono::year_month;

/// A closed interval of calendar days: both belong to it.
struct DateRange {
  Day from;
  Day to;

  DateRange(Day first, Day last) : from(first), to(last) {}

  friend bool operator==(const DateRange&, const DateRange&) = default;
};

/// Reads `2026-07-31`; empty when it is anything else, or no day of the calendar.
PATCHBAY_EXPORT std::optional<Day> parseDay(std::string_view text);

/// `2026-07-31`. Such texts sort like the days they name.
PATCHBAY_EXPORT std::string toText(Day day);

inline Month monthOf(Day day) { return day.year() / day.month(); }
inline Day firstDay(Month month) { return month / std::chrono::day(1); }
inline Day lastDay(Month month) { return month / std::chrono::last; }
inline unsigned daysIn(Month month) { return unsigned(lastDay(month).day()); }

/// The day before or after by so many days.
inline Day plusDays(Day day, int days) {
  return std::chrono::sys_days(day) + std::chrono::days(days);
}

/// How many days `range` has; 0 when it ends before it begins.
PATCHBAY_EXPORT int daysIn(const DateRange& range);

/// The days that both have; ends before it begins when there are none.
PATCHBAY_EXPORT DateRange overlap(const DateRange& a, const DateRange& b);

inline DateRange rangeOf(Month month) { return {firstDay(month), lastDay(month)}; }

/// Every month of which `range` has a day, ascending.
PATCHBAY_EXPORT std::vector<Month> monthsOf(const DateRange& range);

/// The day it is in UTC.
inline Day dayOf(TimePoint time) { return std::chrono::floor<std::chrono::days>(time); }

}  // namespace patchbay
