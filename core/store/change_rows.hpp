#pragma once

#include <cstdint>
#include <string>

#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Table `grant_changes`: how hosts over one database learn what others changed.
namespace patchbay::store {

/// Belongs into the transaction of the change, as its last statement: what follows on it would
/// widen the time in which a later number is visible and this one is not.
/// @param generation  of the pair that replaced the grant's older ones; 0 for any other change.
void noteChange(SqlSession& session, const IntegrationAccess& access, std::int64_t generation = 0);

// The calls of `IntegrationStore`, on one session.

GrantChanges findGrantChanges(SqlSession& session, std::int64_t after, std::int64_t most);
std::int64_t trimGrantChanges(SqlSession& session, Milliseconds keep);

}  // namespace patchbay::store
