#include "core/store/grant_rows.hpp"

#include <map>
#include <utility>

#include "core/base/error.hpp"
#include "core/crypto/random.hpp"
#include "core/freshness.hpp"
#include "core/store/api_key_rows.hpp"
#include "core/store/change_rows.hpp"
#include "core/store/ended_grants.hpp"
#include "core/store/row_seal.hpp"
#include "core/store/stored_text.hpp"

namespace patchbay::store {
namespace {

const std::string kAccessToken = "sealed_access_token";
const std::string kRefreshToken = "sealed_refresh_token";
const std::string kIdToken = "sealed_id_token";
const std::string kArrivals = "grants";

// What a `GrantRow` is read from.
const std::string kRow =
    R"(grant_id, workspace_id, integration, generation, token_type, scope, expires_at,
         reconnect_cause, reconnect_since, connected_at, refreshed_at, arrival,
         sealed_access_token, sealed_refresh_token, sealed_id_token, failures, ambiguous_open,
         not_before, lease_owner, lease_until)";
constexpr int kRowColumns = 20;
// Beside it, so that a grant with its tenants is one statement, and so one snapshot.
const std::string kTenants =
    R"((SELECT {json_rows}({json_row}(position, tenant_id, name, type, connection_id, state,
                                      is_default))
          FROM tenants WHERE tenants.grant_id = grants.grant_id))";
const std::string kSelect = "SELECT " + kRow + ", " + kTenants + " FROM grants ";
constexpr int kColumns = kRowColumns + 1;

const std::string kOfWorkspace =
    "WHERE workspace_id = :workspace_id AND integration = :integration ORDER BY arrival";
const SqlText kFindOne{kSelect + "WHERE grant_id = :grant_id", kColumns};
const SqlText kFindAll{kSelect + kOfWorkspace, kColumns};
const SqlText kFindReaching{kSelect + R"(WHERE grant_id IN (SELECT grant_id FROM tenants
                   WHERE integration = :integration AND tenant_id = :tenant_id) ORDER BY arrival)",
                            kColumns};
// Without tenants: who waited for the lock would see those of before, beside the row of after.
const SqlText kLockOne{"SELECT " + kRow + " FROM grants WHERE grant_id = :grant_id", kRowColumns};
const SqlText kLockAll{"SELECT " + kRow + " FROM grants " + kOfWorkspace, kRowColumns};

// A lease that nobody gave back: its holder may have spent the refresh token before it died.
const SqlText kLease{
    R"(UPDATE grants SET lease_owner = :owner, lease_until = {clock} + :lease,
         ambiguous_open = CASE WHEN lease_owner IS NULL THEN ambiguous_open ELSE 1 END
       WHERE grant_id = :grant_id AND generation <= :seen_generation
         AND (lease_owner IS NULL OR lease_owner = :claimant OR lease_until IS NULL
              OR lease_until <= {clock})
       RETURNING )" +
        kRow + ", " + kTenants,
    kColumns};
const SqlText kInsert{
    R"(INSERT INTO grants (grant_id, workspace_id, integration, arrival, generation,
         sealed_access_token, sealed_refresh_token, sealed_id_token, token_type, scope, expires_at,
         connected_at, refreshed_at, used_at, refresh_due_at)
       VALUES (:grant_id, :workspace_id, :integration, :arrival, :generation,
         :access_token, :refresh_token, :id_token, :token_type, :scope, :expires_at,
         :connected_at, :refreshed_at, :used_at, :refresh_due_at)
       ON CONFLICT (grant_id) DO NOTHING)"};
const SqlText kReplacePair{
    R"(UPDATE grants SET generation = :next_generation, sealed_access_token = :access_token,
         sealed_refresh_token = :refresh_token, sealed_id_token = :id_token,
         token_type = :token_type, scope = :scope, expires_at = :expires_at,
         refreshed_at = :refreshed_at, failures = 0, ambiguous_open = 0, not_before = NULL,
         reconnect_cause = NULL, reconnect_since = NULL, last_note = NULL, lease_owner = NULL,
         lease_until = NULL, refresh_due_at = :refresh_due_at
       WHERE grant_id = :grant_id AND generation = :generation
       RETURNING )" +
        kTenants,
    1};
const SqlText kRemove{"DELETE FROM grants WHERE grant_id = :grant_id AND generation = :generation"};

