#include "tools/bench/storm/kill.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "core/base/fault_point.hpp"
#include "tools/bench/storm/kill_round.hpp"
#include "tools/bench/storm/kill_table.hpp"

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

std::vector<std::string> wantedPoints(const KillOptions& options) {
  const std::vector<std::string> all = allPoints();
  for (const std::string& point : options.points) {
    if (std::find(all.begin(), all.end(), point) == all.end()) {
      throw std::runtime_error("there is no fault point " + point);
    }
  }
  return options.points.empty() ? all : options.points;
}

std::vector<KillRow> plannedRows(const KillOptions& options) {
  std::vector<KillRow> rows;
  for (const DatabaseKind database : {DatabaseKind::sqlite, DatabaseKind::postgresql}) {
    if (options.database && *options.database != database) continue;
    for (const std::string& rotation : options.rotations) {
      for (const std::string& point : wantedPoints(options)) {
        rows.push_back({database, rotation, point, {}});
      }
    }
  }
  return rows;
}

/// Works off the rows that are not done yet, on several threads.
class KillRun {
 public:
  KillRun(const KillOptions& options, std::vector<KillRow>& rows)
      : options_(options), rows_(rows) {}

  void work(testing::PostgresServer* server) {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < options_.at_once; ++i) {
      threads.emplace_back([this, server] { workOff(server); });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  void workOff(testing::PostgresServer* server) {
    for (std::size_t next = next_++; next < rows_.size(); next = next_++) {
      KillRow& row = rows_[next];
      if (row.results.kills > 0) continue;
      try {
        kill(row, server);
      } catch (const std::exception& error) {
        row.results.fail(error.what());
      }
      report(row);
    }
  }

  void kill(KillRow& row, testing::PostgresServer* server) const {
    KillStagePlan plan;
    plan.database = row.database;
    plan.server = row.database == DatabaseKind::postgresql ? server : nullptr;
    plan.rotation = row.rotation;
    plan.scale = options_.scale;
    plan.access_token_seconds = tokenLifeAt(row.point);
    KillStage stage(plan);
    const auto round = makeKillRound(stage, row.point);
    round->run(options_.times);
    row.results = round->results();
  }

  void report(const KillRow& row) {
    const std::lock_guard lock(mutex_);
    writeKillRow(options_.results_file, row);
    std::printf("%s %s %s: %u kills, %s\n", std::string(nameOf(row.database)).c_str(),
                row.rotation.c_str(), row.point.c_str(), row.results.kills,
                row.results.hold() ? "right" : "WRONG");
    for (const std::string& reason : row.results.reasons) std::printf("  %s\n", reason.c_str());
  }

  const KillOptions& options_;
  std::vector<KillRow>& rows_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // one report at a time
};

/// Nothing is ever written for good here: it is hosts that die, not this server.
std::unique_ptr<testing::PostgresServer> serverFor(const std::vector<KillRow>& rows) {
  const bool is_wanted = std::any_of(rows.begin(), rows.end(), [](const KillRow& row) {
    return row.database == DatabaseKind::postgresql && row.results.kills == 0;
  });
  if (!is_wanted) return nullptr;
  return std::make_unique<testing::PostgresServer>(
      std::vector<std::string>{"max_connections=400", "fsync=off"});
}

}  // namespace

bool runKill(const KillOptions& options) {
  std::vector<KillRow> rows = plannedRows(options);
  readKillRows(options.results_file, options.times, rows);
  const auto server = serverFor(rows);
  KillRun(options, rows).work(server.get());
  return printKillRows(rows);
}

}  // namespace patchbay::storm
