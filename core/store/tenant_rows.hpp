#pragma once

#include <string>

#include "core/crypto/key_ring.hpp"
#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// What is changed of single tenants. `attachTenants` writes them, with their grant.
namespace patchbay::store {

bool setDefaultTenant(SqlSession& session, const std::string& workspace_id,
                      const std::string& integration, const std::string& tenant_id);
bool setTenantState(SqlSession& session, const std::string& grant_id, std::int64_t generation,
                    const std::string& tenant_id, TenantState state);
bool removeTenant(SqlSession& session, const std::string& grant_id, const std::string& tenant_id);

}  // namespace patchbay::store
