#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/crypto/key_ring.hpp"
#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Tables `grants` and `tenants`. A pair is always sealed for one place: its grant and generation.
namespace patchbay::store {

/// A row of `grants` as it stands, with the secrets still sealed.
struct GrantRow {
  explicit GrantRow(SqlRow& row);

  IntegrationAccess access;  ///< without secrets, and with tenants only where said
  std::int64_t arrival;      ///< smaller is older
  std::string sealed_access_token;
  std::string sealed_refresh_token;
  std::string sealed_id_token;
  RefreshHistory history;
  std::optional<std::string> lease_owner;
  std::optional<TimePoint> lease_until;
};

/// The row with its tenants.
std::optional<GrantRow> readGrantRow(SqlSession& session, const std::string& grant_id);
/// Without tenants, for a write transaction: the row stays as it is until that ends.
std::optional<GrantRow> lockGrantRow(SqlSession& session, const std::string& grant_id);
/// All grants of a workspace for one integration, oldest first, locked in that order, so that two
/// who change several of them never wait for each other.
std::vector<GrantRow> lockGrantRows(SqlSession& session, const std::string& workspace_id,
                                    const std::string& integration);

/// Takes or prolongs the lease, by the database's clock, where the pair is not newer than
/// `seen_generation` and nobody else's lease runs. Taken over from somebody who did not give it
/// back, it leaves a doubt. The tenants may be those of before a lock that this waited for.
/// @returns the row as it is now, with its tenants; empty where nothing was taken.
std::optional<GrantRow> leaseGrantRow(SqlSession& session, const std::string& grant_id,
                                      std::int64_t seen_generation, const std::string& owner,
                                      Milliseconds lease);

/// Opens the row's secrets.
/// @throws IntegrationError `sealed_text_refused` naming the grant.
IntegrationAccessToken openToken(const GrantRow& row, const crypto::KeyRing& ring);
Secret openRefreshToken(const GrantRow& row, const crypto::KeyRing& ring);
/// The whole record, with its tenants where the row has them.
IntegrationAccess openGrant(const crypto::KeyRing& ring, const GrantRow& row);

/// Writes `access.token` as the pair of `access.generation`, which follows on the stored one, and
/// clears history, reconnect state and lease.
/// @returns the whole record as it stands now; empty when the generation moved.
std::optional<IntegrationAccess> replacePair(SqlSession& session, const crypto::KeyRing& ring,
                                             IntegrationAccess access);

// The calls of `IntegrationStore`, on one session.

IntegrationAccess insertGrant(SqlSession& session, const crypto::KeyRing& ring,
                              IntegrationAccess access, TimePoint now);
std::vector<IntegrationAccess> findGrants(SqlSession& session, const crypto::KeyRing& ring,
                                          const std::string& workspace_id,
                                          const std::string& integration);
std::optional<IntegrationAccess> findGrant(SqlSession& session, const crypto::KeyRing& ring,
                                           const std::string& grant_id);
bool removeGrant(SqlSession& session, const std::string& grant_id, std::int64_t generation);

std::optional<IntegrationAccess> attachTenants(SqlSession& session, const crypto::KeyRing& ring,
                                               const std::string& grant_id, std::int64_t generation,
                                               const std::vector<Tenant>& tenants,
                                               TenantCount allowed, TimePoint now);
std::vector<IntegrationAccess> findGrantsReaching(SqlSession& session,
                                                  const std::string& integration,
                                                  const std::string& tenant_id);

RefreshClaim claimRefresh(SqlSession& session, const crypto::KeyRing& ring,
                          const std::string& grant_id, std::int64_t seen_generation,
                          const std::string& owner, Milliseconds lease);
std::optional<IntegrationAccess> commitRefresh(SqlSession& session, const crypto::KeyRing& ring,
                                               const std::string& grant_id, std::int64_t generation,
                                               IntegrationAccessToken token, TimePoint now);
bool recordRefreshFailure(SqlSession& session, const std::string& grant_id, std::int64_t generation,
                          const std::string& owner, const RefreshFailure& failure, TimePoint now);
bool requireReconnect(SqlSession& session, const std::string& grant_id, std::int64_t generation,
                      ReconnectCause cause, TimePoint now);
void noteGrantChange(SqlSession& session, const std::string& grant_id);

}  // namespace patchbay::store
