#include "gusto_employment.hpp"

#include <algorithm>
#include <string>

namespace patchbay {
namespace {

void order(std::vector<Day>& days) {
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

/// The first start that is later than `after`; empty when there is none.
std::optional<Day> startAfter(const std::vector<Day>& starts, std::optional<Day> after) {
  const auto found =
      after ? std::upper_bound(starts.begin(), starts.end(), *after) : starts.begin();
  if (found == starts.end()) return std::nullopt;
  return *found;
}

/// The first day of the employment that ended on `last_day`.
std::optional<Day> startOf(const GustoDates& dates, std::optional<Day> previous, Day last_day,
                           GustoEmployments& result, const std::string& subject) {
  const auto start = startAfter(dates.starts, previous);
  if (start && *start <= last_day) return start;
  const bool is_paid_then = dates.first_paid && *dates.first_paid <= last_day &&
                            (!previous || *dates.first_paid > *previous);
  result.warnings.emplace_back(
      "employment_start_unknown",
      "Gusto tells when an employment ended, but not when it began" +
          std::string(is_paid_then ? "; it is counted from the first pay that is known."
                                   : ", so it is left out."),
      subject);
  return is_paid_then ? dates.first_paid : std::nullopt;
}

void addWarnings(const GustoDates& dates, Day today, GustoEmployments& result,
                 const std::string& subject) {
  if (dates.has_unreadable_start || dates.has_unreadable_end) {
    result.warnings.emplace_back(
        "unreadable_date", "Gusto sent a hire or termination date that cannot be read.", subject);
  }
  const bool is_open = !result.intervals.empty() && !result.intervals.back().to;
  const bool misses_end = is_open && (dates.is_terminated || dates.has_unreadable_end);
  if (misses_end) {
    result.is_end_unknown = true;
    result.warnings.emplace_back("end_date_unknown",
                                 "Gusto says that this employment ends, but not when, so what it "
                                 "costs is unknown.",
                                 subject);
  }
  const bool has_left = !result.intervals.empty() && result.intervals.back().to &&
                        *result.intervals.back().to < today;
  if (has_left && !dates.is_terminated) {
    result.warnings.emplace_back("rehire_date_unknown",
                                 "Gusto says that this person works there, but names no day of "
                                 "hire after the last termination.",
                                 subject);
  }
  if (result.intervals.empty()) {
    result.warnings.emplace_back("start_date_unknown",
                                 "Gusto names no day of hire yet, so this person is left out.",
                                 subject);
  }
}

}  // namespace

GustoEmployments toEmployments(GustoDates dates, Day today, const std::string& subject) {
  order(dates.starts);
  order(dates.last_days);
  GustoEmployments result;
  std::optional<Day> previous;
  for (const Day last_day : dates.last_days) {
    const auto start = startOf(dates, previous, last_day, result, subject);
    if (start) result.intervals.emplace_back(*start, last_day);
    previous = last_day;
  }
  const auto open = startAfter(dates.starts, previous);
  if (open) result.intervals.emplace_back(*open, std::nullopt);
  addWarnings(dates, today, result, subject);
  return result;
}

}  // namespace patchbay
