#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace patchbay::sandbox {

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

/// What a provider knows about its applications, and how long it lets codes and tokens live.
struct TokenRules {
  std::vector<Application> applications{{"sandbox-client", "sandbox-secret"}};
  std::vector<std::string> redirect_uris;
  /// Accept `http` redirect URIs to this machine, whatever their port and path.
  bool any_loopback_redirect = false;
  /// Attached to the application; a consent that brings no scopes of its own gives these.
  std::string scope;
  Seconds code_life{600};
  Seconds access_token_life{7200};
  /// A refresh token that nobody used for so long is dead; zero: it never dies of age.
  Seconds refresh_token_life{0};
  bool enforce_pkce = false;  ///< refuse a code without `code_challenge` (S256)
  bool verify_pkce = false;   ///< check `code_verifier` wherever a `code_challenge` was sent
  RotationRule rotation = RotationRule::until_first_use;
  Seconds rotation_grace{1800};      ///< how long an exchanged token works on under `grace`
  bool late_use_ends_grant = false;  ///< a rotated refresh token ends all that its consent gave

  const Application* findApplication(std::string_view client_id) const;
  bool acceptsRedirect(std::string_view uri) const;
};

/// Whether a space separated list holds that one scope.
bool holdsScope(std::string_view scopes, std::string_view wanted);
/// The scopes of a space separated list.
std::vector<std::string> splitScopes(std::string_view scopes);

}  // namespace patchbay::sandbox
