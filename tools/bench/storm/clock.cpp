#include "tools/bench/storm/clock.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "core/base/run_to_end.hpp"
#include "tools/bench/storm/storm.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

Environment wrongClock(long seconds) {
  const auto programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return {{"LD_PRELOAD", (programs / "libpatchbay_shifted_clock.so").string()},
          {"STORM_CLOCK_SHIFT_SECONDS", std::to_string(seconds)}};
}

/// How far the host's clock is off, in seconds.
long shiftOf(Backend& backend, const std::string& host) {
  const auto time = runToEnd(backend.timeOf(host));
  return std::chrono::round<std::chrono::minutes>(time - SystemClock().now()).count() * 60;
}

bool runShifted(const ClockOptions& options, long shift) {
  FleetPlan plan;
  plan.database = options.database;
  plan.hosts = options.hosts;
  plan.settings = scaledTimes(options.scale);
  Fleet fleet(plan);
  const auto sandbox = fleet.sandbox().control();
  Backend backend(fleet.apiKey(), fleet.sandbox().url());
  connectGrants(fleet, backend, 0, options.grants);
  fleet.kill(0);
  fleet.start(0, wrongClock(shift));

  sandbox.change({{"access_token_seconds", 2}, {"calls_per_minute", 1'000'000'000}});
  sandbox.addFault(slowTokenEndpoint(options.scale, false));
  Callers callers(fleet, backend, options.grants, options.callers);
  std::this_thread::sleep_for(std::chrono::duration<double>(options.seconds));
  const CallerFigures figures = callers.stop();
  sandbox.clearFaults();
  const auto lost = findLostGrants(fleet, backend, 0, options.grants, Seconds(120));
  Verdict verdict;
  const long seen = shiftOf(backend, fleet.url(0));
  verdict.judge("clock of that host, s off", std::to_string(seen), seen == shift);
  verdict.add(figures);
  verdict.add(readLedger(sandbox));
  verdict.add(lost, options.grants);
  return verdict.print("clock of one host " + std::to_string(shift) + " s off");
}

}  // namespace

bool runClock(const ClockOptions& options) {
  const bool ahead = runShifted(options, options.shift_seconds);
  const bool behind = runShifted(options, -options.shift_seconds);
  return ahead && behind;
}

}  // namespace patchbay::storm
