#include "core/data/calendar.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

std::string reread(std::string_view text) {
  const auto day = parseDay(text);
  return day ? toText(*day) : "refused";
}

DateRange range(const char* from, const char* to) {
  return {parseDay(from).value(), parseDay(to).value()};
}

// X16: the documented example of the older design named a month 31.
TEST(Day, IsReadOnlyWhereTheCalendarHasIt) {
  EXPECT_EQ(reread("2024-02-29"), "2024-02-29");
  for (const char* text :
       {"2020-31-01", "2023-02-29", "2026-04-31", "2026-00-01", "2026-01-00", "2026-1-01",
        "20260101", "2026-01-01T00:00:00", "26-01-01", "", "today", "2026/01/01", "-026-01-01"}) {
    EXPECT_EQ(reread(text), "refused") << text;
  }
}

TEST(DateRange, HasTheMonthsOfWhichItHasADay) {
  std::vector<std::string> ends;
  for (const Month month : monthsOf(range("2023-12-31", "2024-03-01"))) {
    ends.push_back(toText(lastDay(month)));
  }
  EXPECT_EQ(ends,
            (std::vector<std::string>{"2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"}));
  EXPECT_TRUE(monthsOf(range("2024-03-02", "2024-03-01")).empty());
}

TEST(DateRange, CountsBothOfItsEnds) {
  EXPECT_EQ(daysIn(range("2024-02-28", "2024-03-01")), 3);
  EXPECT_EQ(daysIn(range("2024-03-01", "2024-03-01")), 1);
  EXPECT_EQ(daysIn(range("2024-03-02", "2024-03-01")), 0);
  EXPECT_EQ(overlap(range("2024-01-10", "2024-02-10"), range("2024-02-01", "2024-03-01")),
            range("2024-02-01", "2024-02-10"));
}

TEST(DayOf, IsTheDayInUtc) {
  EXPECT_EQ(toText(dayOf(TimePoint(Seconds(1'767'225'599)))), "2025-12-31");
  EXPECT_EQ(toText(dayOf(TimePoint(Seconds(1'767'225'600)))), "2026-01-01");
}

}  // namespace
}  // namespace patchbay
