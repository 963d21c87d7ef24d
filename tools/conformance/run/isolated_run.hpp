#pragma once

#include <string>
#include <vector>

#include "tools/conformance/conformance.hpp"
#include "tools/conformance/scenarios/scenario.hpp"

namespace patchbay::conformance {

/// Plays scenarios one after the other in a child process. One that does not end in time is killed,
/// one that crashes is noticed, and the rest is played in a new child.
/// @throws IntegrationError when the integration cannot even be set up.
Report playIsolated(const MakeIntegration& make, const Options& options,
                    const std::vector<const Scenario*>& scenarios);

}  // namespace patchbay::conformance
