#pragma once

#include <string>
#include <vector>

#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Columns `refresh_due_at` and `used_at` of table `grants`: the calls of `IntegrationStore` on one
/// session.
namespace patchbay::store {

DueGrants takeDueGrants(SqlSession& session, const DueQuery& query, TimePoint now);
void recordUses(SqlSession& session, std::vector<std::string> grant_ids, TimePoint now);

}  // namespace patchbay::store
