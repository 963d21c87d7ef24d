#include "core/integration_access.hpp"

#include <algorithm>

namespace patchbay {

bool IntegrationAccessToken::has_expired(TimePoint now, Seconds margin) const {
  return expires_at - now < margin;
}

std::string_view name(ReconnectCause cause) {
  switch (cause) {
    case ReconnectCause::revoked:
      return "revoked";
    case ReconnectCause::lost_rotation:
      return "lost_rotation";
    case ReconnectCause::interaction_required:
      return "interaction_required";
    case ReconnectCause::deprovisioned:
      return "deprovisioned";
    case ReconnectCause::tenant_lost:
      return "tenant_lost";
    case ReconnectCause::insufficient_scope:
      return "insufficient_scope";
    case ReconnectCause::none:
      break;
  }
  return "";
}

ReconnectCause parseReconnectCause(std::string_view word) {
  for (const auto cause : {ReconnectCause::revoked, ReconnectCause::lost_rotation,
                           ReconnectCause::interaction_required, ReconnectCause::deprovisioned,
                           ReconnectCause::tenant_lost, ReconnectCause::insufficient_scope}) {
    if (word == name(cause)) return cause;
  }
  return ReconnectCause::none;
}

std::string_view name(TenantState state) { return state == TenantState::lost ? "lost" : "active"; }

TenantState parseTenantState(std::string_view word) {
  return word == name(TenantState::lost) ? TenantState::lost : TenantState::active;
}

const Tenant* findTenant(const IntegrationAccess& access, std::string_view tenant_id) {
  const auto found = std::find_if(access.tenants.begin(), access.tenants.end(),
                                  [&](const Tenant& tenant) { return tenant.id == tenant_id; });
  return found == access.tenants.end() ? nullptr : &*found;
}

}  // namespace patchbay
