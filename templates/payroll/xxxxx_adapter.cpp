#include "xxxxx_adapter.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

/// Empty when the member is missing or no text.
std::string textMember(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

std::optional<Day> dayMember(const boost::json::object& object, const char* name) {
  return parseDay(textMember(object, name));
}

/// XxXxX knows one job a person, paid by the month since its first day.
Job readJob(const boost::json::object& person, Day hired_on) {
  Compensation pay;
  pay.effective_from = hired_on;
  if (const auto* salary = person.if_contains("monthly_salary")) pay.rate = Decimal::read(*salary);
  pay.unit = PayUnit::month;
  Job job;
  job.title = textMember(person, "position");
  job.is_primary = true;
  job.compensations.push_back(pay);
  return job;
}

Employee readEmployee(const boost::json::object& person, Day hired_on) {
  Employee employee;
  employee.id = textMember(person, "id");
  employee.name = textMember(person, "full_name");
  employee.employments.emplace_back(hired_on, dayMember(person, "left_on"));
  employee.jobs.push_back(readJob(person, hired_on));
  return employee;
}

bool isEmployedWithin(const Employment& employment, const DateRange& range) {
  return employment.from <= range.to && employment.to.value_or(range.from) >= range.from;
}

void readPerson(const boost::json::value& person, PayrollData& payroll) {
  const auto* object = person.if_object();
  const auto hired_on = object != nullptr ? dayMember(*object, "hired_on") : std::nullopt;
  if (!hired_on) {
    payroll.warnings.emplace_back("unreadable_employee",
                                  "XxXxX listed somebody without a first day, who was left out.",
                                  object != nullptr ? textMember(*object, "id") : "");
    return;
  }
  Employee employee = readEmployee(*object, *hired_on);
  if (!isEmployedWithin(employee.employments.front(), payroll.range)) return;
  if (!employee.jobs.front().compensations.front().rate) {
    payroll.warnings.emplace_back("salary_unknown", "XxXxX does not tell what this person is paid.",
                                  employee.id);
  }
  payroll.employees.push_back(std::move(employee));
}

}  // namespace

PayrollData toPayroll(const boost::json::value& employees, DateRange range, Day today) {
  if (!employees.is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "XxXxX did not list its employees; ask again later");
  }
  PayrollData payroll(range, today);
  payroll.currency = "EUR";
  for (const auto& person : employees.get_array()) readPerson(person, payroll);
  return payroll;
}

XxXxXAdapter::XxXxXAdapter(GetJson get_json) : get_json_(std::move(get_json)) {}

awaitable<NormalisedData> XxXxXAdapter::getData(DataRequest request) {
  std::string path = "/employees";
  auto answer = co_await get_json_(std::move(request.access), std::move(path));
  co_return NormalisedData(toPayroll(answer, request.range, request.today));
}

}  // namespace patchbay
