#pragma once

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
  bool enforce_pkce = false;     ///< refuse consent without `code_challenge` (S256)
  bool strict_rotation = false;  ///< a refresh token dies when it is exchanged

  const Application* findApplication(std::string_view client_id) const;
  bool acceptsRedirect(std::string_view uri) const;
};

/// Whether a space separated list holds that one scope.
bool holdsScope(std::string_view scopes, std::string_view wanted);

}  // namespace patchbay::sandbox::gusto
