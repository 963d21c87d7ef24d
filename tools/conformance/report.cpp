#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "tools/conformance/conformance.hpp"

namespace patchbay::conformance {
namespace {

namespace json = boost::json;

std::string wordOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "ok";
    case Verdict::failed:
      return "FAILED";
    case Verdict::not_applicable:
      break;
  }
  return "n/a";
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text + "  ";
}

std::string summaryOf(const Report& report) {
  return report.integration + ": " + std::to_string(report.count(Verdict::passed)) + " passed, " +
         std::to_string(report.count(Verdict::failed)) + " failed, " +
         std::to_string(report.count(Verdict::not_applicable)) + " not applicable";
}

std::string rowOf(const Result& result, std::size_t width) {
  std::string row = padded(wordOf(result.verdict), 6) + padded(result.id, width) + result.title;
  if (result.verdict == Verdict::not_applicable) row += " [" + result.reason + "]";
  return row + "\n";
}

using Failures = std::vector<const Result*>;

/// Failures with the same expectation and observation have one cause more often than not.
std::vector<Failures> groupFailures(const Report& report) {
  std::vector<Failures> groups;
  for (const Result& result : report.results) {
    if (result.verdict != Verdict::failed) continue;
    const auto alike = std::find_if(groups.begin(), groups.end(), [&](const Failures& group) {
      return group.front()->expectation == result.expectation &&
             group.front()->observation == result.observation;
    });
    const auto group = alike == groups.end() ? groups.emplace(groups.end()) : alike;
    group->push_back(&result);
  }
  return groups;
}

std::string describe(const Failures& group, std::size_t width) {
  const Result& first = *group.front();
  std::string text = first.id + ": " + first.title + "\n" +    //
                     "    rule:     " + first.rule + "\n" +    //
                     "    source:   " + first.source + "\n" +  //
                     "    expected: " + first.expectation + "\n" +
                     "    observed: " + first.observation + "\n";
  for (std::size_t i = 1; i < group.size(); ++i) {
    const Result& other = *group[i];
    text += std::string(i == 1 ? "    likewise: " : "              ") + padded(other.id, width) +
            other.rule + " [" + other.source + "]\n";
  }
  return text;
}

}  // namespace

std::size_t Report::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(),
                    [verdict](const Result& result) { return result.verdict == verdict; }));
}

std::string toTable(const Report& report) {
  std::size_t width = 0;
  for (const Result& result : report.results) width = std::max(width, result.id.size());
  std::string table;
  for (const Result& result : report.results) table += rowOf(result, width);
  // What failed stands at the end, where the eye is.
  for (const Failures& group : groupFailures(report)) table += "\n" + describe(group, width);
  if (!report.isConformant()) table += "\n";
  return table + summaryOf(report) + "\n";
}

std::string toJson(const Report& report) {
  json::array results;
  for (const Result& result : report.results) {
    json::object row{{"id", result.id},
                     {"title", result.title},
                     {"rule", result.rule},
                     {"source", result.source}};
    const bool is_applicable = result.verdict != Verdict::not_applicable;
    row["result"] = !is_applicable                      ? "not_applicable"
                    : result.verdict == Verdict::passed ? "passed"
                                                        : "failed";
    if (!is_applicable) row["reason"] = result.reason;
    if (result.verdict == Verdict::failed) {
      row["expectation"] = result.expectation;
      row["observation"] = result.observation;
    }
    results.push_back(std::move(row));
  }
  const json::object whole{{"integration", report.integration},
                           {"passed", report.count(Verdict::passed)},
                           {"failed", report.count(Verdict::failed)},
                           {"not_applicable", report.count(Verdict::not_applicable)},
                           {"scenarios", std::move(results)}};
  return json::serialize(whole);
}

}  // namespace patchbay::conformance
