#include "tools/bench/storm/storm.hpp"

#include <boost/json/array.hpp>
#include <cmath>
#include <cstdio>
#include <thread>

#include "tools/bench/storm/callers.hpp"
#include "tools/bench/storm/grants.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

namespace json = boost::json;

constexpr double kDelays[] = {0, 3, 11, 31};

void blow(const Callers& callers, const StormOptions& options) {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(options.seconds);
  const auto isOver = [&] {
    return options.requests > 0 ? callers.requestsSoFar() >= options.requests
                                : std::chrono::steady_clock::now() >= end;
  };
  while (!isOver()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

}  // namespace

json::object slowTokenEndpoint(double scale, bool late_answers) {
  json::array delays;
  for (const double seconds : kDelays) {
    delays.push_back(static_cast<std::int64_t>(std::lround(seconds * scale * 1'000)));
  }
  return {{"kind", "slow"},
          {"endpoint", "POST /oauth/token"},
          {"delays_ms", std::move(delays)},
          {"wait_first", !late_answers}};
}

bool runStorm(const StormOptions& options) {
  FleetPlan plan;
  plan.hosts = options.hosts;
  plan.database = options.database;
  plan.settings = scaledTimes(options.scale, options.token_call_seconds);
  Fleet fleet(plan);
  const auto sandbox = fleet.sandbox().control();
  Backend backend(fleet.apiKey(), fleet.sandbox().url());
  std::printf("connecting %zu grants\n", options.grants);
  connectGrants(fleet, backend, 0, options.grants);

  sandbox.change({{"access_token_seconds", 2}, {"calls_per_minute", 1'000'000'000}});
  sandbox.addFault(slowTokenEndpoint(options.scale, options.late_answers));
  std::printf("storm\n");
  Callers callers(fleet, backend, options.grants, options.callers);
  blow(callers, options);
  const CallerFigures figures = callers.stop();

  std::printf("looking at every grant\n");
  sandbox.clearFaults();
  const auto lost = findLostGrants(fleet, backend, 0, options.grants, Seconds(120));
  Verdict verdict;
  verdict.add(figures);
  verdict.add(readLedger(sandbox));
  verdict.add(lost, options.grants);
  return verdict.print("storm: " + std::to_string(options.hosts) + " hosts over " +
                       std::string(nameOf(options.database)));
}

}  // namespace patchbay::storm
