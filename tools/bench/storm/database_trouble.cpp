#include "tools/bench/storm/database_trouble.hpp"

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <stdexcept>
#include <thread>

#include "tools/bench/storm/readiness.hpp"
#include "tools/bench/storm/storm.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

using testing::PostgresServer;

/// After this long without a database, a host must know.
constexpr Milliseconds kUntilNoticed{1'000};
constexpr double kCalmSeconds = 3;

void sleepFor(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

TimePoint now() { return SystemClock().now(); }

/// When nothing could be committed.
struct Outage {
  TimePoint from;
  TimePoint to;
};

using Trouble = std::function<Outage(Database&, const DatabaseTroubleOptions&)>;

Outage restart(Database& database, const DatabaseTroubleOptions& options) {
  database.server().stop();
  const TimePoint from = now();
  sleepFor(options.outage_seconds);
  const TimePoint to = now();
  database.server().start();
  return {from, to};
}

Outage crash(Database& database, const DatabaseTroubleOptions& options) {
  database.server().crash();
  const TimePoint from = now();
  sleepFor(options.outage_seconds);
  const TimePoint to = now();
  database.server().start();
  return {from, to};
}

/// Never away, but no connection lasts.
Outage terminate(Database& database, const DatabaseTroubleOptions& options) {
  const TimePoint end = now() + Milliseconds(static_cast<long>(options.outage_seconds * 1'000));
  while (now() < end) {
    database.server().terminateBackends();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return {now(), now()};
}

Outage pause(Database& database, const DatabaseTroubleOptions& options) {
  database.server().pause();
  const TimePoint from = now();
  sleepFor(options.pause_seconds);
  const TimePoint to = now();
  database.server().resume();
  return {from, to};
}

Outage failover(Database& database, const DatabaseTroubleOptions& options) {
  database.server().crash();
  const TimePoint from = now();
  sleepFor(options.outage_seconds);
  const TimePoint to = now();
  database.standby().promote();
  return {from, to};
}

const std::map<std::string, Trouble> kTroubles{{"restart", restart},
                                               {"crash", crash},
                                               {"terminate", terminate},
                                               {"pause", pause},
                                               {"failover", failover}};

void judgeReadiness(const ReadinessWatch& watch, const Outage& outage, TimePoint after,
                    Verdict& verdict) {
  const TimePoint noticed = outage.from + kUntilNoticed;
  verdict.require("/readyz 200 while nothing can be committed",
                  static_cast<std::int64_t>(watch.countReady(noticed, outage.to)), 0);
  verdict.tell("/readyz 503 meanwhile",
               std::to_string(watch.countNotReady(outage.from, outage.to)));
  const auto ready = watch.awaitReady(after, Seconds(120));
  verdict.judge("/readyz 200 again, ms after the end",
                ready ? std::to_string((*ready - after).count()) : "never", ready.has_value());
}

bool runOne(const std::string& kind, const DatabaseTroubleOptions& options) {
  FleetPlan plan;
  plan.database = DatabaseKind::postgresql;
  plan.with_standby = kind == "failover";
  plan.hosts = options.hosts;
  plan.settings = scaledTimes(options.scale);
  Fleet fleet(plan);
  const auto sandbox = fleet.sandbox().control();
  Backend backend(fleet.apiKey(), fleet.sandbox().url());
  connectGrants(fleet, backend, 0, options.grants);
  sandbox.change({{"access_token_seconds", 2}, {"calls_per_minute", 1'000'000'000}});
  sandbox.addFault(slowTokenEndpoint(options.scale, false));

  ReadinessWatch watch(fleet, backend);
  Callers callers(fleet, backend, options.grants, options.callers);
  sleepFor(kCalmSeconds);
  const Outage outage = kTroubles.at(kind)(fleet.database(), options);
  const TimePoint after = now();
  Verdict verdict;
  judgeReadiness(watch, outage, after, verdict);
  const std::size_t answered = callers.answeredSoFar();
  sleepFor(kCalmSeconds);
  const std::size_t once_ready = callers.answeredSoFar() - answered;
  verdict.judge("token requests 200 once ready again", std::to_string(once_ready), once_ready > 0);
  const CallerFigures figures = callers.stop();
  sandbox.clearFaults();
  const auto lost = findLostGrants(fleet, backend, 0, options.grants, Seconds(120));
  verdict.add(figures);
  verdict.add(readLedger(sandbox));
  verdict.add(lost, options.grants);
  return verdict.print("database trouble: " + kind);
}

}  // namespace

bool runDatabaseTrouble(const DatabaseTroubleOptions& options) {
  bool all_hold = true;
  for (const std::string& kind : options.kinds) {
    if (!kTroubles.contains(kind)) throw std::runtime_error("there is no trouble called " + kind);
    all_hold = runOne(kind, options) && all_hold;
  }
  return all_hold;
}

}  // namespace patchbay::storm
