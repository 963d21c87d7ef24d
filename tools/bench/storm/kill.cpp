#include "tools/bench/storm/kill.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>

#include "core/base/fault_point.hpp"
#include "core/base/run_to_end.hpp"
#include "tools/bench/storm/kill_round.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

#ifdef PATCHBAY_FAULT_POINTS
std::vector<std::string> allPoints() {
  std::vector<std::string> names;
  for (const FaultPointFacts& facts : kFaultPoints) names.emplace_back(facts.name);
  return names;
}
#else
std::vector<std::string> allPoints() {
  throw std::runtime_error("this build has no fault points; use one of the presets for tests");
}
#endif

bool isWanted(const KillOptions& options, const std::string& point) {
  return options.points.empty() ||
         std::find(options.points.begin(), options.points.end(), point) != options.points.end();
}

std::unique_ptr<KillRound> makeRound(KillStage& stage, const std::string& point) {
  if (point.starts_with("connect.")) return std::make_unique<ConnectKills>(stage, point);
  if (point.starts_with("disconnect.")) return std::make_unique<DisconnectKills>(stage, point);
  return std::make_unique<RefreshKills>(stage, point);
}

/// All points on one database under one rule.
bool runCombination(const KillOptions& options, DatabaseKind database,
                    const std::string& rotation) {
  KillStage stage(database, rotation, options.scale);
  Verdict verdict;
  for (const std::string& point : allPoints()) {
    if (!isWanted(options, point)) continue;
    const auto round = makeRound(stage, point);
    round->run(options.times);
    verdict.judge(point, round->results().describe(), round->results().wrong == 0);
    std::printf("%s %s: %s\n", rotation.c_str(), point.c_str(),
                round->results().describe().c_str());
    for (const std::string& reason : round->results().reasons) {
      std::printf("  %s\n", reason.c_str());
    }
  }
  return verdict.print("kill -9 on " + std::string(nameOf(database)) + ", rotation " + rotation);
}

}  // namespace

bool runKill(const KillOptions& options) {
  bool all_hold = true;
  for (const DatabaseKind database : {DatabaseKind::sqlite, DatabaseKind::postgresql}) {
    if (options.database && *options.database != database) continue;
    for (const std::string& rotation : options.rotations) {
      all_hold = runCombination(options, database, rotation) && all_hold;
    }
  }
  return all_hold;
}

}  // namespace patchbay::storm
