#pragma once

#include <string>

#include "tools/sandbox/common/oauth/token_rules.hpp"

namespace patchbay::sandbox::xero {

/// How a report writes the cell of an account that did not move.
enum class ZeroCells {
  zero,     ///< `0.00`
  empty,    ///< an empty text
  missing,  ///< not at all, where no other cell stands behind it
};

/// What Xero would know about the applications, and the stand-in's switches.
struct XeroSettings : TokenRules {
  XeroSettings() {
    code_life = Seconds(300);
    access_token_life = Seconds(1800);
    refresh_token_life = std::chrono::days(60);
    rotation = RotationRule::grace;
    verify_pkce = true;
  }

  unsigned calls_at_once = 5;             ///< of an organisation
  unsigned calls_per_minute = 60;         ///< of an organisation
  unsigned calls_per_day = 5000;          ///< of an organisation
  unsigned app_calls_per_minute = 10000;  ///< of the application, all organisations together
  bool invalid_client_is_401 = false;     ///< 400 is seen most
  bool broad_scopes = false;  ///< the application is older than 2 March 2026 and may ask for them
  bool has_reports_role = true;  ///< whether the user may see reports
  bool custom_layout = false;    ///< the organisations renamed the lines of their profit and loss
  ZeroCells zero_cells = ZeroCells::zero;
  std::string webhook_key = "sandbox-webhook-key";
};

}  // namespace patchbay::sandbox::xero
