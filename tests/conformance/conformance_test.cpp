#include "tools/conformance/conformance.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/conformance/faulty_integration.hpp"
#include "tools/conformance/scenarios/scenario.hpp"

namespace patchbay::conformance {
namespace {

std::vector<FaultCase> allFaults() {
  std::vector<FaultCase> all = flowFaults();
  for (auto* const more : {refreshFaults, hookFaults, storeFaults}) {
    auto some = more();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

MakeIntegration making(const FaultCase& faulty) {
  const auto make = faulty.make ? faulty.make : makeFaulty<FaultyIntegration>;
  return [make, fault = faulty.fault](const IntegrationContext& context) {
    return make(context, fault);
  };
}

Options soundOptions() {
  Options options;
  options.recorded = soundAnswers();
  options.deadline = std::chrono::minutes(2);
  return options;
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
                         [](const auto& info) { return info.param.name; });

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

// --- a plugin that does not play along ---

class Crashing final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<bool> revokeToken(IntegrationAccess) override {
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  }
};

class Blocking final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<bool> revokeToken(IntegrationAccess) override {
    for (;;) ::pause();
  }
};

class Waiting final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<bool> revokeToken(IntegrationAccess) override {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer never(executor, boost::asio::steady_timer::time_point::max());
    co_await never.async_wait(boost::asio::use_awaitable);
    co_return true;
  }
};

template <typename Integration>
Report testOnly(std::set<std::string> scenarios, std::chrono::milliseconds deadline) {
  FaultCase faulty;
  faulty.make = makeFaulty<Integration>;
  Options options = soundOptions();
  options.only = std::move(scenarios);
  options.deadline = deadline;
  return test(making(faulty), options);
}

TEST(TestOfAPlugin, OutlivesACrashAndNamesTheScenario) {
  const auto report = testOnly<Crashing>({"refresh.pair", "disconnect.others", "events.unsigned"},
                                         std::chrono::minutes(2));
  ASSERT_EQ(report.results.size(), 3U);
  EXPECT_EQ(report.results[0].verdict, Verdict::passed);
  EXPECT_EQ(report.results[1].verdict, Verdict::failed);
  EXPECT_NE(report.results[1].observation.find("signal 6"), std::string::npos);
  EXPECT_EQ(report.results[2].verdict, Verdict::passed);
}

TEST(TestOfAPlugin, EndsOneThatBlocks) {
  const auto report = testOnly<Blocking>({"disconnect.others"}, std::chrono::seconds(5));
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].observation, "it blocks");
}

TEST(TestOfAPlugin, NoticesACallThatNeverEnds) {
  const auto report = testOnly<Waiting>({"disconnect.others"}, std::chrono::minutes(2));
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].expectation, "the call ends");
}

TEST(TestOfAPlugin, SaysWhyItCannotBeSetUp) {
  Options options = soundOptions();
  const MakeIntegration make = [](const IntegrationContext&) -> std::unique_ptr<IntegrationOAuth> {
    throw std::runtime_error("no library today");
  };
  try {
    test(make, options);
    FAIL() << "tested nothing";
  } catch (const IntegrationError& error) {
    EXPECT_NE(error.publicText().find("no library today"), std::string::npos);
  }
}

TEST(TestOfAPlugin, ShowsWhatAProviderDepartsFrom) {
  FaultCase sound;
  Options options = soundOptions();
  options.only = {"refresh.pair"};
  options.recorded.exceptions["refresh.pair"] = "it has pairs of three";
  const auto report = test(making(sound), options);
  EXPECT_EQ(report.results[0].verdict, Verdict::not_applicable);
  EXPECT_NE(toTable(report).find("it has pairs of three"), std::string::npos);
}

TEST(TestOfAPlugin, RefusesUnknownScenarios) {
  FaultCase sound;
  Options options = soundOptions();
  options.only = {"refresh.nonsuch"};
  EXPECT_THROW(test(making(sound), options), IntegrationError);
}

// --- reports and recorded answers ---

TEST(ConformanceReport, GivesAFailureFourLines) {
  Report report;
  report.integration = "Acme";
  Result result;
  result.id = "a.b";
  result.title = "something happens";
  result.rule = "a rule";
  result.source = "RFC 0000";
  result.verdict = Verdict::failed;
  result.expectation = "one";
  result.observation = "two";
  report.results.push_back(result);
  EXPECT_EQ(toTable(report),
            "FAILED  a.b  something happens\n"
            "        rule:     a rule\n"
            "        source:   RFC 0000\n"
            "        expected: one\n"
            "        observed: two\n"
            "Acme: 0 passed, 1 failed, 0 not applicable\n");
  const auto parsed = boost::json::parse(toJson(report)).as_object();
  EXPECT_EQ(parsed.at("failed").as_int64(), 1);
  const auto& row = parsed.at("scenarios").as_array().at(0).as_object();
  EXPECT_EQ(row.at("result").as_string(), "failed");
  EXPECT_EQ(row.at("observation").as_string(), "two");
}

TEST(RecordedAnswers, NameWhatIsWrongWithThem) {
  for (const char* const text :
       {"[]", "{", R"({"tenant":{}})", R"({"answers":[{"status":200}]})",
        R"({"tenants":{"one":{"ids":[1]}}})", R"({"exceptions":{"a":1}})"}) {
    EXPECT_THROW(RecordedAnswers::parse(text, "answers.json"), IntegrationError) << text;
  }
}

}  // namespace
}  // namespace patchbay::conformance
