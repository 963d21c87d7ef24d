#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// The tenants of grants as callers see them: a JSON array of
/// `{"id":...,"name":...,"type":...,"grant":...,"state":...,"default":...}`. `state` is
/// `requires_reconnect` where the whole grant needs the end user.
PATCHBAY_EXPORT std::string describeTenants(const std::vector<IntegrationAccess>& grants);

/// The grant that serves a request, with `tenant_id` set to the tenant it is about.
/// @param tenant_id  empty: the only tenant, or the one chosen as default. A grant whose tenants
/// are
///                   not known yet (the provider failed right after the login) counts only where
///                   there is no other.
/// @param provider   for people, e.g. `Gusto`.
/// @throws IntegrationError `not_connected`; `conflict` with the list of tenants in the problem
///         document when several fit.
PATCHBAY_EXPORT IntegrationAccess pickAccess(const std::vector<IntegrationAccess>& grants,
                                             const std::string& tenant_id,
                                             const std::string& provider);

/// `not_connected`: the workspace has no grant of the provider, or none that reaches the tenant.
PATCHBAY_EXPORT IntegrationError workspaceNotConnected(const std::string& provider);
PATCHBAY_EXPORT IntegrationError tenantNotConnected(const std::string& provider);

}  // namespace patchbay
