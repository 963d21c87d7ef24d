#include "core/data/payroll.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string_view>

#include "core/data/payroll_cost.hpp"

namespace patchbay {
namespace {

namespace json = boost::json;

std::string_view name(PayUnit unit) {
  switch (unit) {
    case PayUnit::hour:
      return "hour";
    case PayUnit::week:
      return "week";
    case PayUnit::month:
      return "month";
    case PayUnit::year:
      return "year";
    case PayUnit::other:
      break;
  }
  return "other";
}

json::value describe(const std::optional<Decimal>& amount) {
  return amount ? json::value(amount->text()) : json::value();
}

json::value describe(const std::optional<Day>& day) {
  return day ? json::value(toText(*day)) : json::value();
}

json::array describe(const std::vector<Compensation>& history) {
  json::array list;
  for (const Compensation& compensation : inOrder(history)) {
    json::object described;
    described["effective_from"] = toText(compensation.effective_from);
    described["rate"] = describe(compensation.rate);
    described["unit"] = json::string_view(name(compensation.unit));
    list.push_back(std::move(described));
  }
  return list;
}

json::array describe(const std::vector<Job>& jobs) {
  json::array list;
  for (const Job& job : jobs) {
    json::object described;
    described["id"] = job.id;
    described["title"] = job.title;
    described["primary"] = job.is_primary;
    described["from"] = describe(job.from);
    described["to"] = describe(job.to);
    described["compensations"] = describe(job.compensations);
    list.push_back(std::move(described));
  }
  return list;
}

json::array describe(const std::vector<Employment>& employments) {
  json::array list;
  for (const Employment& employment : employments) {
    json::object described;
    described["from"] = toText(employment.from);
    described["to"] = describe(employment.to);
    list.push_back(std::move(described));
  }
  return list;
}

bool isPaidByTheHour(const Employee& employee) {
  return std::any_of(employee.jobs.begin(), employee.jobs.end(), [](const Job& job) {
    return std::any_of(job.compensations.begin(), job.compensations.end(),
                       [](const auto& entry) { return entry.unit == PayUnit::hour; });
  });
}

/// Null for who is not paid by the hour: nothing was assumed.
json::value describeHours(const Employee& employee) {
  if (!isPaidByTheHour(employee)) return nullptr;
  json::object described;
  described["hours_per_week"] = employee.hours.per_week.text();
  described["estimate"] = employee.hours.is_estimate;
  return described;
}

json::object describe(const Employee& employee, Day today) {
  json::object described;
  described["id"] = employee.id;
  described["name"] = employee.name;
  described["department"] = employee.department;
  described["title"] = titleOf(employee);
  described["start_date"] = describe(startDate(employee));
  described["end_date"] = describe(endDate(employee));
  described["monthly_salary"] = describe(monthlySalary(employee, today));
  described["hours_assumption"] = describeHours(employee);
  described["employments"] = describe(inOrder(employee.employments));
  described["jobs"] = describe(employee.jobs);
  return described;
}

/// Null where people are employed and nothing is known of what any of them costs.
json::value describeTotal(const MonthlyCost& cost) {
  const bool is_unknown = cost.people > 0 && cost.unknown == cost.people;
  return is_unknown ? json::value() : json::value(cost.total.text());
}

}  // namespace

json::object toJson(const PayrollData& payroll) {
  json::array employees;
  employees.reserve(payroll.employees.size());
  for (const Employee& employee : payroll.employees) {
    employees.push_back(describe(employee, payroll.today));
  }
  json::object monthly_cost;
  json::array partial;
  for (const auto& [month, cost] : monthlyCosts(payroll)) {
    const std::string date = toText(lastDay(month));
    json::object described;
    described["total"] = describeTotal(cost);
    described["people"] = cost.people;
    described["unknown"] = cost.unknown;
    monthly_cost[date] = std::move(described);
    if (lastDay(month) >= payroll.today) partial.push_back(json::value(date));
  }
  json::object result;
  result["currency"] = payroll.currency.empty() ? json::value() : json::value(payroll.currency);
  result["employees"] = std::move(employees);
  result["monthly_cost"] = std::move(monthly_cost);
  result["partial"] = std::move(partial);
  result["warnings"] = toJson(payroll.warnings);
  return result;
}

}  // namespace patchbay
