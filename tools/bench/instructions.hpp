#pragma once

#include <cstdint>

#include "tools/bench/subject.hpp"

namespace patchbay::bench {

/// User-mode instructions per request, by valgrind's callgrind: the difference between a run of
/// `requests` and one of twice as many, so that start and end cancel out. Repeats within a percent,
/// unlike anything that is measured in time.
double countInstructions(const Subject& subject, std::uint64_t requests);

}  // namespace patchbay::bench
