#include "tools/bench/storm/burst.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tools/bench/storm/bare_loop.hpp"
#include "tools/bench/storm/echo.hpp"
#include "tools/bench/storm/grants.hpp"
#include "tools/bench/storm/other_machine.hpp"
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
  SecondsSpent bare{0};  ///< the same token calls by a bare loop, just before
  SecondsSpent time{0};
  std::int64_t refreshes = 0;
  std::size_t failures = 0;
  double hand_out_p99 = 0;  ///< microseconds
  double control_p99 = 0;
  double memory = 0;  ///< afterwards

  double ratio() const { return time / bare; }
};

void addTo(LedgerFigures& sum, const LedgerFigures& ledger) {
  sum.refreshes += ledger.refreshes;
  sum.duplicates += ledger.duplicates;
  sum.retries += ledger.retries;
  sum.overlaps += ledger.overlaps;
  sum.dead_uses += ledger.dead_uses;
  sum.died_in_hand += ledger.died_in_hand;
}

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
  void startPacedCallers();
  void letAllExpire() { std::this_thread::sleep_for(std::chrono::seconds(kShortLife / 2 + 1)); }
  void issueFor(std::int64_t seconds) { sandbox().change({{"access_token_seconds", seconds}}); }
  void letProviderTake(unsigned milliseconds);
  Burst burst();
  void watchQuiet();
  testing::SandboxControl sandbox() const { return fleet_.sandbox().control(); }
  void tell(const std::string& name, const Burst& burst);
  void tellPaced(const std::string& name, const Burst& burst);
  void compareTimes(const std::string& real, const Burst& first, const Burst& second,
                    const Burst& instant);
  void compareMemory(double before, const Burst& first, const Burst& second, const Burst& third);
  void compareHandOuts(const std::string& real, const Burst& second, const Burst& instant);

  const BurstOptions options_;
  Fleet fleet_;
  Backend backend_;
  BareLoop bare_;
  std::optional<PacedCaller> hand_outs_;  ///< from memory
  Echo echo_;
  std::optional<PacedCaller> control_;  ///< of `echo_`, to tell the machine from the host
  double quiet_hand_out_p99_ = 0;
  double quiet_control_p99_ = 0;
  LedgerFigures ledger_;  ///< of all bursts
  Verdict verdict_;
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

void BurstStage::startPacedCallers() {
  const std::string url = fleet_.url(0);
  const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  const std::string path =
      "/v1/workspaces/" + workspaceOf(options_.grants) + "/integrations/gusto/token";
  hand_outs_.emplace(port, path, fleet_.apiKey());
  control_.emplace(echo_.port(), "/", fleet_.apiKey());
}

void BurstStage::letProviderTake(unsigned milliseconds) {
  sandbox().clearFaults();
  if (milliseconds == 0) return;
  sandbox().addFault(
      {{"kind", "slow"}, {"endpoint", "POST /oauth/token"}, {"delay_ms", milliseconds}});
}

void BurstStage::watchQuiet() {
  hand_outs_->takeP99();
  control_->takeP99();
  std::this_thread::sleep_for(SecondsSpent(options_.quiet_seconds));
  quiet_hand_out_p99_ = hand_outs_->takeP99();
  quiet_control_p99_ = control_->takeP99();
}

Burst BurstStage::burst() {
  letAllExpire();
  Burst burst;
  burst.bare = bare_.run();
  sandbox().clearLedger();
  std::atomic<std::size_t> failures{0};
  const std::string host = fleet_.url(0);
  hand_outs_->takeP99();
  control_->takeP99();
  const auto start = std::chrono::steady_clock::now();
  forAll(options_.grants, options_.callers,
         [&](std::size_t grant) { return askOnce(backend_, host, grant, failures); });
  burst.time = std::chrono::steady_clock::now() - start;
  burst.hand_out_p99 = hand_outs_->takeP99();
  burst.control_p99 = control_->takeP99();
  const LedgerFigures ledger = readLedger(sandbox());
  addTo(ledger_, ledger);
  burst.refreshes = ledger.refreshes;
  burst.failures = failures;
  burst.memory = memoryOf(fleet_.process(0));
  return burst;
}

