#include "host/reload/reload_report.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include <utility>

namespace patchbay::host {
namespace {

namespace json = boost::json;

constexpr ReloadOutcome kOutcomes[] = {ReloadOutcome::loaded, ReloadOutcome::kept,
                                       ReloadOutcome::replaced, ReloadOutcome::refused,
                                       ReloadOutcome::removed};

ReloadOutcome parseOutcome(std::string_view text) {
  for (const ReloadOutcome outcome : kOutcomes) {
    if (name(outcome) == text) return outcome;
  }
  throw std::runtime_error("an unknown outcome");
}

std::string textOf(const json::object& object, const char* member) {
  return std::string(object.at(member).as_string());
}

}  // namespace

bool ReloadReport::isClean() const {
  return failure.empty() &&
         std::none_of(outcomes.begin(), outcomes.end(), [](const ReloadedIntegration& one) {
           return one.outcome == ReloadOutcome::refused;
         });
}

std::string writeReport(const ReloadReport& report) {
  json::array list;
  for (const ReloadedIntegration& one : report.outcomes) {
    json::object described;
    described["name"] = one.name;
    described["outcome"] = name(one.outcome);
    described["text"] = one.text;
    list.push_back(std::move(described));
  }
  json::object described;
  described["failure"] = report.failure;
  described["integrations"] = std::move(list);
  return json::serialize(described);
}

ReloadReport parseReport(const std::string& text) {
  try {
    const json::value document = json::parse(text);
    ReloadReport report;
    report.failure = textOf(document.as_object(), "failure");
    for (const json::value& one : document.as_object().at("integrations").as_array()) {
      const json::object& described = one.as_object();
      report.outcomes.push_back({textOf(described, "name"),
                                 parseOutcome(textOf(described, "outcome")),
                                 textOf(described, "text")});
    }
    return report;
  } catch (const std::exception&) {
    throw std::runtime_error("the host's answer is no report; is it of another version?");
  }
}

}  // namespace patchbay::host
