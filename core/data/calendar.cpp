#include "core/data/calendar.hpp"

#include <algorithm>
#include <cstdio>

namespace patchbay {
namespace {

std::optional<unsigned> parseDigits(std::string_view text) {
  unsigned number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  return number;
}

}  // namespace

std::optional<Day> parseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parseDigits(text.substr(0, 4));
  const auto month = parseDigits(text.substr(5, 2));
  const auto day = parseDigits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const Day parsed(std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                   std::chrono::day(*day));
  if (!parsed.ok()) return std::nullopt;
  return parsed;
}

std::string toText(Day day) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(day.year()), unsigned(day.month()),
                unsigned(day.day()));
  return text;
}

int daysIn(const DateRange& range) {
  const auto days = std::chrono::sys_days(range.to) - std::chrono::sys_days(range.from);
  return std::max(0, static_cast<int>(days.count()) + 1);
}

DateRange overlap(const DateRange& a, const DateRange& b) {
  return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

std::vector<Month> monthsOf(const DateRange& range) {
  std::vector<Month> months;
  if (range.to < range.from) return months;
  const Month last = monthOf(range.to);
  for (Month month = monthOf(range.from); month <= last; month += std::chrono::months(1)) {
    months.push_back(month);
  }
  return months;
}

}  // namespace patchbay
