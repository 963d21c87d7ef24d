#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/bench/storm/database.hpp"

namespace patchbay::storm {

/// kill -9 at every fault point, on every database, under every rule of rotation.
struct KillOptions {
  unsigned times = 50;
  std::optional<DatabaseKind> database;  ///< empty: both
  std::vector<std::string> rotations{"none", "grace", "until_first_use", "strict"};
  std::vector<std::string> points;  ///< empty: all
  double scale = 0.05;              ///< of lease and deadlines
  /// Fleets that run side by side, each busy with one point: most of a kill is waiting, for tokens
  /// to grow old and for leases to run out.
  unsigned at_once = 8;
  std::string results_file;  ///< finished points are added to it, and are not done again
};
bool runKill(const KillOptions& options);

}  // namespace patchbay::storm
