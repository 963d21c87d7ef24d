#include "gusto_adapter.hpp"

#include <boost/json/object.hpp>
#include <cstdio>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

/// `YYYY-MM-DD`: such texts sort like the days they name.
std::string toText(std::chrono::year_month_day day) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(day.year()), unsigned(day.month()),
                unsigned(day.day()));
  return text;
}

/// Empty when the member is missing or no text.
std::string_view textMember(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

bool isEmployedWithin(const boost::json::object& employee, DateRange range) {
  const auto start = textMember(employee, "hired_on");
  const auto end = textMember(employee, "left_on");
  return start <= toText(range.to) && (end.empty() || end >= toText(range.from));
}

boost::json::object toEmployee(const boost::json::object& employee) {
  const auto end = textMember(employee, "left_on");
  boost::json::object result;
  result["id"] = textMember(employee, "id");
  result["name"] = textMember(employee, "full_name");
  result["title"] = textMember(employee, "position");
  result["start_date"] = textMember(employee, "hired_on");
  if (end.empty()) {
    result["end_date"] = nullptr;
  } else {
    result["end_date"] = end;
  }
  return result;
}

}  // namespace

boost::json::array toEmployees(const boost::json::value& employees, DateRange range) {
  if (!employees.is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto did not list its employees; ask again later");
  }
  boost::json::array result;
  for (const auto& employee : employees.get_array()) {
    const auto* object = employee.if_object();
    if (object != nullptr && isEmployedWithin(*object, range)) {
      result.push_back(toEmployee(*object));
    }
  }
  return result;
}

GustoAdapter::GustoAdapter(GetJson get_json) : get_json_(std::move(get_json)) {}

awaitable<boost::json::value> GustoAdapter::fetchData(IntegrationAccess access, DateRange range) {
  std::string path = "/employees";
  auto answer = co_await get_json_(std::move(access), std::move(path));
  co_return toEmployees(answer, range);
}

}  // namespace patchbay
