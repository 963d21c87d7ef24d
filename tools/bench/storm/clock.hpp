#pragma once

#include <cstddef>

#include "tools/bench/storm/database.hpp"

namespace patchbay::storm {

/// Hosts of which one has a wrong clock, first ahead, then behind.
struct ClockOptions {
  DatabaseKind database = DatabaseKind::postgresql;
  unsigned hosts = 2;
  long shift_seconds = 3'600;
  std::size_t grants = 50;
  unsigned callers = 16;
  double seconds = 30;
  double scale = 0.05;
};
bool runClock(const ClockOptions& options);

}  // namespace patchbay::storm