RowSeal sealOf(const IntegrationAccess& access, const crypto::KeyRing& ring) {
  return {ring,
          "grants",
          "grant " + access.grant_id,
          {access.workspace_id, access.integration, access.grant_id,
           std::to_string(access.generation)}};
}

Tenant readTenant(SqlRow& row) {
  Tenant tenant(row.text(), "");
  tenant.name = row.text();
  tenant.type = row.text();
  tenant.connection_id = row.text();
  tenant.state = parseTenantState(row.text());
  tenant.is_default = row.number() != 0;
  return tenant;
}

/// The column `kTenants`, in the order in which the provider listed them.
std::vector<Tenant> readTenants(SqlRow& row) {
  std::map<std::int64_t, Tenant> by_position;
  for (SqlRow& listed : row.rows()) {
    const std::int64_t position = listed.number();
    by_position.emplace(position, readTenant(listed));
  }
  std::vector<Tenant> tenants;
  for (auto& [position, tenant] : by_position) tenants.push_back(std::move(tenant));
  return tenants;
}

/// A row with its tenants.
GrantRow readWhole(SqlRow& row) {
  GrantRow grant(row);
  grant.access.tenants = readTenants(row);
  return grant;
}

/// The grant, or the one that took it over. Empty when it was removed, or never was.
std::optional<GrantRow> readGrantOrSuccessor(SqlSession& session, std::string grant_id) {
  for (;;) {
    auto row = readGrantRow(session, grant_id);
    if (row) return row;
    const auto ending = findEnding(session, grant_id);
    if (!ending || !ending->successor_id) return std::nullopt;
    grant_id = *ending->successor_id;
  }
}

IntegrationError removedMeanwhile() {
  return {ErrorCode::conflict,
          "the connection was removed while it was being stored; connect again to have it"};
}

}  // namespace

// The order of reading is the order of kSelect.
GrantRow::GrantRow(SqlRow& row) {
  access.grant_id = row.text();
  access.workspace_id = row.text();
  access.integration = row.text();
  access.generation = row.number();
  access.token.token_type = row.text();
  access.token.scope = row.text();
  access.token.expires_at = row.time();
  access.reconnect_cause = parseReconnectCause(row.optionalText().value_or(""));
  access.requires_reconnect = access.reconnect_cause != ReconnectCause::none;
  access.reconnect_since = row.optionalTime();
  access.connected_at = row.time();
  access.refreshed_at = row.time();
  arrival = row.number();
  sealed_access_token = row.text();
  sealed_refresh_token = row.text();
  sealed_id_token = row.text();
  history.failures = row.number();
  history.ambiguous_open = row.number() != 0;
  history.not_before = row.optionalTime();
  lease_owner = row.optionalText();
  lease_until = row.optionalTime();
}

std::optional<GrantRow> readGrantRow(SqlSession& session, const std::string& grant_id) {
  auto row = session.queryOne(kFindOne, {grant_id});
  if (!row) return std::nullopt;
  return readWhole(*row);
}

std::optional<GrantRow> lockGrantRow(SqlSession& session, const std::string& grant_id) {
  auto row = session.queryOneLocked(kLockOne, {grant_id});
  if (!row) return std::nullopt;
  return GrantRow(*row);
}

std::vector<GrantRow> lockGrantRows(SqlSession& session, const std::string& workspace_id,
                                    const std::string& integration) {
  std::vector<GrantRow> rows;
  for (SqlRow& row : session.queryLocked(kLockAll, {workspace_id, integration})) {
    rows.emplace_back(row);
  }
  return rows;
}

std::optional<GrantRow> leaseGrantRow(SqlSession& session, const std::string& grant_id,
                                      std::int64_t seen_generation, const std::string& owner,
                                      Milliseconds lease) {
  auto row = session.queryOne(
      kLease, {owner, std::int64_t{lease.count()}, grant_id, seen_generation, owner});
  if (!row) return std::nullopt;
  return readWhole(*row);
}

Secret openRefreshToken(const GrantRow& row, const crypto::KeyRing& ring) {
  return sealOf(row.access, ring).open(kRefreshToken, row.sealed_refresh_token);
}

IntegrationAccessToken openToken(const GrantRow& row, const crypto::KeyRing& ring) {
  const RowSeal seal = sealOf(row.access, ring);
  IntegrationAccessToken token = row.access.token;
  token.access_token = seal.open(kAccessToken, row.sealed_access_token);
  token.refresh_token = seal.open(kRefreshToken, row.sealed_refresh_token);
  token.id_token = seal.open(kIdToken, row.sealed_id_token);
  return token;
}

