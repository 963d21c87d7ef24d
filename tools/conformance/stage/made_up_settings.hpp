#pragma once

#include "tools/conformance/conformance.hpp"

namespace patchbay::conformance {

/// The settings that were given, and made-up values for whatever else the integration demands: it
/// is set up again and again, each time with what it missed last.
/// @throws IntegrationError `settings_invalid` when a given or made-up value does not suit it, and
///         what else its set-up throws.
Settings makeUpSettings(const MakeIntegration& make, const Options& options);

}  // namespace patchbay::conformance
