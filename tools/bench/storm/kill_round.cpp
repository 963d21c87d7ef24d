#include "tools/bench/storm/kill_round.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "core/base/run_to_end.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

constexpr std::size_t kMostReasons = 3;
constexpr Seconds kUntilRefreshed{30};

/// A token is asked for, and must be there in the end.
class RefreshKills final : public KillRound {
 public:
  using KillRound::KillRound;

 private:
  void killOnce() override;
  void judgeLedger() override;
  void askUntilDeath(const std::string& workspace);
  /// The provider had the refresh token, and what it made of it was not stored.
  bool diesUncommitted() const;
  bool mayLose() const { return stage_.rotation() == "strict" && diesUncommitted(); }
};

/// A connected workspace connects once more: its connection must work as if it had not, and can be
/// made once more.
class ConnectKills final : public KillRound {
 public:
  using KillRound::KillRound;

 private:
  void killOnce() override;
  bool works(const std::string& workspace, const std::string& when);
};

/// A workspace disconnects: asked again, nothing is left here nor at the provider.
class DisconnectKills final : public KillRound {
 public:
  using KillRound::KillRound;

 private:
  void killOnce() override;
};

bool RefreshKills::diesUncommitted() const {
  return point_ == "refresh.after_send" || point_ == "refresh.after_receive" ||
         point_ == "refresh.before_commit";
}

void RefreshKills::askUntilDeath(const std::string& workspace) {
  stage_.awaitAge();
  const TimePoint give_up = SystemClock().now() + kUntilRefreshed;
  while (SystemClock().now() < give_up) {
    if (runToEnd(stage_.backend().askForToken(stage_.victim(), workspace)).status == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void RefreshKills::killOnce() {
  const std::string workspace = stage_.connectOne();
  stage_.startVictim(point_);
  askUntilDeath(workspace);
  if (!isDead()) return;
  const auto lost = stage_.look(workspace);
  if (lost.empty()) {
    ++results_.worked;
  } else if (mayLose() && lost.front().isReportedAsLostRotation()) {
    ++results_.reported;
  } else {
    results_.lose(workspace + ": " + lost.front().last_answer);
  }
}

void RefreshKills::judgeLedger() {
  KillRound::judgeLedger();
  const LedgerFigures ledger = readLedger(stage_.sandbox());
  // What had reached the dead host may be asked for again; nothing else may.
  if (ledger.duplicates > (diesUncommitted() ? results_.kills : 0)) {
    results_.fail(std::to_string(ledger.duplicates) + " duplicate refreshes");
  }
  if (ledger.dead_uses > (mayLose() ? results_.kills : 0)) {
    results_.fail(std::to_string(ledger.dead_uses) + " dead tokens used");
  }
}

bool ConnectKills::works(const std::string& workspace, const std::string& when) {
  const auto lost = stage_.look(workspace);
  if (!lost.empty()) results_.lose(workspace + when + ": " + lost.front().last_answer);
  return lost.empty();
}

void ConnectKills::killOnce() {
  const std::string workspace = stage_.connectOne();
  stage_.startVictim(point_);
  try {
    runToEnd(stage_.backend().connect(stage_.victim(), stage_.victim(), workspace));
    results_.fail("the connect went through");
  } catch (const http::TransportError&) {
  }
  if (!isDead()) return;
  if (!works(workspace, "")) return;
  stage_.connect(workspace);
  if (works(workspace, " connected again")) ++results_.worked;
}

void DisconnectKills::killOnce() {
  const std::string workspace = stage_.connectOne();
  const HandOut held = runToEnd(stage_.backend().askForToken(stage_.survivor(), workspace));
  stage_.startVictim(point_);
  runToEnd(stage_.backend().disconnect(stage_.victim(), workspace));
  if (!isDead()) return;
  const std::string host = stage_.survivor();
  const unsigned again = runToEnd(stage_.backend().disconnect(host, workspace));
  const unsigned token = runToEnd(stage_.backend().askForToken(host, workspace)).status;
  const unsigned use = runToEnd(stage_.backend().useToken(held));
  if (held.status != 200 || (again != 200 && again != 404) || token != 404 || use != 401) {
    return results_.fail(workspace + ": before " + std::to_string(held.status) + ", disconnect " +
                         std::to_string(again) + ", token " + std::to_string(token) +
                         ", at the provider " + std::to_string(use));
  }
  ++results_.worked;
}

}  // namespace

void KillResults::explain(const std::string& reason) {
  if (reasons.size() < kMostReasons) reasons.push_back(reason);
}

void KillResults::lose(const std::string& reason) {
  ++lost;
  explain(reason);
}

void KillResults::fail(const std::string& reason) {
  ++wrong;
  explain(reason);
}

void KillRound::run(unsigned times) {
  stage_.sandbox().clearLedger();
  for (unsigned i = 0; i < times; ++i) {
    try {
      killOnce();
    } catch (const std::exception& error) {
      results_.fail(error.what());
    }
  }
  judgeLedger();
}

bool KillRound::isDead() {
  const bool died = stage_.awaitDeath();
  if (died) ++results_.kills;
  if (!died) results_.fail("the host did not die");
  return died;
}

void KillRound::judgeLedger() {
  const LedgerFigures ledger = readLedger(stage_.sandbox());
  if (ledger.overlaps > 0) results_.fail("overlapping refreshes");
}

std::unique_ptr<KillRound> makeKillRound(KillStage& stage, const std::string& point) {
  if (point.starts_with("connect.")) return std::make_unique<ConnectKills>(stage, point);
  if (point.starts_with("disconnect.")) return std::make_unique<DisconnectKills>(stage, point);
  return std::make_unique<RefreshKills>(stage, point);
}

std::int64_t tokenLifeAt(const std::string& point) {
  return point.starts_with("disconnect.") ? 7'200 : 4;
}

}  // namespace patchbay::storm
