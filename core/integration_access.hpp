#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/secret.hpp"

namespace patchbay {

/// One token pair as a provider issued it (RFC 6749 section 5.1), with absolute times.
struct IntegrationAccessToken {
  Secret access_token;
  Secret refresh_token;  ///< empty when the provider gave none
  Secret id_token;       ///< empty unless OpenID Connect
  std::string token_type = "Bearer";
  std::string scope;  ///< space separated, as granted
  TimePoint expires_at;

  IntegrationAccessToken() = default;

  /// Fewer than `margin` are left.
  PATCHBAY_EXPORT bool has_expired(TimePoint now, Seconds margin = Seconds(60)) const;
};

/// How many of something: the tenants that one grant reaches, or that a workspace may connect.
enum class TenantCount { one, many };

enum class TenantState {
  active,
  lost,  ///< the provider says that the grant reaches it no more; the token itself still works
};

/// A company (Gusto) or organisation (Xero) that a grant reaches.
struct Tenant {
  std::string id;             ///< the provider's id
  std::string name;           ///< for people; may be empty
  std::string type;           ///< the provider's word, e.g. `company`, `ORGANISATION`; may be empty
  std::string connection_id;  ///< the provider's id of "this grant reaches this tenant", if any
  TenantState state = TenantState::active;
  bool is_default = false;  ///< chosen for requests that name no tenant

  Tenant(std::string tenant_id, std::string tenant_name, std::string tenant_type = {},
         std::string connection = {})
      : id(std::move(tenant_id)),
        name(std::move(tenant_name)),
        type(std::move(tenant_type)),
        connection_id(std::move(connection)) {}
};

/// Why only the end user can help.
enum class ReconnectCause {
  none,
  revoked,               ///< the provider says the grant is gone (`invalid_grant`)
  lost_rotation,         ///< `invalid_grant` after an attempt whose outcome is unknown
  interaction_required,  ///< the provider wants to see the user
  deprovisioned,         ///< the provider told that our access was taken away
  tenant_lost,           ///< the tenant is not reached any more, though the token still works
  insufficient_scope,    ///< the user has to grant more than so far (RFC 6750 section 3.1)
};

/// A grant seen from a workspace: who may be reached with which token, and whether it still works.
/// Plain data; a copy of what the store held at `generation`.
struct IntegrationAccess {
  std::string workspace_id;
  std::string integration;  ///< lower-case name, e.g. `gusto`
  std::string grant_id;
  std::int64_t generation = 0;  ///< number of the stored pair; +1 at every commit
  IntegrationAccessToken token;
  std::vector<Tenant> tenants;  ///< empty until the provider has been asked
  std::string tenant_id;        ///< the one a request is about; empty in the store's records
  bool requires_reconnect = false;
  ReconnectCause reconnect_cause = ReconnectCause::none;
  std::optional<TimePoint> reconnect_since;
  TimePoint connected_at;
  TimePoint refreshed_at;  ///< when the pair of `generation` was committed

  IntegrationAccess() = default;

  bool has_expired(TimePoint now, Seconds margin = Seconds(60)) const {
    return token.has_expired(now, margin);
  }
};

/// The snake_case word of a cause; empty for `none`.
PATCHBAY_EXPORT std::string_view name(ReconnectCause cause);
PATCHBAY_EXPORT ReconnectCause parseReconnectCause(std::string_view word);

/// `active` or `lost`; every other word is read as `active`.
PATCHBAY_EXPORT std::string_view name(TenantState state);
PATCHBAY_EXPORT TenantState parseTenantState(std::string_view word);

/// The tenant of that id; null when the access does not reach it.
PATCHBAY_EXPORT const Tenant* findTenant(const IntegrationAccess& access,
                                         std::string_view tenant_id);

}  // namespace patchbay