IntegrationAccess openGrant(const crypto::KeyRing& ring, const GrantRow& row) {
  IntegrationAccess access = row.access;
  access.token = openToken(row, ring);
  return access;
}

// What was just written needs no reading: only the tenants are not part of the row.
std::optional<IntegrationAccess> replacePair(SqlSession& session, const crypto::KeyRing& ring,
                                             IntegrationAccess access) {
  IntegrationAccessToken& token = access.token;
  token.token_type = storableText(token.token_type);
  token.scope = storableText(token.scope);
  const RowSeal seal = sealOf(access, ring);
  auto replaced = session.queryOne(
      kReplacePair,
      {access.generation, seal.seal(kAccessToken, token.access_token),
       seal.seal(kRefreshToken, token.refresh_token), seal.seal(kIdToken, token.id_token),
       token.token_type, token.scope, token.expires_at, access.refreshed_at, firstLookAt(access),
       access.grant_id, access.generation - 1});
  if (!replaced) return std::nullopt;
  access.tenants = readTenants(*replaced);
  access.requires_reconnect = false;
  access.reconnect_cause = ReconnectCause::none;
  access.reconnect_since.reset();
  return access;
}

IntegrationAccess insertGrant(SqlSession& session, const crypto::KeyRing& ring,
                              IntegrationAccess access, TimePoint now) {
  if (access.grant_id.empty()) access.grant_id = crypto::randomId("grant_");
  access.generation = 1;
  access.tenants.clear();
  access.requires_reconnect = false;
  access.reconnect_cause = ReconnectCause::none;
  access.reconnect_since.reset();
  access.connected_at = now;
  access.refreshed_at = now;
  access.token.token_type = storableText(access.token.token_type);
  access.token.scope = storableText(access.token.scope);
  const RowSeal seal = sealOf(access, ring);
  const IntegrationAccessToken& token = access.token;
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  advanceRevision(session, kArrivals);
  const std::int64_t arrival = readRevision(session, kArrivals);
  const auto inserted = session.run(
      kInsert,
      {access.grant_id, access.workspace_id, access.integration, arrival, access.generation,
       seal.seal(kAccessToken, token.access_token), seal.seal(kRefreshToken, token.refresh_token),
       seal.seal(kIdToken, token.id_token), token.token_type, token.scope, token.expires_at,
       access.connected_at, access.refreshed_at, access.connected_at, firstLookAt(access)});
  // A repetition: the first time counted, and only its answer got lost. What became of the grant
  // since then is looked for after the insert, which waits for whoever is just removing it.
  const auto ending = findEnding(session, access.grant_id);
  if (inserted == 0 || ending) {
    const auto row = readGrantOrSuccessor(
        session, inserted == 0 ? access.grant_id : ending->successor_id.value_or(""));
    if (!row) throw removedMeanwhile();
    return openGrant(ring, *row);
  }
  noteChange(session, access);
  transaction.commit();
  return access;
}

std::vector<IntegrationAccess> findGrants(SqlSession& session, const crypto::KeyRing& ring,
                                          const std::string& workspace_id,
                                          const std::string& integration) {
  std::vector<IntegrationAccess> grants;
  for (SqlRow& row : session.query(kFindAll, {workspace_id, integration})) {
    grants.push_back(openGrant(ring, readWhole(row)));
  }
  return grants;
}

std::vector<IntegrationAccess> findGrantsReaching(SqlSession& session,
                                                  const std::string& integration,
                                                  const std::string& tenant_id) {
  std::vector<IntegrationAccess> grants;
  for (SqlRow& row : session.query(kFindReaching, {integration, tenant_id})) {
    grants.push_back(readWhole(row).access);
  }
  return grants;
}

// No snapshot: a grant that is not there any more has left its ending behind, in one transaction.
std::optional<IntegrationAccess> findGrant(SqlSession& session, const crypto::KeyRing& ring,
                                           const std::string& grant_id) {
  const auto row = readGrantOrSuccessor(session, grant_id);
  if (!row) return std::nullopt;
  return openGrant(ring, *row);
}

bool removeGrant(SqlSession& session, const std::string& grant_id, std::int64_t generation) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto row = readGrantRow(session, grant_id);
  if (!row || session.run(kRemove, {grant_id, generation}) != 1) return false;
  noteRemoval(session, row->access);
  noteChange(session, row->access);
  transaction.commit();
  return true;
}

}  // namespace patchbay::store
