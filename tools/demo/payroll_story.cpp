#include "tools/demo/payroll_story.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "tools/demo/narration.hpp"

namespace patchbay::demo {
namespace {

namespace json = boost::json;

// A quarter that is over, so that the story is the same on every day.
constexpr const char* kQuarter = "data?from_date=2026-01-01&to_date=2026-03-31";
constexpr std::size_t kPeopleShown = 3;

std::string salaryOf(const json::value& employee) {
  const std::string salary = textOf(employee, "monthly_salary");
  return salary.empty() ? "pay unknown" : salary + " a month";
}

}  // namespace

void PayrollStory::tell() {
  step("Your backend asks for the company's people and their monthly costs.");
  const auto answer = web_.get(stage_.host() + "/v1/workspaces/shop/integrations/gusto/" + kQuarter,
                               stage_.apiKey());
  expect(answer.status == 200, "GET .../data answers 200", answer);
  const json::value data = jsonOf(answer);
  const json::array& people = data.at("employees").as_array();
  expect(!people.empty(), std::to_string(people.size()) + " people come", answer);
  for (std::size_t i = 0; i < kPeopleShown && i < people.size(); ++i) {
    tellMore(textOf(people[i], "name") + ", " + textOf(people[i], "title") + ": " +
             salaryOf(people[i]));
  }
  const json::object& costs = data.at("monthly_cost").as_object();
  expect(costs.size() == 3, "each month has its cost", answer);
  for (const auto& cost : costs) {
    tellMore(std::string(cost.key()) + ": " + textOf(cost.value(), "total") + " " +
             textOf(data, "currency") + " for " + json::serialize(cost.value().at("people")) +
             " people, " + json::serialize(cost.value().at("unknown")) +
             " of them with unknown pay");
  }
}

}  // namespace patchbay::demo
