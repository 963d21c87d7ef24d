#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/store/change_rows.hpp"
#include "core/store/ended_grants.hpp"
#include "core/store/grant_rows.hpp"
#include "core/store/stored_text.hpp"

namespace patchbay::store {
namespace {

const SqlText kFindHolder{
    R"(SELECT grant_id FROM tenants
       WHERE workspace_id = :workspace_id AND integration = :integration
         AND tenant_id = :tenant_id)",
    1};
const SqlText kTakeTenant{
    R"(DELETE FROM tenants
       WHERE workspace_id = :workspace_id AND integration = :integration
         AND tenant_id = :tenant_id)"};
const SqlText kDropTenants{"DELETE FROM tenants WHERE grant_id = :grant_id"};
const SqlText kInsertTenant{
    R"(INSERT INTO tenants (grant_id, workspace_id, integration, tenant_id, name, type,
         connection_id, state, is_default, position)
       VALUES (:grant_id, :workspace_id, :integration, :tenant_id, :name, :type,
         :connection_id, :state, :is_default, :position))"};
const SqlText kFindHeld{
    R"(SELECT tenant_id, is_default FROM tenants
       WHERE workspace_id = :workspace_id AND integration = :integration)",
    2};
const SqlText kHasTenants{"SELECT COUNT(*) FROM tenants WHERE grant_id = :grant_id", 1};
const SqlText kDropGrant{"DELETE FROM grants WHERE grant_id = :grant_id"};
const SqlText kTakeOverAttempts{
    R"(UPDATE grants SET failures = :failures, ambiguous_open = :ambiguous_open,
         not_before = :not_before, lease_owner = NULLIF(:lease_owner, ''), lease_until = :lease_until
       WHERE grant_id = :grant_id)"};

/// The grants, other than `access`, that reach one of the tenants.
std::set<std::string> findHolders(SqlSession& session, const IntegrationAccess& access,
                                  const std::vector<Tenant>& tenants) {
  std::set<std::string> holders;
  for (const Tenant& tenant : tenants) {
    auto row = session.queryOne(kFindHolder, {access.workspace_id, access.integration, tenant.id});
    if (row) holders.insert(row->text());
  }
  holders.erase(access.grant_id);
  return holders;
}

/// All grants that a connect of this one may change, locked: two hosts that connect the same tenant
/// come one after the other, also while neither has a tenant yet.
std::vector<GrantRow> lockSiblings(SqlSession& session, const std::string& grant_id) {
  const auto row = readGrantRow(session, grant_id);
  if (!row) return {};
  return lockGrantRows(session, row->access.workspace_id, row->access.integration);
}

const GrantRow* find(const std::vector<GrantRow>& rows, const std::string& grant_id) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const GrantRow& row) {
    return row.access.grant_id == grant_id;
  });
  return found == rows.end() ? nullptr : &*found;
}

/// The oldest of `row` and the holders: the record that lives on. `siblings` come oldest first.
const GrantRow& oldest(const std::vector<GrantRow>& siblings, const GrantRow& row,
                       const std::set<std::string>& holders) {
  for (const GrantRow& sibling : siblings) {
    if (holders.contains(sibling.access.grant_id)) return sibling;
    if (sibling.arrival == row.arrival) break;
  }
  return row;
}

/// What is known of the attempts to refresh a pair goes with it, a running one too: it ends under
/// the new name (`follow`), and until then nobody else begins one.
void takeOverAttempts(SqlSession& session, const GrantRow& from, const std::string& grant_id) {
  std::string owner;
  if (from.lease_owner) owner = ownerAfterHandOver(*from.lease_owner, from.access.grant_id);
  session.run(kTakeOverAttempts, {from.history.failures, std::int64_t{from.history.ambiguous_open},
                                  from.history.not_before, owner, from.lease_until, grant_id});
}

