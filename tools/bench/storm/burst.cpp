#include "tools/bench/storm/burst.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tools/bench/storm/bare_loop.hpp"
#include "tools/bench/storm/grants.hpp"
#include "tools/bench/storm/paced_caller.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

using SecondsSpent = std::chrono::duration<double>;

/// Of tokens that shall expire soon: a host replaces them once half of it is over.
constexpr std::int64_t kShortLife = 10;
constexpr std::int64_t kLongLife = 7'200;
constexpr double kWantedTimeRatio = 1.5;
constexpr double kWantedP99Ratio = 2;
/// A second burst may not need more than the first, but for what malloc leaves here and there.
constexpr double kWantedMemoryRatio = 1.1;

/// Resident memory in KiB.
double memoryOf(testing::ChildProcess& process) {
  std::ifstream status("/proc/" + std::to_string(process.id()) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  }
  throw std::runtime_error("the host's memory cannot be read");
}

awaitable<void> askOnce(Backend& backend, std::string host, std::size_t grant,
                        std::atomic<std::size_t>& failures) {
  const HandOut hand_out = co_await backend.askForToken(std::move(host), workspaceOf(grant));
  if (hand_out.status != 200) ++failures;
}

/// What one burst took.
struct Burst {
  SecondsSpent time{0};
  std::int64_t refreshes = 0;
  std::size_t failures = 0;
  double perRefresh() const { return time.count() / static_cast<double>(refreshes); }
};

class BurstStage {
 public:
  explicit BurstStage(const BurstOptions& options)
      : options_(options),
        fleet_(planOf(options)),
        backend_(fleet_.apiKey(), fleet_.sandbox().url()),
        bare_(fleet_.sandbox().url(), options.callers) {}

  bool run();

 private:
  static FleetPlan planOf(const BurstOptions& options) {
    FleetPlan plan;
    plan.database = options.database;
    plan.access_token_seconds = kShortLife;
    // Else the grants would not expire at once.
    plan.settings["PATCHBAY_BACKGROUND_REFRESH"] = "false";
    return plan;
  }

  void connectAll();
  void letAllExpire() { std::this_thread::sleep_for(std::chrono::seconds(kShortLife / 2 + 1)); }
  void issueFor(std::int64_t seconds) { sandbox().change({{"access_token_seconds", seconds}}); }
  Burst burst();
  double memory() { return memoryOf(fleet_.process(0)); }
  testing::SandboxControl sandbox() const { return fleet_.sandbox().control(); }
  void tell(Verdict& verdict, const std::string& name, const Burst& burst) const;

  const BurstOptions options_;
  Fleet fleet_;
  Backend backend_;
  BareLoop bare_;
};

void BurstStage::connectAll() {
  // One more than the burst has, whose token lasts: it is handed out from memory all the time.
  issueFor(kLongLife);
  connectGrants(fleet_, backend_, options_.grants, 1);
  issueFor(kShortLife);
  std::printf("connecting %zu grants\n", options_.grants);
  connectGrants(fleet_, backend_, 0, options_.grants);
  bare_.prepare(options_.grants);
}

Burst BurstStage::burst() {
  sandbox().clearLedger();
  std::atomic<std::size_t> failures{0};
  const std::string host = fleet_.url(0);
  const auto start = std::chrono::steady_clock::now();
  forAll(options_.grants, options_.callers,
         [&](std::size_t grant) { return askOnce(backend_, host, grant, failures); });
  Burst burst;
  burst.time = std::chrono::steady_clock::now() - start;
  burst.refreshes = readLedger(sandbox()).refreshes;
  burst.failures = failures;
  return burst;
}

void BurstStage::tell(Verdict& verdict, const std::string& name, const Burst& burst) const {
  verdict.tell(name + ": seconds", std::to_string(burst.time.count()));
  verdict.tell(name + ": refreshes", std::to_string(burst.refreshes));
  verdict.require(name + ": grants not fresh", static_cast<std::int64_t>(burst.failures), 0);
}

bool BurstStage::run() {
  connectAll();
  const std::string path =
      "/v1/workspaces/" + workspaceOf(options_.grants) + "/integrations/gusto/token";
  const auto port = std::stoul(fleet_.url(0).substr(fleet_.url(0).rfind(':') + 1));
  PacedCaller paced(static_cast<std::uint16_t>(port), path, fleet_.apiKey());
  letAllExpire();
  Verdict verdict;
  verdict.tell("memory before, KiB", std::to_string(memory()));
  const SecondsSpent bare = bare_.run();
  verdict.tell("bare loop: seconds", std::to_string(bare.count()));
  const Burst first = burst();
  const double memory_after_first = memory();
  letAllExpire();

  paced.takeP99();
  std::this_thread::sleep_for(SecondsSpent(options_.quiet_seconds));
  const double quiet = paced.takeP99();
  issueFor(kLongLife);
  const Burst second = burst();
  const double busy = paced.takeP99();
  paced.stop();

  tell(verdict, "first burst", first);
  tell(verdict, "second burst", second);
  const double bare_each = bare.count() / static_cast<double>(options_.grants);
  verdict.requireRatio("first burst / bare loop, time a refresh", first.perRefresh() / bare_each,
                       kWantedTimeRatio);
  verdict.requireRatio("memory after second / first burst", memory() / memory_after_first,
                       kWantedMemoryRatio);
  verdict.tell("memory after, KiB", std::to_string(memory()));
  verdict.tell("hand-out p99 us, quiet", std::to_string(quiet));
  verdict.requireRatio("hand-out p99, second burst / quiet", busy / quiet, kWantedP99Ratio);
  verdict.add(readLedger(sandbox()));
  return verdict.print("burst: " + std::to_string(options_.grants) + " grants over " +
                       std::string(nameOf(options_.database)));
}

}  // namespace

bool runBurst(const BurstOptions& options) { return BurstStage(options).run(); }

}  // namespace patchbay::storm
