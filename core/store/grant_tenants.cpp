#include <set>

#include "core/store/grant_rows.hpp"

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
    R"(INSERT INTO tenants (grant_id, workspace_id, integration, tenant_id, name, position)
       VALUES (:grant_id, :workspace_id, :integration, :tenant_id, :name, :position))"};
const SqlText kHasTenants{"SELECT COUNT(*) FROM tenants WHERE grant_id = :grant_id", 1};
const SqlText kDropGrant{"DELETE FROM grants WHERE grant_id = :grant_id"};

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

/// The oldest of `row` and the holders: the record that lives on.
GrantRow oldest(SqlSession& session, const GrantRow& row, const std::set<std::string>& holders) {
  GrantRow survivor = row;
  for (const std::string& holder : holders) {
    const auto other = readGrantRow(session, holder);
    if (other && other->arrival < survivor.arrival) survivor = *other;
  }
  return survivor;
}

/// Gives `from`'s pair to `to` as its next generation. `to`'s own pair may be unreadable.
void handOver(SqlSession& session, const crypto::KeyRing& ring, const GrantRow& from,
              const GrantRow& to, TimePoint now) {
  IntegrationAccess next = to.access;
  next.token = openToken(from, ring);
  next.generation = to.access.generation + 1;
  next.refreshed_at = now;
  replacePair(session, ring, next);
  session.run(kDropGrant, {from.access.grant_id});
}

void writeTenants(SqlSession& session, const IntegrationAccess& access,
                  const std::vector<Tenant>& tenants) {
  session.run(kDropTenants, {access.grant_id});
  std::int64_t position = 0;
  for (const Tenant& tenant : tenants) {
    // From whoever has it: an overtaken grant, or this one when the list names it twice.
    session.run(kTakeTenant, {access.workspace_id, access.integration, tenant.id});
    session.run(kInsertTenant, {access.grant_id, access.workspace_id, access.integration, tenant.id,
                                tenant.name, position++});
  }
}

/// A grant whose last tenant was taken over reaches nothing any more.
void dropEmptied(SqlSession& session, const std::set<std::string>& holders,
                 const std::string& survivor) {
  for (const std::string& holder : holders) {
    if (holder == survivor) continue;
    auto count = session.queryOne(kHasTenants, {holder});
    if (count && count->number() == 0) session.run(kDropGrant, {holder});
  }
}

}  // namespace

std::optional<IntegrationAccess> attachTenants(SqlSession& session, const crypto::KeyRing& ring,
                                               const std::string& grant_id, std::int64_t generation,
                                               const std::vector<Tenant>& tenants, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto row = readGrantRow(session, grant_id);
  if (!row || row->access.generation != generation) return std::nullopt;
  const auto holders = findHolders(session, row->access, tenants);
  const GrantRow survivor = oldest(session, *row, holders);
  const std::string& survivor_id = survivor.access.grant_id;
  if (survivor_id != grant_id) handOver(session, ring, *row, survivor, now);
  writeTenants(session, survivor.access, tenants);
  dropEmptied(session, holders, survivor_id);
  const auto stored = readGrantRow(session, survivor_id);
  auto access = openGrant(session, ring, stored.value());
  transaction.commit();
  return access;
}

}  // namespace patchbay::store
