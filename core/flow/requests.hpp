#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/integration_access.hpp"
#include "core/oauth/parameters.hpp"

// What goes into the flow's steps, and what comes out of them.

namespace patchbay {

/// Who wants to connect what.
struct LoginRequest {
  std::string workspace_id;
  std::string return_url;  ///< where to go afterwards; empty means the fixed page

  LoginRequest(std::string workspace, std::string return_to)
      : workspace_id(std::move(workspace)), return_url(std::move(return_to)) {}
};

/// What the browser gets: go there, and keep this cookie until the callback.
struct LoginRedirect {
  std::string location;
  Secret browser_binding;  ///< value of the cookie that ties the login to this browser
  /// Belongs into the cookie's name, so that logins in two tabs keep a cookie each. Not secret.
  std::string login_id;

  LoginRedirect() = default;
};

/// What the provider sent the browser back with.
struct CallbackRequest {
  oauth::Parameters query;
  Secret browser_binding;  ///< the cookie; empty when the browser brought none

  CallbackRequest(oauth::Parameters parameters, Secret cookie)
      : query(std::move(parameters)), browser_binding(std::move(cookie)) {}
};

/// The tenants of which the end user has to choose one before anything is connected.
struct TenantChoice {
  Secret token;  ///< goes into the form; spent by the first answer
  std::vector<Tenant> tenants;

  TenantChoice() = default;
};

/// What the end user chose. The browser binding is that of the login.
struct TenantChoiceRequest {
  Secret token;
  std::string tenant_id;
  Secret browser_binding;  ///< the login's cookie; empty when the browser brought none

  TenantChoiceRequest(Secret choice, std::string tenant, Secret cookie)
      : token(std::move(choice)),
        tenant_id(std::move(tenant)),
        browser_binding(std::move(cookie)) {}
};

/// How a login ended. Also for a failure the workspace and the return URL are known, once the
/// pending login was found.
struct CallbackResult {
  std::string workspace_id;
  std::string return_url;
  std::optional<IntegrationAccess> access;  ///< set when connected
  std::optional<TenantChoice> choice;       ///< set when the user has to choose a tenant first
  std::vector<std::string> missing_scopes;  ///< required, but not granted
  std::optional<IntegrationError> failure;  ///< set when not connected

  CallbackResult() = default;
};

/// Which access a backend wants.
struct AccessRequest {
  std::string workspace_id;
  std::string tenant_id;  ///< empty means the only one, or the chosen default
  Seconds min_ttl{60};    ///< refresh when fewer seconds remain

  AccessRequest(std::string workspace, std::string tenant, Seconds least_left)
      : workspace_id(std::move(workspace)), tenant_id(std::move(tenant)), min_ttl(least_left) {}
};

/// How a disconnect went. What is counted is forgotten here in any case.
struct DisconnectResult {
  int grants = 0;               ///< how many were forgotten
  int tenants = 0;              ///< how many tenants, of grants that reach others and live on
  int revoked_at_provider = 0;  ///< how many of both the provider confirmed as gone
};

/// What a provider sent to the address for events.
struct EventDelivery {
  std::string signature;  ///< the value of the app's signature header; empty when there is none
  std::string body;       ///< as it came, byte for byte

  EventDelivery(std::string signed_with, std::string raw_body)
      : signature(std::move(signed_with)), body(std::move(raw_body)) {}
};

enum class EventOutcome {
  accepted,   ///< signed, and kept to be worked off; or known already, or of no consequence here
  handshake,  ///< the provider named the key it will sign with; kept for the operator to compare
  refused,    ///< not signed with the key that was set
};

}  // namespace patchbay
