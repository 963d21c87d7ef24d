#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace patchbay::storm {

/// PostgreSQL goes away in several ways while callers ask for tokens.
struct DatabaseTroubleOptions {
  std::vector<std::string> kinds{"restart", "crash", "terminate", "pause", "failover"};
  unsigned hosts = 2;
  std::size_t grants = 100;
  unsigned callers = 16;
  double outage_seconds = 5;  ///< how long it stays away; the pause has its own
  double pause_seconds = 60;
  double scale = 0.05;
};
bool runDatabaseTrouble(const DatabaseTroubleOptions& options);

}  // namespace patchbay::storm
