#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Tables `api_keys` and `revisions`: the calls of `IntegrationStore` on one session.
namespace patchbay::store {

void insertApiKey(SqlSession& session, const ApiKey& key);
std::vector<ApiKey> listApiKeys(SqlSession& session);
bool revokeApiKey(SqlSession& session, const std::string& id, TimePoint now);

/// The counters of table `revisions`.
std::int64_t readRevision(SqlSession& session, const std::string& name);
/// Belongs into the transaction of the change it counts.
void advanceRevision(SqlSession& session, const std::string& name);

}  // namespace patchbay::store
