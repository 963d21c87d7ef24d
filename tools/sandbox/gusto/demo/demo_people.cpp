#include <boost/json/value.hpp>

#include "core/base/letter_case.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"
#include "tools/sandbox/gusto/demo/demo_people_rows.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

/// Far enough ahead that a planned change is still planned; the sandbox's clock can be moved there.
constexpr std::string_view kPlannedRaise = "2031-01-01";
constexpr std::string_view kPlannedLastDay = "2031-06-30";
constexpr std::string_view kFormerLastDay = "2024-08-30";
constexpr std::string_view kRehired = "2025-03-03";

struct Place {
  std::string_view company_uuid;
  std::string_view company_name;
};

std::string dollars(int cents) {
  const std::string fraction = std::to_string(100 + cents % 100).substr(1);
  return std::to_string(cents / 100) + "." + fraction;
}

std::string mailOf(const PersonRow& row) {
  return lowerCase(row.first_name) + "." + lowerCase(row.last_name) + "@example.test";
}

json::object compensation(const PersonRow& row, std::string_view employee, std::string_view job,
                          std::string_view title, int cents, std::string_view effective_date) {
  const std::string uuid = uuidFrom(std::string(job) + std::string(effective_date));
  return {{"uuid", uuid},
          {"version", versionFrom(uuid)},
          {"job_uuid", job},
          {"employee_uuid", employee},
          {"rate", dollars(cents)},
          {"payment_unit", row.payment_unit},
          {"flsa_status", row.flsa_status},
          {"effective_date", effective_date},
          {"title", title},
          {"adjust_for_minimum_wage", false},
          {"minimum_wages", json::array{}}};
}

json::array payHistory(const PersonRow& row, std::string_view employee, std::string_view job,
                       std::string_view hired) {
  json::array history;
  if (row.trait == Trait::raised) {
    history.push_back(compensation(row, employee, job, row.title, row.cents * 9 / 10, hired));
    history.push_back(compensation(row, employee, job, row.title, row.cents, "2025-07-01"));
    return history;
  }
  history.push_back(compensation(row, employee, job, row.title, row.cents, hired));
  if (row.trait == Trait::planned_raise) {
    const int raised = row.cents + row.cents / 20;
    history.push_back(compensation(row, employee, job, row.title, raised, kPlannedRaise));
  }
  return history;
}

json::object job(std::string_view employee, std::string_view uuid, std::string_view hired,
                 std::string_view title, bool primary, json::array compensations,
                 std::string_view company) {
  return {{"uuid", uuid},
          {"version", versionFrom(uuid)},
          {"employee_uuid", employee},
          {"hire_date", hired},
          {"title", title},
          {"primary", primary},
          {"compensations", std::move(compensations)},
          {"location_uuid", uuidFrom(std::string(company) + " location")},
          {"two_percent_shareholder", false},
          {"state_wc_covered", nullptr},
          {"state_wc_class_code", nullptr}};
}

