#pragma once

#include "tools/sandbox/common/oauth/token_rules.hpp"

namespace patchbay::sandbox::gusto {

/// What Gusto would know about the applications, and the stand-in's switches.
struct GustoSettings : TokenRules {
  GustoSettings() {
    // Attached to the application when Gusto reviews it; requests cannot add any.
    scope =
        "public companies:read companies:disconnect_app_integration employees:read "
        "compensations:read webhook_subscriptions:read webhook_subscriptions:write";
  }

  unsigned calls_per_minute = 200;  ///< API calls a grant may make
  /// A list that is asked for without `page` is its first page. Gusto does so at some endpoints and
  /// does not say at which.
  bool forced_paging = false;
};

}  // namespace patchbay::sandbox::gusto
