#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/export.hpp"
#include "core/data/calendar.hpp"
#include "core/data/data_warning.hpp"
#include "core/data/decimal.hpp"

namespace patchbay {

/// What a rate of pay is for.
enum class PayUnit {
  hour,
  week,
  month,
  year,
  other,  ///< no time, so no monthly pay follows from it: per paycheck, by commission
};

/// What a job pays from one day on, until the next entry of its history. Plain data.
struct Compensation {
  Day effective_from;
  std::optional<Decimal> rate;  ///< empty: not told, which is never the same as zero
  PayUnit unit = PayUnit::other;

  Compensation() = default;
};

/// One job of a person; several may run at once. Plain data.
struct Job {
  std::string id;  ///< the provider's
  std::string title;
  bool is_primary = false;
  std::optional<Day> from;                  ///< empty: as long as the person is employed
  std::optional<Day> to;                    ///< last day; empty: until further notice
  std::vector<Compensation> compensations;  ///< the history, in any order, planned raises included

  Job() = default;
};

/// From the first to the last day of work; several after a rehire. Plain data.
struct Employment {
  Day from;
  std::optional<Day> to;  ///< empty: until further notice

  Employment(Day first, std::optional<Day> last) : from(first), to(last) {}

  friend bool operator==(const Employment&, const Employment&) = default;
};

/// How many hours a week a person paid by the hour is taken to work.
struct HoursAssumption {
  Decimal per_week;          ///< at most two decimals
  bool is_estimate = false;  ///< the provider names no hours for such people; we guessed

  HoursAssumption() = default;
  HoursAssumption(Decimal hours, bool estimated) : per_week(hours), is_estimate(estimated) {}
};

/// One person on a payroll. Plain data, as the provider tells it; what follows from it is computed
/// (`payroll_cost.hpp`).
struct Employee {
  std::string id;  ///< the provider's, the same at every call
  std::string name;
  std::string department;
  std::vector<Employment> employments;  ///< in any order
  std::vector<Job> jobs;                ///< may be empty
  HoursAssumption hours;

  Employee() = default;
};

/// People and what they cost (`API_TYPE=payroll`).
struct PayrollData {
  std::vector<Employee> employees;  ///< in the provider's order, each id once
  std::string currency;             ///< ISO 4217; empty when unknown
  DateRange range;                  ///< the costs are of its months
  Day today;                        ///< where the company is
  std::vector<DataWarning> warnings;

  PayrollData(DateRange asked_for, Day local_today) : range(asked_for), today(local_today) {}
};

/// What the employees of a month cost together.
struct MonthlyCost {
  Decimal total;    ///< of those whose pay is known
  int people = 0;   ///< employed on some day of the month
  int unknown = 0;  ///< how many of them are not in `total`, because their pay is unknown

  MonthlyCost() = default;
};

/// By month, for every month of `PayrollData::range`.
PATCHBAY_EXPORT std::map<Month, MonthlyCost> monthlyCosts(const PayrollData& payroll);

/// The people one by one, and what they cost a month:
/// `{"currency":"USD","employees":[{"id","name","department","title","start_date","end_date",
/// "monthly_salary","hours_assumption","employments","jobs"}],"monthly_cost":{"2026-07-31":
/// {"total","people","unknown"}},"partial":[...],"warnings":[...]}`. Amounts are decimal texts,
/// null where unknown; `partial` lists the months that are not over and so are as planned.
PATCHBAY_EXPORT boost::json::object toJson(const PayrollData& payroll);

}  // namespace patchbay
