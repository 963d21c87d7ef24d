#pragma once

#include <cstddef>

#include "tools/bench/storm/database.hpp"

namespace patchbay::storm {

/// Very many grants of one host that expire at once.
struct BurstOptions {
  DatabaseKind database = DatabaseKind::sqlite;
  std::size_t grants = 10'000;
  unsigned callers = 64;      ///< as many as the HTTP client opens connections to a provider
  unsigned provider_ms = 50;  ///< how long the provider thinks; real token endpoints take longer
  double quiet_seconds = 5;
};
bool runBurst(const BurstOptions& options);

}  // namespace patchbay::storm
