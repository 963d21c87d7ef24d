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

/// First and last day as numbers, because days are counted for every person and month.
struct Days {
  int from;
  int to;

  int count() const { return to < from ? 0 : to - from + 1; }
};

int numberOf(Day day) {
  return static_cast<int>(std::chrono::sys_days(day).time_since_epoch().count());
}

Days daysOf(const std::optional<Day>& from, const std::optional<Day>& to) {
  return {numberOf(from.value_or(kEver)), numberOf(to.value_or(kNever))};
}

Days daysOf(Month month) { return {numberOf(firstDay(month)), numberOf(lastDay(month))}; }

Days overlap(const Days& a, const Days& b) {
  return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

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

std::optional<Decimal> toCents(const DaySum& sum, int days) {
  if (!sum.is_known) return std::nullopt;
  return Decimal::fromQuotient(sum.yearly_pay, kPerMonth * days, kCents);
}

/// One job, its pay in order.
class PaidJob {
 public:
  PaidJob(const Job& job, const HoursAssumption& hours) : held_(daysOf(job.from, job.to)) {
    const auto history = inOrder(job.compensations);
    for (auto entry = history.begin(); entry != history.end(); ++entry) {
      const auto next = std::next(entry);
      const int until = next == history.end() ? held_.to : numberOf(next->effective_from) - 1;
      const Days in_force = overlap({numberOf(entry->effective_from), until}, held_);
      const auto pay = yearlyPay(*entry, hours);
      if (pay && in_force.count() > 0) paid_.push_back({in_force, *pay});
    }
  }

  const Days& held() const { return held_; }

  void addTo(DaySum& sum, const Days& employed) const {
    int unpaid = overlap(held_, employed).count();
    for (const auto& [in_force, pay] : paid_) {
      const int days = overlap(in_force, employed).count();
      sum.yearly_pay += pay * days;
      unpaid -= days;
    }
    if (unpaid > 0) sum.is_known = false;
  }

 private:
  struct Paid {
    Days in_force;
    Int128 yearly_pay;
  };
  Days held_;
  std::vector<Paid> paid_;
};

/// One person with everything in order, for any number of months.
class PaidPerson {
 public:
  explicit PaidPerson(const Employee& employee) {
    std::vector<Employment> held;
    for (const auto& [from, to] : inOrder(employee.employments)) {
      employed_.push_back(daysOf(from, to));
    }
    for (const Job& job : employee.jobs) {
      jobs_.emplace_back(job, employee.hours);
      held.emplace_back(job.from.value_or(kEver), job.to);
    }
    for (const auto& [from, to] : inOrder(std::move(held))) held_.push_back(daysOf(from, to));
  }

  bool isEmployedIn(const Days& days) const {
    return std::any_of(employed_.begin(), employed_.end(), [&days](const Days& interval) {
      return overlap(interval, days).count() > 0;
    });
  }

  /// A day without any job is a day whose pay is unknown.
  DaySum sumOf(const Days& days) const {
    DaySum sum;
    for (const Days& interval : employed_) {
      const Days employed = overlap(interval, days);
      if (employed.count() == 0) continue;
      int covered = 0;
      for (const Days& held : held_) covered += overlap(held, employed).count();
      if (covered < employed.count()) sum.is_known = false;
      for (const PaidJob& job : jobs_) job.addTo(sum, employed);
    }
    return sum;
  }

 private:
  std::vector<Days> employed_;  ///< apart from each other
  std::vector<Days> held_;      ///< when there is any job; apart from each other
  std::vector<PaidJob> jobs_;
};

void addTo(MonthlyCost& cost, const PaidPerson& person, Month month) {
  const Days days = daysOf(month);
  if (!person.isEmployedIn(days)) return;
  ++cost.people;
  const auto amount = toCents(person.sumOf(days), days.count());
  if (amount) {
    cost.total += *amount;
  } else {
    ++cost.unknown;
  }
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
    if (next.to && *next.to < next.from) continue;
    const bool follows =
        !ordered.empty() && (!ordered.back().to || next.from <= plusDays(*ordered.back().to, 1));
    if (!follows) {
      ordered.push_back(next);
    } else if (ordered.back().to && (!next.to || *ordered.back().to < *next.to)) {
      ordered.back().to = next.to;
    }
  }
  return ordered;
}

std::optional<Decimal> costOf(const Employee& employee, Month month) {
  const Days days = daysOf(month);
  return toCents(PaidPerson(employee).sumOf(days), days.count());
}

bool isEmployedIn(const Employee& employee, Month month) {
  return PaidPerson(employee).isEmployedIn(daysOf(month));
}

std::map<Month, MonthlyCost> monthlyCosts(const PayrollData& payroll) {
  std::map<Month, MonthlyCost> costs;
  for (const Month month : monthsOf(payroll.range)) costs.try_emplace(month);
  for (const Employee& employee : payroll.employees) {
    const PaidPerson person(employee);
    for (auto& [month, cost] : costs) addTo(cost, person, month);
  }
  return costs;
}

std::optional<Decimal> monthlySalary(const Employee& employee, Day today) {
  const auto intervals = inOrder(employee.employments);
  if (intervals.empty()) return std::nullopt;
  // The last interval that has begun, or the first of all.
  auto current = std::find_if(intervals.rbegin(), intervals.rend(),
                              [today](const auto& interval) { return interval.from <= today; });
  const Employment& interval = current == intervals.rend() ? intervals.front() : *current;
  const int day = numberOf(std::clamp(today, interval.from, interval.to.value_or(kNever)));
  return toCents(PaidPerson(employee).sumOf({day, day}), 1);
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
