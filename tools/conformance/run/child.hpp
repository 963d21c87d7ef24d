#pragma once

#include <cstddef>
#include <vector>

#include "tools/conformance/conformance.hpp"
#include "tools/conformance/scenarios/scenario.hpp"

namespace patchbay::conformance {

/// The child's side: plays the scenarios from `first` on, and tells how each ended, a line of JSON
/// each, on `pipe`. Ends the process.
[[noreturn]] void playInChild(const MakeIntegration& make, const Options& options,
                              const std::vector<const Scenario*>& scenarios, std::size_t first,
                              int pipe);

}  // namespace patchbay::conformance
