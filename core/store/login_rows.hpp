#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/crypto/key_ring.hpp"
#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Tables `pending_logins` and `connect_sessions`: the calls of `IntegrationStore` on one session.
namespace patchbay::store {

void insertPendingLogin(SqlSession& session, const crypto::KeyRing& ring,
                        const PendingLogin& login);
std::optional<PendingLogin> takePendingLogin(SqlSession& session, const crypto::KeyRing& ring,
                                             const std::string& state_hash, TimePoint now);
void insertConnectSession(SqlSession& session, const ConnectSession& ticket);
std::optional<ConnectSession> findConnectSession(SqlSession& session, const std::string& token_hash,
                                                 TimePoint now);
std::int64_t removeExpired(SqlSession& session, TimePoint now);

}  // namespace patchbay::store
