#include "core/data/payroll_cost.hpp"

#include <algorithm>

namespace patchbay {
namespace {

constexpr Int128 kMonthsPerYear = 12;
constexpr Int128 kWeeksPerYear = 52;
// Hours a week are counted in hundredths, so that the sum below stays one of whole numbers.
constexpr Int128 kHundredths = 100;
// What amounts for a year, in hundredths of billionths, is divided by to give a month's billionths.
constexpr Int128 kPerMonth = kMonthsPerYear * kHundredths;
constexpr int kCents = 2;

constexpr Day kEver = std::chrono::year(0) / 1 / 1;
constexpr Day kNever = std::chrono::year(9999) / 12 / 31;

DateRange rangeOf(const Employment& employment) {
  return {employment.from, employment.to.value_or(kNever)};
}

DateRange rangeOf(const Job& job) { return {job.from.value_or(kEver), job.to.value_or(kNever)}; }

/// A year's pay, in hundredths of billionths; empty when unknown.
std::optional<Int128> yearlyPay(const Compensation& compensation, const HoursAssumption& hours) {
  if (!compensation.rate) return std::nullopt;
  const Int128 rate = compensation.rate->units();
  switch (compensation.unit) {
    case PayUnit::hour:
      return rate * (hours.per_week.units() / (Decimal::kUnitsPerOne / kHundredths)) *
             kWeeksPerYear;
    case PayUnit::week:
      return rate * kWeeksPerYear * kHundredths;
    case PayUnit::month:
      return rate * kMonthsPerYear * kHundredths;
    case PayUnit::year:
      return rate * kHundredths;
    case PayUnit::other:
      break;
  }
  return std::nullopt;
}

/// What is summed up over the days of a month: for each of them a year's pay.
struct DaySum {
  Int128 yearly_pay = 0;
  bool is_known = true;
};

/// Adds the days of `range` on which the job is held.
void addJob(const Job& job, const HoursAssumption& hours, const DateRange& range, DaySum& sum) {
  const DateRange held = overlap(rangeOf(job), range);
  int unpaid = daysIn(held);
  if (unpaid == 0) return;
  const auto history = inOrder(job.compensations);
  for (auto entry = history.begin(); entry != history.end(); ++entry) {
    const auto next = std::next(entry);
    const Day until = next == history.end() ? kNever : plusDays(next->effective_from, -1);
    const int days = daysIn(overlap({entry->effective_from, until}, held));
    const auto pay = yearlyPay(*entry, hours);
    if (days == 0 || !pay) continue;
    sum.yearly_pay += *pay * days;
    unpaid -= days;
  }
  if (unpaid > 0) sum.is_known = false;
}

/// How many days of `range` no job covers, when there are jobs that begin or end.
bool hasDayWithoutJob(const Employee& employee, const DateRange& range) {
  std::vector<Employment> held;
  for (const Job& job : employee.jobs) {
    const DateRange part = overlap(rangeOf(job), range);
    if (daysIn(part) > 0) held.emplace_back(part.from, part.to);
  }
  int covered = 0;
  for (const Employment& part : inOrder(std::move(held))) covered += daysIn(rangeOf(part));
  return covered < daysIn(range);
}

/// The days of `range` on which the person is employed.
DaySum sumDays(const Employee& employee, const DateRange& range) {
  DaySum sum;
  for (const Employment& employment : inOrder(employee.employments)) {
    const DateRange employed = overlap(rangeOf(employment), range);
    if (daysIn(employed) == 0) continue;
    for (const Job& job : employee.jobs) addJob(job, employee.hours, employed, sum);
    if (hasDayWithoutJob(employee, employed)) sum.is_known = false;
  }
  return sum;
}

std::optional<Decimal> toCents(const DaySum& sum, unsigned days) {
  if (!sum.is_known) return std::nullopt;
  return Decimal::fromQuotient(sum.yearly_pay, kPerMonth * days, kCents);
}

}  // namespace

std::vector<Compensation> inOrder(const std::vector<Compensation>& history) {
  std::vector<Compensation> ordered;
  ordered.reserve(history.size());
  for (const Compensation& entry : history) {
    const auto place = std::upper_bound(
        ordered.begin(), ordered.end(), entry,
        [](const auto& a, const auto& b) { return a.effective_from < b.effective_from; });
    ordered.insert(place, entry);
  }
  return ordered;
}

std::vector<Employment> inOrder(std::vector<Employment> employments) {
  std::sort(employments.begin(), employments.end(),
            [](const auto& a, const auto& b) { return a.from < b.from; });
  std::vector<Employment> ordered;
  for (const Employment& next : employments) {
    const DateRange range = rangeOf(next);
    if (range.to < range.from) continue;
    if (ordered.empty() || (ordered.back().to && plusDays(*ordered.back().to, 1) < next.from)) {
      ordered.push_back(next);
    } else if (ordered.back().to && rangeOf(ordered.back()).to < range.to) {
      ordered.back().to = next.to;
    }
  }
  return ordered;
}

std::optional<Decimal> costOf(const Employee& employee, Month month) {
  return toCents(sumDays(employee, rangeOf(month)), daysIn(month));
}

bool isEmployedIn(const Employee& employee, Month month) {
  return std::any_of(employee.employments.begin(), employee.employments.end(),
                     [month](const Employment& employment) {
                       return daysIn(overlap(rangeOf(employment), rangeOf(month))) > 0;
                     });
}

std::optional<Decimal> monthlySalary(const Employee& employee, Day today) {
  const auto intervals = inOrder(employee.employments);
  if (intervals.empty()) return std::nullopt;
  // The last interval that has begun, or the first of all.
  auto current = std::find_if(intervals.rbegin(), intervals.rend(),
                              [today](const auto& interval) { return interval.from <= today; });
  const Employment& interval = current == intervals.rend() ? intervals.front() : *current;
  const DateRange range = rangeOf(interval);
  const Day day = std::clamp(today, range.from, range.to);
  return toCents(sumDays(employee, {day, day}), 1);
}

std::optional<Day> startDate(const Employee& employee) {
  const auto intervals = inOrder(employee.employments);
  if (intervals.empty()) return std::nullopt;
  return intervals.front().from;
}

std::optional<Day> endDate(const Employee& employee) {
  const auto intervals = inOrder(employee.employments);
  return intervals.empty() ? std::nullopt : intervals.back().to;
}

std::string titleOf(const Employee& employee) {
  std::string title;
  for (const Job& job : employee.jobs) {
    if (job.is_primary && !job.title.empty()) return job.title;
    if (title.empty()) title = job.title;
  }
  return title;
}

}  // namespace patchbay
