#include "tools/bench/storm/kill_stage.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "core/base/run_to_end.hpp"

namespace patchbay::storm {
namespace {

/// Of a look: longer than a lease, and than a busy machine may need.
constexpr Seconds kPatience{60};
constexpr Seconds kUntilDeath{30};

FleetPlan fleetOf(const KillStagePlan& stage) {
  FleetPlan plan;
  plan.database = stage.database;
  plan.server = stage.server;
  plan.hosts = stage.database == DatabaseKind::sqlite ? 1 : 2;
  plan.settings = scaledTimes(stage.scale);
  // Else a host would die of some other grant's refresh, as soon as it is started.
  plan.settings["PATCHBAY_BACKGROUND_REFRESH"] = "false";
  // Hosts are started thousands of times: half of a start would be reading certificates of
  // authorities, and each connection to PostgreSQL costs both sides a key derivation.
  plan.settings["SSL_CERT_FILE"] = "/dev/null";
  plan.settings["PATCHBAY_DATABASE_CONNECTIONS"] = "2";
  plan.access_token_seconds = stage.access_token_seconds;
  return plan;
}

}  // namespace

KillStage::KillStage(const KillStagePlan& plan)
    : plan_(plan), fleet_(fleetOf(plan)), backend_(fleet_.apiKey(), fleet_.sandbox().url()) {
  sandbox().change({{"rotation", plan.rotation}, {"calls_per_minute", 1'000'000'000}});
}

void KillStage::startVictim(const std::string& point) {
  if (fleet_.runs(0)) fleet_.kill(0);
  fleet_.start(0, {{"PATCHBAY_TEST_FAULTS", point + "=die"}});
}

bool KillStage::awaitDeath() {
  const bool died = fleet_.diesWithin(0, kUntilDeath);
  if (!died) fleet_.kill(0);
  return died;
}

std::string KillStage::survivor() {
  if (fleet_.size() > 1) return fleet_.url(1);
  if (!fleet_.runs(0)) fleet_.start(0);
  return fleet_.url(0);
}

std::string KillStage::connectOne() {
  const std::string workspace = workspaceOf(grants_++);
  connect(workspace);
  return workspace;
}

void KillStage::connect(const std::string& workspace) {
  const std::string host = survivor();
  for (int tries_left = 4;; --tries_left) {
    try {
      runToEnd(backend_.connect(host, host, workspace));
      break;
    } catch (const std::runtime_error&) {
      if (tries_left == 0) throw;
    }
  }
  connected_at_ = SystemClock().now();
}

void KillStage::awaitAge() const {
  const TimePoint due = connected_at_ + Milliseconds(plan_.access_token_seconds * 1'000 / 2);
  const Milliseconds left = due - SystemClock().now();
  if (left > Milliseconds(0)) std::this_thread::sleep_for(left);
}

std::vector<LostGrant> KillStage::look(const std::string& workspace) {
  const auto grant =
      static_cast<std::size_t>(std::stoul(workspace.substr(workspace.find('-') + 1)));
  return findLostGrants([this](std::size_t) { return survivor(); }, backend_, grant, 1, kPatience);
}

}  // namespace patchbay::storm
