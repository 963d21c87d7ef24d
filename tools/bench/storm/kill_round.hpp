#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tools/bench/storm/kill_stage.hpp"

namespace patchbay::storm {

struct KillResults {
  unsigned kills = 0;
  unsigned worked = 0;
  unsigned reported = 0;  ///< lost and reported with the cause `lost_rotation`, where that is right
  unsigned lost = 0;      ///< lost where nothing may be, or without that report
  unsigned wrong = 0;     ///< anything else: a host that lives on, a refresh too many
  std::vector<std::string> reasons;  ///< of the first that were lost or wrong

  bool hold() const { return kills > 0 && worked + reported == kills && lost + wrong == 0; }
  void lose(const std::string& reason);
  void fail(const std::string& reason);

 private:
  void explain(const std::string& reason);
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
  virtual void judgeLedger();
  /// Once the victim has what makes it die.
  bool isDead();

  KillStage& stage_;
  const std::string point_;
  KillResults results_;
};

/// Does at a point what passes it.
std::unique_ptr<KillRound> makeKillRound(KillStage& stage, const std::string& point);

/// How long tokens live while hosts are killed there: for a disconnect so long that what does not
/// work afterwards was ended, and did not just end.
std::int64_t tokenLifeAt(const std::string& point);

}  // namespace patchbay::storm
