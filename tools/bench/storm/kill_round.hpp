#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/bench/storm/backend.hpp"
#include "tools/bench/storm/fleet.hpp"
#include "tools/bench/storm/grants.hpp"

namespace patchbay::storm {

/// Where hosts are killed: one host over SQLite, which is started again each time; two over
/// PostgreSQL, of which the second goes on and takes over.
class KillStage {
 public:
  KillStage(DatabaseKind database, const std::string& rotation, double scale);

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
  std::vector<LostGrant> look(const std::string& workspace);

  Backend& backend() { return backend_; }
  testing::SandboxControl sandbox() const { return fleet_.sandbox().control(); }
  const std::string& rotation() const { return rotation_; }

 private:
  Fleet fleet_;
  Backend backend_;
  std::string rotation_;
  std::size_t grants_ = 0;
};

struct KillResults {
  unsigned kills = 0;
  unsigned worked = 0;
  unsigned reported =
      0;  ///< lost, and reported with the cause `lost_rotation`, where that is right
  unsigned wrong = 0;
  std::vector<std::string> reasons;  ///< of the first wrong ones

  std::string describe() const;
  void fail(const std::string& reason);
};

/// Kills at one point, again and again.
class KillRound {
 public:
  KillRound(KillStage& stage, std::string point) : stage_(stage), point_(std::move(point)) {}
  virtual ~KillRound() = default;
  void run(unsigned times);
  const KillResults& results() const { return results_; }

 protected:
  /// One kill, and a look at what is left.
  virtual void killOnce() = 0;
  /// What must hold of the ledger after all kills.
  virtual void judgeLedger(unsigned kills);

  KillStage& stage_;
  const std::string point_;
  KillResults results_;
};

/// A token is asked for, and must be there in the end.
class RefreshKills final : public KillRound {
 public:
  using KillRound::KillRound;

 private:
  void killOnce() override;
  void judgeLedger(unsigned kills) override;
  bool mayLose() const;
};

/// A connected workspace connects once more: its connection must work as if it had not, and can be
/// made once more.
class ConnectKills final : public KillRound {
 public:
  using KillRound::KillRound;

 private:
  void killOnce() override;
};

/// A workspace disconnects: asked again, nothing is left here nor at the provider.
class DisconnectKills final : public KillRound {
 public:
  using KillRound::KillRound;

 private:
  void killOnce() override;
};

}  // namespace patchbay::storm
