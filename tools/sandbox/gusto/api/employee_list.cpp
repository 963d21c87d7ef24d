#include "tools/sandbox/gusto/api/employee_list.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <functional>
#include <vector>

#include "core/base/letter_case.hpp"
#include "tools/sandbox/common/request_parameters.hpp"
#include "tools/sandbox/gusto/api/api_gate.hpp"
#include "tools/sandbox/gusto/api/employee_projection.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

constexpr std::size_t kDefaultPer = 25;
constexpr std::size_t kLargestPer = 100;

using People = std::vector<const json::object*>;
using Test = std::function<bool(const json::object&)>;

[[noreturn]] void refuse(const std::string& name, const std::string& wanted) {
  throw ApiRefusal(422, "invalid_parameter", name + " must be " + wanted + ".", name);
}

std::optional<bool> flag(const oauth::Parameters& query, const std::string& name) {
  const std::string text = valueOf(query, name);
  if (text.empty()) return std::nullopt;
  if (text != "true" && text != "false") refuse(name, "true or false");
  return text == "true";
}

std::optional<std::size_t> positive(const oauth::Parameters& query, const std::string& name) {
  const std::string text = valueOf(query, name);
  if (text.empty()) return std::nullopt;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) {
    refuse(name, "a whole number from 1");
  }
  return number;
}

bool isTrue(const json::object& person, std::string_view member) {
  return person.at(member).get_bool();
}

std::string_view text(const json::object& person, std::string_view member) {
  const json::value& value = person.at(member);
  return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
}

/// Whether a filter that is given as true or false in the query fits.
void addFlag(std::vector<Test>& tests, std::optional<bool> wanted, Test test) {
  if (!wanted) return;
  tests.push_back([wanted = *wanted, test = std::move(test)](const json::object& person) {
    return test(person) == wanted;
  });
}

bool worksAt(const json::object& person, std::string_view location) {
  const json::array& jobs = person.at("jobs").get_array();
  return std::any_of(jobs.begin(), jobs.end(), [location](const json::value& job) {
    return text(job.get_object(), "location_uuid") == location;
  });
}

bool mentions(const json::object& person, const std::string& term) {
  const std::string all = std::string(text(person, "first_name")) + " " +
                          std::string(text(person, "last_name")) + " " +
                          std::string(text(person, "email"));
  return lowerCase(all).find(term) != std::string::npos;
}

std::vector<Test> testsOf(const oauth::Parameters& query, const std::string& today) {
  std::vector<Test> tests;
  addFlag(tests, flag(query, "terminated"),
          [](const json::object& person) { return isTrue(person, "terminated"); });
  addFlag(tests, flag(query, "terminated_today"),
          [today](const json::object& person) { return hasLeft(person, today); });
  addFlag(tests, flag(query, "onboarded"),
          [](const json::object& person) { return isTrue(person, "onboarded"); });
  addFlag(tests, flag(query, "onboarded_active"), [today](const json::object& person) {
    return isTrue(person, "onboarded") && !hasLeft(person, today);
  });
  if (const std::string uuids = valueOf(query, "uuids"); !uuids.empty()) {
    tests.push_back([listed = "," + uuids + ","](const json::object& person) {
      return listed.find("," + std::string(text(person, "uuid")) + ",") != std::string::npos;
    });
  }
  if (const std::string location = valueOf(query, "location_uuid"); !location.empty()) {
    tests.push_back([location](const json::object& person) { return worksAt(person, location); });
  }
  if (const std::string term = lowerCase(valueOf(query, "search_term")); !term.empty()) {
    tests.push_back([term](const json::object& person) { return mentions(person, term); });
  }
  // The demo companies have run no payroll, so nobody is in any.
  if (!valueOf(query, "payroll_uuid").empty()) {
    tests.push_back([](const json::object&) { return false; });
  }
  return tests;
}

std::string sortKey(const json::object& person, std::string_view field) {
  if (field == "onboarding_status") return std::string(text(person, field));
  return std::string(text(person, "last_name")) + " " + std::string(text(person, "first_name"));
}

/// The natural order is that of creation.
void sortPeople(People& people, const std::string& order) {
  const std::size_t colon = order.find(':');
  const std::string field = order.substr(0, colon);
  const std::string direction = colon == std::string::npos ? "asc" : order.substr(colon + 1);
  const bool known = field == "created_at" || field == "name" || field == "onboarding_status";
  if (!known || (direction != "asc" && direction != "desc")) {
    refuse("sort_by", "created_at, name or onboarding_status, with :asc or :desc if wanted");
  }
  if (field != "created_at") {
    std::sort(people.begin(), people.end(), [&](const auto* left, const auto* right) {
      const std::string left_key = sortKey(*left, field);
      const std::string right_key = sortKey(*right, field);
      return left_key != right_key ? left_key < right_key : left < right;
    });
  }
  if (direction == "desc") std::reverse(people.begin(), people.end());
}

People select(const Company& company, const oauth::Parameters& query, const std::string& today) {
  const std::vector<Test> tests = testsOf(query, today);
  People people;
  for (const json::object& person : company.employees) {
    if (std::all_of(tests.begin(), tests.end(), [&](const Test& test) { return test(person); })) {
      people.push_back(&person);
    }
  }
  if (const std::string order = valueOf(query, "sort_by"); !order.empty()) {
    sortPeople(people, order);
  }
  return people;
}

}  // namespace

EmployeePage listEmployees(const Company& company, const oauth::Parameters& query,
                           const EmployeeView& view) {
  const People people = select(company, query, view.today);
  EmployeePage result;
  result.total = people.size();
  result.page = positive(query, "page");
  if (!result.page && view.forced_paging) result.page = 1;
  result.per = std::min(positive(query, "per").value_or(kDefaultPer), kLargestPer);
  std::size_t first = 0;
  std::size_t last = people.size();
  if (result.page) {
    // A page number that is too large for the product is behind the end as well.
    first = *result.page - 1 > last / result.per ? last : (*result.page - 1) * result.per;
    first = std::min(first, last);
    last = std::min(first + result.per, last);
  }
  const Include include(valueOf(query, "include"));
  for (std::size_t i = first; i < last; ++i) {
    result.employees.push_back(project(*people[i], view, include));
  }
  return result;
}

}  // namespace patchbay::sandbox::gusto
