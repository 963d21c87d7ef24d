#include "gusto_adapter.hpp"

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

std::string_view textMember(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

std::string fullName(const boost::json::object& employee) {
  std::string name(textMember(employee, "first_name"));
  const auto last = textMember(employee, "last_name");
  if (!name.empty() && !last.empty()) name += ' ';
  return name.append(last);
}

bool isPrimary(const boost::json::object& job) {
  const auto* primary = job.if_contains("primary");
  return primary != nullptr && primary->is_bool() && primary->get_bool();
}

std::string_view primaryTitle(const boost::json::object& employee) {
  const auto* jobs = employee.if_contains("jobs");
  if (jobs == nullptr || !jobs->is_array()) return {};
  for (const auto& job : jobs->get_array()) {
    if (job.is_object() && isPrimary(job.get_object())) {
      return textMember(job.get_object(), "title");
    }
  }
  return {};
}

boost::json::object toEmployee(const boost::json::object& employee) {
  boost::json::object result;
  result["id"] = textMember(employee, "uuid");
  result["name"] = fullName(employee);
  result["title"] = primaryTitle(employee);
  result["department"] = textMember(employee, "department");
  return result;
}

}  // namespace

boost::json::array toEmployees(const boost::json::value& employees) {
  if (!employees.is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto did not list its employees; ask again later");
  }
  boost::json::array result;
  for (const auto& employee : employees.get_array()) {
    if (employee.is_object()) result.push_back(toEmployee(employee.get_object()));
  }
  return result;
}

}  // namespace patchbay
