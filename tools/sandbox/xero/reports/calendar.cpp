#include "tools/sandbox/xero/reports/calendar.hpp"

#include <algorithm>
#include <array>

#include "core/data/calendar.hpp"

namespace patchbay::sandbox::xero {
namespace {

using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

std::string_view monthName(year_month_day day) {
  return kMonths[static_cast<unsigned>(day.month()) - 1];
}

std::string dayNumber(year_month_day day) {
  return std::to_string(static_cast<unsigned>(day.day()));
}

std::string yearNumber(year_month_day day) { return std::to_string(static_cast<int>(day.year())); }

year_month monthOf(Day day) {
  const year_month_day date(day);
  return date.year() / date.month();
}

}  // namespace

std::optional<Day> parseDay(std::string_view text) {
  const auto day = patchbay::parseDay(text);
  if (!day) return std::nullopt;
  return Day(*day);
}

std::string isoDay(Day day) { return toText(year_month_day(day)); }

std::string shortDay(Day day) {
  std::string text = mediumDay(day);
  return text.erase(text.size() - 4, 2);
}

std::string mediumDay(Day day) {
  const year_month_day date(day);
  return dayNumber(date) + " " + std::string(monthName(date).substr(0, 3)) + " " + yearNumber(date);
}

std::string longDay(Day day) {
  const year_month_day date(day);
  return dayNumber(date) + " " + std::string(monthName(date)) + " " + yearNumber(date);
}

Day dayOf(TimePoint time) { return std::chrono::floor<std::chrono::days>(time); }

Day monthBegin(Day day) { return monthOf(day) / 1; }

Day monthEnd(Day day) { return monthOf(day) / std::chrono::last; }

Day monthsBefore(Day day, int months) {
  const year_month month = monthOf(day) - std::chrono::months(months);
  const year_month_day last(Day(month / std::chrono::last));
  return month / std::min(year_month_day(day).day(), last.day());
}

}  // namespace patchbay::sandbox::xero