void BurstStage::tell(const std::string& name, const Burst& burst) {
  const auto grants = static_cast<std::int64_t>(options_.grants);
  verdict_.tell(name + ": bare loop, seconds", std::to_string(burst.bare.count()));
  verdict_.tell(name + ": burst, seconds", std::to_string(burst.time.count()));
  verdict_.require(name + ": grants not refreshed", grants - burst.refreshes, 0);
  verdict_.require(name + ": grants not fresh", static_cast<std::int64_t>(burst.failures), 0);
}

void BurstStage::tellPaced(const std::string& name, const Burst& burst) {
  verdict_.tell(name + ": hand-out p99, us", std::to_string(burst.hand_out_p99));
  verdict_.tell(name + ": control p99, us", std::to_string(burst.control_p99));
}

void BurstStage::compareTimes(const std::string& real, const Burst& first, const Burst& second,
                              const Burst& instant) {
  verdict_.requireRatio("first, " + real + ": burst / bare loop", first.ratio(), kWantedTimeRatio);
  verdict_.requireRatio("second, " + real + ": burst / bare loop", second.ratio(),
                        kWantedTimeRatio);
  verdict_.tellRatio("third, instant: burst / bare loop", instant.ratio());
}

void BurstStage::compareMemory(double before, const Burst& first, const Burst& second,
                               const Burst& third) {
  verdict_.tell("memory before, KiB", std::to_string(before));
  verdict_.tell("memory after the first, KiB", std::to_string(first.memory));
  verdict_.requireRatio("memory after second / first burst", second.memory / first.memory,
                        kWantedMemoryRatio);
  verdict_.requireRatio("memory after third / first burst", third.memory / first.memory,
                        kWantedMemoryRatio);
}

void BurstStage::compareHandOuts(const std::string& real, const Burst& second,
                                 const Burst& instant) {
  verdict_.tell("quiet: hand-out p99, us", std::to_string(quiet_hand_out_p99_));
  verdict_.tell("quiet: control p99, us", std::to_string(quiet_control_p99_));
  tellPaced("second, " + real, second);
  tellPaced("third, instant", instant);
  verdict_.requireRatio("hand-out p99, second burst / quiet",
                        second.hand_out_p99 / quiet_hand_out_p99_, kWantedP99Ratio);
  verdict_.tellRatio("control p99, second burst / quiet", second.control_p99 / quiet_control_p99_);
  verdict_.tellRatio("hand-out p99, third burst / quiet",
                     instant.hand_out_p99 / quiet_hand_out_p99_);
  verdict_.tellRatio("control p99, third burst / quiet", instant.control_p99 / quiet_control_p99_);
}

bool BurstStage::run() {
  connectAll();
  standBehind(fleet_.sandbox().id());
  standBehind(::getpid());
  startPacedCallers();
  const double memory_before = memoryOf(fleet_.process(0));
  letProviderTake(options_.provider_ms);
  const Burst first = burst();
  watchQuiet();
  const Burst second = burst();
  letProviderTake(0);
  const Burst instant = burst();
  hand_outs_->stop();
  control_->stop();

  const std::string real = std::to_string(options_.provider_ms) + " ms";
  tell("first, " + real, first);
  tell("second, " + real, second);
  tell("third, instant", instant);
  compareTimes(real, first, second, instant);
  compareMemory(memory_before, first, second, instant);
  compareHandOuts(real, second, instant);
  verdict_.add(ledger_);
  return verdict_.print("burst: " + std::to_string(options_.grants) + " grants over " +
                        std::string(nameOf(options_.database)));
}

}  // namespace

bool runBurst(const BurstOptions& options) { return BurstStage(options).run(); }

}  // namespace patchbay::storm
