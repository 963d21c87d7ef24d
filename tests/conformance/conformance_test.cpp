#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/conformance/kit_run.hpp"
#include "tools/conformance/scenarios/scenario.hpp"

namespace patchbay::conformance {
namespace {

std::vector<FaultCase> allFaults() {
  std::vector<FaultCase> all = flowFaults();
  for (auto* const more : {requestFaults, readingFaults, judgementFaults, hookFaults, endingFaults,
                           storedPairFaults, storeFaults}) {
    auto some = more();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

Report testOf(const FaultCase& faulty) {
  Options options = soundOptions();
  options.misuse = faulty.fault.misuse;
  return test(making(faulty), options);
}

std::string failuresOf(const Report& report) {
  std::string text;
  for (const Result& result : report.results) {
    if (result.verdict != Verdict::failed) continue;
    text +=
        result.id + ": expected " + result.expectation + "; observed " + result.observation + "\n";
  }
  return text;
}

bool fits(const std::string& id, const std::string& pattern) {
  if (!pattern.ends_with('*')) return id == pattern;
  return id.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool isExpected(const FaultCase& faulty, const std::string& id) {
  return faulty.fails.contains(id) ||
         std::any_of(faulty.along.begin(), faulty.along.end(),
                     [&](const std::string& pattern) { return fits(id, pattern); });
}

class SoundPlugin : public ::testing::TestWithParam<Kind> {};

TEST_P(SoundPlugin, PassesEveryScenario) {
  FaultCase sound;
  sound.fault.kind = GetParam();
  const Report report = testOf(sound);
  EXPECT_EQ(report.results.size(), allScenarios().size());
  EXPECT_EQ(failuresOf(report), "");
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, SoundPlugin,
                         ::testing::Values(Kind::plain, Kind::openid, Kind::json, Kind::open,
                                           Kind::odd, Kind::get));

class FaultyPlugin : public ::testing::TestWithParam<FaultCase> {};

TEST_P(FaultyPlugin, FailsTheScenariosOfItsFault) {
  const FaultCase& faulty = GetParam();
  const Report report = testOf(faulty);
  std::set<std::string> missed = faulty.fails;
  for (const Result& result : report.results) {
    if (result.verdict != Verdict::failed) continue;
    missed.erase(result.id);
    EXPECT_TRUE(isExpected(faulty, result.id)) << result.id;
    EXPECT_FALSE(result.rule.empty() || result.source.empty() || result.expectation.empty() ||
                 result.observation.empty())
        << result.id;
  }
  EXPECT_EQ(missed, std::set<std::string>()) << failuresOf(report);
}

INSTANTIATE_TEST_SUITE_P(OfEachRule, FaultyPlugin, ::testing::ValuesIn(allFaults()),
                         [](const auto& fault) { return fault.param.name; });

TEST(Scenarios, AreEachFailedByAFaultyPlugin) {
  std::set<std::string> proven;
  for (const FaultCase& faulty : allFaults())
    proven.insert(faulty.fails.begin(), faulty.fails.end());
  for (const Scenario& scenario : allScenarios()) {
    EXPECT_TRUE(proven.contains(scenario.id)) << scenario.id;
  }
}

TEST(Scenarios, HaveAnIdEachAndSayWhatTheyAreAbout) {
  std::set<std::string> ids;
  for (const Scenario& scenario : allScenarios()) {
    EXPECT_TRUE(ids.insert(scenario.id).second) << scenario.id;
    EXPECT_FALSE(scenario.title.empty() || scenario.rule.empty() || scenario.source.empty())
        << scenario.id;
  }
  EXPECT_GE(ids.size(), 60U);
}

// --- the table in the documentation ---

std::string tableOfScenarios() {
  std::string table = "| Scenario | What happens | What must hold | Source |\n|---|---|---|---|\n";
  for (const Scenario& scenario : allScenarios()) {
    table += "| `" + scenario.id + "` | " + scenario.title + " | " + scenario.rule + " | " +
             scenario.source + " |\n";
  }
  return table;
}

TEST(Scenarios, StandInTheDocumentation) {
  std::ifstream stream(PATCHBAY_CONFORMANCE_PAGE);
  const std::string page(std::istreambuf_iterator<char>(stream), {});
  const std::string table = tableOfScenarios();
  std::ofstream("conformance_table.md") << table;
  EXPECT_NE(page.find(table), std::string::npos)
      << "docs/conformance.md holds another table than the code; put the one in "
         "conformance_table.md there";
}

}  // namespace
}  // namespace patchbay::conformance