/// Gives `from`'s pair to `to` as its next generation. `to`'s own pair may be unreadable.
void handOver(SqlSession& session, const crypto::KeyRing& ring, const GrantRow& from,
              const GrantRow& to, TimePoint now) {
  IntegrationAccess next = to.access;
  next.token = openToken(from, ring);
  next.generation = to.access.generation + 1;
  next.refreshed_at = now;
  if (!replacePair(session, ring, next)) {
    throw IntegrationError(ErrorCode::internal, "A connection changed while it was taken over.",
                           "grant " + next.grant_id);
  }
  takeOverAttempts(session, from, next.grant_id);
  session.run(kDropGrant, {from.access.grant_id});
  noteSuccessor(session, from.access, {next.grant_id, next.generation});
}

/// The tenants that a workspace holds at an integration, by whichever grant.
struct Held {
  std::set<std::string> ids;
  std::string default_id;  ///< empty: none was chosen
};

Held readHeld(SqlSession& session, const IntegrationAccess& access) {
  Held held;
  for (SqlRow& row : session.query(kFindHeld, {access.workspace_id, access.integration})) {
    const std::string id = row.text();
    if (row.number() != 0) held.default_id = id;
    held.ids.insert(id);
  }
  return held;
}

/// A workspace that may hold one tenant keeps what it holds, and begins with a single one.
void requireAllowed(const Held& held, const std::vector<Tenant>& tenants, TenantCount allowed) {
  if (allowed == TenantCount::many) return;
  std::set<std::string> strangers;
  for (const Tenant& tenant : tenants) {
    if (!held.ids.contains(tenant.id)) strangers.insert(tenant.id);
  }
  if (strangers.empty() || (held.ids.empty() && strangers.size() == 1)) return;
  throw secondTenantRefused();
}

void writeTenants(SqlSession& session, const IntegrationAccess& access,
                  const std::vector<Tenant>& tenants, const std::string& default_id) {
  session.run(kDropTenants, {access.grant_id});
  std::int64_t position = 0;
  for (const Tenant& tenant : tenants) {
    // From whoever has it: an overtaken grant, or this one when the list names it twice.
    session.run(kTakeTenant, {access.workspace_id, access.integration, tenant.id});
    session.run(kInsertTenant, {access.grant_id, access.workspace_id, access.integration, tenant.id,
                                storableText(tenant.name), storableText(tenant.type),
                                storableText(tenant.connection_id), std::string(name(tenant.state)),
                                std::int64_t{tenant.id == default_id}, position++});
  }
}

/// A grant whose last tenant was taken over reaches nothing any more, and its pair is of no use.
void dropEmptied(SqlSession& session, const std::vector<GrantRow>& siblings,
                 const std::set<std::string>& holders, const std::string& survivor) {
  for (const GrantRow& sibling : siblings) {
    const std::string& id = sibling.access.grant_id;
    if (id == survivor || !holders.contains(id)) continue;
    auto count = session.queryOne(kHasTenants, {id});
    if (!count || count->number() > 0) continue;
    session.run(kDropGrant, {id});
    noteSuccessor(session, sibling.access, {survivor, 0});
  }
}

}  // namespace

std::optional<IntegrationAccess> attachTenants(SqlSession& session, const crypto::KeyRing& ring,
                                               const std::string& grant_id, std::int64_t generation,
                                               const std::vector<Tenant>& tenants,
                                               TenantCount allowed, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto siblings = lockSiblings(session, grant_id);
  const GrantRow* const row = find(siblings, grant_id);
  if (row == nullptr || row->access.generation != generation) return std::nullopt;
  const Held held = readHeld(session, row->access);
  requireAllowed(held, tenants, allowed);
  const auto holders = findHolders(session, row->access, tenants);
  const GrantRow& survivor = oldest(siblings, *row, holders);
  const std::string& survivor_id = survivor.access.grant_id;
  if (survivor_id != grant_id) handOver(session, ring, *row, survivor, now);
  writeTenants(session, survivor.access, tenants, held.default_id);
  dropEmptied(session, siblings, holders, survivor_id);
  const auto stored = readGrantRow(session, survivor_id);
  auto access = openGrant(ring, stored.value());
  noteChange(session, access);
  transaction.commit();
  return access;
}

}  // namespace patchbay::store
