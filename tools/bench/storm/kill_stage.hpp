#pragma once

#include <string>
#include <vector>

#include "tools/bench/storm/backend.hpp"
#include "tools/bench/storm/fleet.hpp"
#include "tools/bench/storm/grants.hpp"

namespace patchbay::storm {

/// What a stage stands on.
struct KillStagePlan {
  DatabaseKind database = DatabaseKind::sqlite;
  testing::PostgresServer* server = nullptr;  ///< for PostgreSQL; many stages share it
  std::string rotation;
  double scale = 0.05;                    ///< of the hosts' lease and deadlines
  std::int64_t access_token_seconds = 4;  ///< life of what the sandbox issues
};

/// Where hosts are killed: one host over SQLite, which is started again each time; two over
/// PostgreSQL, of which the second goes on and takes over.
class KillStage {
 public:
  explicit KillStage(const KillStagePlan& plan);

  /// Starts the victim so that it dies at the point.
  void startVictim(const std::string& point);
  std::string victim() const { return fleet_.url(0); }
  /// Waits for the victim's end. @returns whether it died, which it should have.
  bool awaitDeath();
  /// Where to go after a death; starts the host again where it was the only one.
  std::string survivor();

  /// A workspace that was never used, with a token that is about to be refreshed.
  std::string connectOne();
  /// Connects a workspace at the survivor. On a busy machine the short-lived token may run out
  /// before the flow is through, so it is tried more than once.
  void connect(const std::string& workspace);
  /// Waits until the token of the latest connect is old enough for a refresh: hosts keep what they
  /// just got for half its life.
  void awaitAge() const;
  std::vector<LostGrant> look(const std::string& workspace);

  Backend& backend() { return backend_; }
  testing::SandboxControl sandbox() const { return fleet_.sandbox().control(); }
  const std::string& rotation() const { return plan_.rotation; }

 private:
  const KillStagePlan plan_;
  Fleet fleet_;
  Backend backend_;
  std::size_t grants_ = 0;
  TimePoint connected_at_;
};

}  // namespace patchbay::storm