json::array jobsOf(const PersonRow& row, std::string_view employee, std::string_view company) {
  json::array jobs;
  if (row.trait == Trait::onboarding) return jobs;
  const std::string_view hired = row.trait == Trait::rehired ? kRehired : row.hired;
  const std::string first = uuidFrom(std::string(employee) + " job");
  jobs.push_back(job(employee, first, hired, row.title, true,
                     payHistory(row, employee, first, hired), company));
  if (row.trait == Trait::second_job) {
    const std::string second = uuidFrom(std::string(employee) + " second job");
    json::array pay{compensation(row, employee, second, "Weekend Driver", 1'975, "2024-05-04")};
    jobs.push_back(
        job(employee, second, "2024-05-04", "Weekend Driver", false, std::move(pay), company));
  }
  return jobs;
}

json::array terminationsOf(const PersonRow& row, std::string_view employee) {
  const bool former = row.trait == Trait::terminated || row.trait == Trait::rehired;
  if (!former && row.trait != Trait::leaving) return {};
  const std::string uuid = uuidFrom(std::string(employee) + " termination");
  json::object termination{{"uuid", uuid},
                           {"version", versionFrom(uuid)},
                           {"employee_uuid", employee},
                           {"active", false},
                           {"cancelable", false},
                           {"effective_date", former ? kFormerLastDay : kPlannedLastDay},
                           {"run_termination_payroll", false}};
  json::array terminations;
  terminations.push_back(std::move(termination));
  return terminations;
}

json::array timeOffOf(const PersonRow& row, std::string_view company) {
  json::array policies;
  if (row.employment_status != "full_time") return policies;
  policies.push_back(json::object{{"name", "Vacation Hours"},
                                  {"policy_name", "Everybody's holiday"},
                                  {"policy_uuid", uuidFrom(std::string(company) + " holiday")},
                                  {"accrual_unit", "Hour"},
                                  {"accrual_rate", "120.0"},
                                  {"accrual_method", "per_pay_period"},
                                  {"accrual_period", "Year"},
                                  {"accrual_balance", "40.0"},
                                  {"maximum_accrual_balance", "160.0"},
                                  {"paid_at_termination", true}});
  return policies;
}

json::value textOrNull(std::string_view text) {
  return text.empty() ? json::value() : json::value(text);
}

json::object person(const PersonRow& row, const Place& place) {
  const std::string uuid = uuidFrom(std::string(place.company_uuid) + mailOf(row));
  const bool onboarded = row.trait != Trait::onboarding;
  const bool ends = row.trait == Trait::terminated || row.trait == Trait::leaving;
  json::object document{{"uuid", uuid},
                        {"version", versionFrom(uuid)},
                        {"first_name", row.first_name},
                        {"last_name", row.last_name},
                        {"middle_initial", nullptr},
                        {"preferred_first_name", nullptr},
                        {"email", mailOf(row)},
                        {"work_email", nullptr},
                        {"phone", nullptr},
                        {"date_of_birth", "1988-04-17"},
                        {"company_uuid", place.company_uuid},
                        {"company_name", place.company_name},
                        {"manager_uuid", nullptr},
                        {"department", textOrNull(row.department)}};
  document["department_uuid"] =
      row.department.empty()
          ? json::value()
          : json::value(uuidFrom(std::string(place.company_uuid) + std::string(row.department)));
  document["title"] = textOrNull(row.title);
  document["hired_at"] = textOrNull(onboarded ? row.hired : "");
  document["employee_code"] = uuid.substr(0, 6);
  document["flsa_status"] = textOrNull(onboarded ? row.flsa_status : "");
  document["historical"] = false;
  document["terminated"] = ends;
  document["onboarded"] = onboarded;
  document["onboarding_status"] =
      onboarded ? "onboarding_completed" : "self_onboarding_invited_started";
  document["current_employment_status"] = textOrNull(onboarded ? row.employment_status : "");
  document["jobs"] = jobsOf(row, uuid, place.company_uuid);
  document["terminations"] = terminationsOf(row, uuid);
  document["eligible_paid_time_off"] = timeOffOf(row, place.company_uuid);
  document["garnishments"] = json::array{};
  document["custom_fields"] = json::array{};
  document["payment_method"] = row.payment_unit == "Hour" ? "Direct Deposit" : "Check";
  document["has_ssn"] = onboarded;
  document["ssn"] = "";
  document["hidden_ssn"] = onboarded ? "XXX-XX-0000" : "";
  document["two_percent_shareholder"] = row.trait == Trait::owner;
  return document;
}

}  // namespace

std::vector<json::object> makeDemoPeople(std::string_view company_uuid,
                                         std::string_view company_name) {
  std::vector<json::object> people;
  for (const PersonRow& row : demoPeopleRows()) {
    if (row.company == company_name) people.push_back(person(row, {company_uuid, company_name}));
  }
  return people;
}

}  // namespace patchbay::sandbox::gusto
