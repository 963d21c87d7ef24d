#pragma once

#include "tools/sandbox/common/oauth/token_rules.hpp"

namespace patchbay::sandbox::gusto {

/// What Gusto would know about the applications, and the stand-in's switches.
struct GustoSettings : TokenRules {
  GustoSettings() {
    // Attached to the application when Gusto reviews it; requests cannot add any.
    scope =
        "public companies:read companies:disconnect_app_integration employees:read "
        "compensations:read";
  }

  unsigned calls_per_minute = 200;  ///< API calls a grant may make
};

}  // namespace patchbay::sandbox::gusto
