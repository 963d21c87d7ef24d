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
};
bool runKill(const KillOptions& options);

}  // namespace patchbay::storm
