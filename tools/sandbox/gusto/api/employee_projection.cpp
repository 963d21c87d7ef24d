#include "tools/sandbox/gusto/api/employee_projection.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

std::string_view text(const json::object& object, std::string_view member) {
  return object.at(member).get_string();
}

json::object homeAddress(const json::object& person) {
  const std::string uuid = uuidFrom(std::string(text(person, "uuid")) + " home");
  return {{"uuid", uuid},
          {"version", versionFrom(uuid)},
          {"employee_uuid", person.at("uuid")},
          {"street_1", "1 Sample Street"},
          {"street_2", nullptr},
          {"city", "Fort Bramble"},
          {"state", "CO"},
          {"zip", "80500"},
          {"country", "USA"},
          {"active", true}};
}

/// The latest compensation that is not in the future; the first one when all are.
const json::object& currentPay(const json::array& compensations, std::string_view today) {
  const json::object* current = &compensations.at(0).get_object();
  for (const json::value& entry : compensations) {
    const json::object& candidate = entry.get_object();
    if (text(candidate, "effective_date") <= today) current = &candidate;
  }
  return *current;
}

void addPay(json::object& job, const json::array& all, std::string_view today, bool whole_history) {
  const json::object& current = currentPay(all, today);
  job["rate"] = current.at("rate");
  job["payment_unit"] = current.at("payment_unit");
  job["current_compensation_uuid"] = current.at("uuid");
  json::array shown;
  if (whole_history) {
    shown = all;
  } else {
    shown.push_back(current);
  }
  job["compensations"] = std::move(shown);
}

json::object projectJob(const json::object& stored, const EmployeeView& view, bool whole_history) {
  json::object job;
  for (const auto& member : stored) {
    if (member.key() != "compensations") {
      job.insert(member);
    } else if (view.with_pay) {
      addPay(job, member.value().get_array(), view.today, whole_history);
    }
  }
  return job;
}

json::array projectJobs(const json::array& stored, const EmployeeView& view, bool whole_history) {
  json::array jobs;
  for (const json::value& job : stored) {
    jobs.push_back(projectJob(job.get_object(), view, whole_history));
  }
  return jobs;
}

json::array projectTerminations(const json::object& person, std::string_view today) {
  json::array terminations;
  const bool ends = person.at("terminated").get_bool();
  for (const json::value& stored : person.at("terminations").get_array()) {
    json::object termination = stored.get_object();
    const bool past = text(termination, "effective_date") < today;
    termination["active"] = ends && past;
    termination["cancelable"] = ends && !past;
    terminations.push_back(std::move(termination));
  }
  return terminations;
}

}  // namespace

bool hasLeft(const json::object& person, std::string_view today) {
  if (!person.at("terminated").get_bool()) return false;
  const json::array& terminations = person.at("terminations").get_array();
  return text(terminations.back().get_object(), "effective_date") < today;
}

json::object project(const json::object& person, const EmployeeView& view, const Include& include) {
  json::object shown = person;
  shown["jobs"] =
      projectJobs(person.at("jobs").get_array(), view, include.has("all_compensations"));
  shown["terminations"] = projectTerminations(person, view.today);
  if (!include.has("company_name")) shown.stable_erase("company_name");
  if (!include.has("custom_fields")) shown.stable_erase("custom_fields");
  if (include.has("current_home_address")) shown["current_home_address"] = homeAddress(person);
  if (include.has("all_home_addresses")) {
    shown["all_home_addresses"] = json::array{homeAddress(person)};
  }
  return shown;
}

}  // namespace patchbay::sandbox::gusto
