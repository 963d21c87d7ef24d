#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>

#include "core/fetch/fetch_adapter.hpp"
#include "tests/conformance/kit_run.hpp"

// A plugin that does not play along.

namespace patchbay::conformance {
namespace {

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

class Babbling final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  std::unique_ptr<FetchAdapter> makeFetchAdapter() override {
    throw std::runtime_error("m\xc3\xbc\xff\n\x1b[31m" + std::string(5000, 'x'));
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

TEST(TestOfAPlugin, ShowsInOneLineWhateverItThrows) {
  const auto report = testOnly<Babbling>({"facts.adapter"}, std::chrono::minutes(2));
  ASSERT_EQ(report.results.size(), 1U);
  const std::string& observation = report.results[0].observation;
  EXPECT_NE(observation.find("m\xc3\xbc\\xff\\x0a\\x1b[31mxxx"), std::string::npos) << observation;
  EXPECT_TRUE(observation.ends_with("x..."));
  EXPECT_LT(observation.size(), 1100U);
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

}  // namespace
}  // namespace patchbay::conformance
