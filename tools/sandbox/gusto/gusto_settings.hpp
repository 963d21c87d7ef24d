#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace patchbay::sandbox::gusto {

/// A registered application. All share the list of redirect URIs.
struct Application {
  std::string client_id;
  std::string client_secret;
};

/// What becomes of a refresh token that is exchanged.
enum class RotationRule {
  none,             ///< it stays the same, and works on
  grace,            ///< it works on for a while
  until_first_use,  ///< it works on until the new access token is used, as at Gusto
  strict,           ///< it is dead at once
};

/// `none`, `grace`, `until_first_use` or `strict`; empty for anything else.
std::optional<RotationRule> findRotationRule(std::string_view name);
std::string_view nameOf(RotationRule rule);

/// What Gusto would know about the applications, and the stand-in's switches.
struct GustoSettings {
  std::vector<Application> applications{{"sandbox-client", "sandbox-secret"}};
  std::vector<std::string> redirect_uris;
  /// Accept `http` redirect URIs to this machine, whatever their port and path.
  bool any_loopback_redirect = false;
  /// Attached to the application when Gusto reviews it; requests cannot add any.
  std::string scope =
      "public companies:read companies:disconnect_app_integration employees:read "
      "compensations:read";
  Seconds access_token_life{7200};
  bool enforce_pkce = false;  ///< refuse consent without `code_challenge` (S256)
  RotationRule rotation = RotationRule::until_first_use;
  Seconds rotation_grace{1800};     ///< how long an exchanged token works on under `grace`
  unsigned calls_per_minute = 200;  ///< API calls a grant may make

  const Application* findApplication(std::string_view client_id) const;
  bool acceptsRedirect(std::string_view uri) const;
};

/// Whether a space separated list holds that one scope.
bool holdsScope(std::string_view scopes, std::string_view wanted);

}  // namespace patchbay::sandbox::gusto
