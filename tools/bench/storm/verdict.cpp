#include "tools/bench/storm/verdict.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace patchbay::storm {
namespace {

namespace json = boost::json;

/// Longer than the sandbox is ever told to wait.
constexpr std::chrono::seconds kUntilQuiet{60};
constexpr std::size_t kMostShown = 5;

std::int64_t numberIn(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? 0 : value->to_number<std::int64_t>();
}

std::string list(const std::map<unsigned, std::size_t>& by_status) {
  std::string text;
  for (const auto& [status, count] : by_status) {
    text += (text.empty() ? "" : ", ") + std::to_string(status) + ": " + std::to_string(count);
  }
  return text;
}

std::string withPlaces(double value, int places) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, value);
  return text;
}

}  // namespace

LedgerFigures readLedger(const testing::SandboxControl& sandbox) {
  const auto give_up = std::chrono::steady_clock::now() + kUntilQuiet;
  json::object counts = sandbox.ledgerCounts();
  while (numberIn(counts, "under_way") > 0) {
    if (std::chrono::steady_clock::now() > give_up) {
      throw std::runtime_error("token calls are still under way");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    counts = sandbox.ledgerCounts();
  }
  LedgerFigures figures;
  figures.refreshes = numberIn(counts.at("by_grant_type").as_object(), "refresh_token");
  figures.duplicates = numberIn(counts, "repeats_after_answer");
  figures.retries = numberIn(counts, "repeats_unanswered");
  figures.overlaps = numberIn(counts, "overlaps");
  figures.died_in_hand = numberIn(counts, "died_in_hand");
  figures.dead_uses = numberIn(counts, "dead_token_uses") - figures.died_in_hand;
  return figures;
}

void Verdict::tell(const std::string& what, const std::string& value) {
  lines_.push_back({what, value, "", true});
}

void Verdict::tellRatio(const std::string& what, double value) { tell(what, withPlaces(value, 2)); }

void Verdict::judge(const std::string& what, const std::string& value, bool holds) {
  lines_.push_back({what, value, "right", holds});
}

void Verdict::require(const std::string& what, std::int64_t value, std::int64_t most) {
  lines_.push_back({what, std::to_string(value), "at most " + std::to_string(most), value <= most});
}

void Verdict::requireRatio(const std::string& what, double value, double most) {
  lines_.push_back({what, withPlaces(value, 2), "at most " + withPlaces(most, 2), value <= most});
}

void Verdict::add(const LedgerFigures& ledger) {
  tell("refreshes", std::to_string(ledger.refreshes));
  tell("retries after a lost answer", std::to_string(ledger.retries));
  tell("tokens that died in a caller's hand", std::to_string(ledger.died_in_hand));
  require("dead tokens used", ledger.dead_uses, 0);
  require("duplicate refreshes", ledger.duplicates, 0);
  require("overlapping refreshes", ledger.overlaps, 0);
}

void Verdict::add(const CallerFigures& callers) {
  const auto requests = static_cast<double>(callers.requests());
  tell("token requests", std::to_string(callers.requests()));
  tell("token requests a second", withPlaces(requests / std::max(callers.seconds, 0.001), 0));
  tell("  by status", list(callers.by_status));
  tell("  uses by status", list(callers.uses));
  tell("  p50 ms", withPlaces(callers.quantile(0.50), 0));
  tell("  p99 ms", withPlaces(callers.quantile(0.99), 0));
}

void Verdict::add(const std::vector<LostGrant>& lost, std::size_t grants) {
  tell("grants", std::to_string(grants));
  require("lost grants", static_cast<std::int64_t>(lost.size()), 0);
  for (std::size_t i = 0; i < std::min(lost.size(), kMostShown); ++i) {
    tell("  lost " + lost[i].workspace, lost[i].last_answer);
  }
}

bool Verdict::print(const std::string& title) const {
  bool all_hold = true;
  std::printf("\n%s\n", title.c_str());
  for (const Line& line : lines_) {
    std::printf("  %-38s %s", line.what.c_str(), line.value.c_str());
    if (!line.wanted.empty()) {
      std::printf("   (%s: %s)", line.wanted.c_str(), line.holds ? "yes" : "NO");
    }
    std::printf("\n");
    all_hold = all_hold && line.holds;
  }
  std::fflush(stdout);
  return all_hold;
}

}  // namespace patchbay::storm
