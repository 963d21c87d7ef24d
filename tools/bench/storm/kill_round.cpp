#include "tools/bench/storm/kill_round.hpp"

#include <stdexcept>
#include <utility>

#include "core/base/run_to_end.hpp"
#include "tools/bench/storm/verdict.hpp"

namespace patchbay::storm {
namespace {

constexpr std::size_t kMostReasons = 3;
constexpr Seconds kPatience{60};

FleetPlan planOf(DatabaseKind database, double scale) {
  FleetPlan plan;
  plan.database = database;
  plan.hosts = database == DatabaseKind::sqlite ? 1 : 2;
  plan.settings = scaledTimes(scale);
  // Else a host would die of some other grant's refresh, as soon as it is started.
  plan.settings["PATCHBAY_BACKGROUND_REFRESH"] = "false";
  plan.access_token_seconds = 2;
  return plan;
}

awaitable<void> keepHandOut(awaitable<HandOut> asking, HandOut* kept) {
  *kept = co_await std::move(asking);
}

awaitable<void> keepStatus(awaitable<unsigned> asking, unsigned* kept) {
  *kept = co_await std::move(asking);
}

HandOut wait(awaitable<HandOut> asking) {
  HandOut hand_out;
  runToEnd(keepHandOut(std::move(asking), &hand_out));
  return hand_out;
}

unsigned wait(awaitable<unsigned> asking) {
  unsigned status = 0;
  runToEnd(keepStatus(std::move(asking), &status));
  return status;
}

}  // namespace

KillStage::KillStage(DatabaseKind database, const std::string& rotation, double scale)
    : fleet_(planOf(database, scale)),
      backend_(fleet_.apiKey(), fleet_.sandbox().url()),
      rotation_(rotation) {
  sandbox().change({{"rotation", rotation}, {"calls_per_minute", 1'000'000'000}});
}

void KillStage::startVictim(const std::string& point) {
  if (fleet_.runs(0)) fleet_.kill(0);
  fleet_.start(0, {{"PATCHBAY_TEST_FAULTS", point + "=die"}});
}

bool KillStage::awaitDeath() {
  const bool died = fleet_.diesWithin(0, Seconds(5));
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
      return runToEnd(backend_.connect(host, host, workspace));
    } catch (const std::runtime_error&) {
      if (tries_left == 0) throw;
    }
  }
}

std::vector<LostGrant> KillStage::look(const std::string& workspace) {
  const auto grant =
      static_cast<std::size_t>(std::stoul(workspace.substr(workspace.find('-') + 1)));
  return findLostGrants([this](std::size_t) { return survivor(); }, backend_, grant, 1, kPatience);
}

std::string KillResults::describe() const {
  std::string text = std::to_string(kills) + " kills, " + std::to_string(worked) + " worked";
  if (reported > 0) text += ", " + std::to_string(reported) + " reported lost_rotation";
  return text + (wrong > 0 ? ", " + std::to_string(wrong) + " WRONG" : "");
}

void KillResults::fail(const std::string& reason) {
  ++wrong;
  if (reasons.size() < kMostReasons) reasons.push_back(reason);
}

void KillRound::run(unsigned times) {
  stage_.sandbox().clearLedger();
  for (unsigned i = 0; i < times; ++i) {
    killOnce();
    ++results_.kills;
  }
  judgeLedger(times);
}

void KillRound::judgeLedger(unsigned) {
  const LedgerFigures ledger = readLedger(stage_.sandbox());
  if (ledger.overlaps > 0) results_.fail("overlapping refreshes");
}

// Between the request and the commit the provider may have rotated, and only the dead host knew.
bool RefreshKills::mayLose() const {
  return stage_.rotation() == "strict" &&
         (point_ == "refresh.after_send" || point_ == "refresh.after_receive" ||
          point_ == "refresh.before_commit");
}

void RefreshKills::killOnce() {
  const std::string workspace = stage_.connectOne();
  stage_.startVictim(point_);
  bool died = false;
  // The token is refreshed once half its life is over.
  const TimePoint give_up = SystemClock().now() + Seconds(5);
  for (HandOut asked; !died && SystemClock().now() < give_up;) {
    asked = wait(stage_.backend().askForToken(stage_.victim(), workspace));
    died = asked.status == 0;
  }
  if (!stage_.awaitDeath()) return results_.fail("the host did not die");
  const auto lost = stage_.look(workspace);
  if (lost.empty()) {
    ++results_.worked;
  } else if (mayLose() && lost.front().isReportedAsLostRotation()) {
    ++results_.reported;
  } else {
    results_.fail(workspace + ": " + lost.front().last_answer);
  }
}

void RefreshKills::judgeLedger(unsigned kills) {
  KillRound::judgeLedger(kills);
  const LedgerFigures ledger = readLedger(stage_.sandbox());
  // What had reached the dead host may be asked for again; nothing else may.
  const bool was_received = point_ == "refresh.after_send" || point_ == "refresh.after_receive" ||
                            point_ == "refresh.before_commit";
  if (ledger.duplicates > (was_received ? kills : 0)) {
    results_.fail(std::to_string(ledger.duplicates) + " duplicate refreshes");
  }
  if (ledger.dead_uses > (mayLose() ? kills : 0)) {
    results_.fail(std::to_string(ledger.dead_uses) + " dead tokens used");
  }
}

void ConnectKills::killOnce() {
  const std::string workspace = stage_.connectOne();
  stage_.startVictim(point_);
  try {
    runToEnd(stage_.backend().connect(stage_.victim(), stage_.victim(), workspace));
    results_.fail("the connect went through");
  } catch (const http::TransportError&) {
  }
  if (!stage_.awaitDeath()) return results_.fail("the host did not die");
  auto lost = stage_.look(workspace);
  if (!lost.empty()) return results_.fail(workspace + ": " + lost.front().last_answer);
  stage_.connect(workspace);
  lost = stage_.look(workspace);
  if (!lost.empty()) {
    return results_.fail(workspace + " connected again: " + lost.front().last_answer);
  }
  ++results_.worked;
}

void DisconnectKills::killOnce() {
  const std::string workspace = stage_.connectOne();
  const HandOut held = wait(stage_.backend().askForToken(stage_.survivor(), workspace));
  stage_.startVictim(point_);
  wait(stage_.backend().disconnect(stage_.victim(), workspace));
  if (!stage_.awaitDeath()) return results_.fail("the host did not die");
  const std::string host = stage_.survivor();
  const unsigned again = wait(stage_.backend().disconnect(host, workspace));
  const unsigned token = wait(stage_.backend().askForToken(host, workspace)).status;
  const unsigned use = wait(stage_.backend().useToken(held));
  if ((again != 200 && again != 404) || token != 404 || use != 401) {
    return results_.fail(workspace + ": disconnect " + std::to_string(again) + ", token " +
                         std::to_string(token) + ", at the provider " + std::to_string(use));
  }
  ++results_.worked;
}

}  // namespace patchbay::storm
