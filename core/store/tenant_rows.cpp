#include "core/store/tenant_rows.hpp"

#include "core/store/change_rows.hpp"
#include "core/store/grant_rows.hpp"

namespace patchbay::store {
namespace {

const SqlText kClearDefault{
    R"(UPDATE tenants SET is_default = 0
       WHERE workspace_id = :workspace_id AND integration = :integration AND is_default = 1)"};
const SqlText kSetDefault{
    R"(UPDATE tenants SET is_default = 1
       WHERE workspace_id = :workspace_id AND integration = :integration
         AND tenant_id = :tenant_id)"};
const SqlText kSetState{
    "UPDATE tenants SET state = :state WHERE grant_id = :grant_id AND tenant_id = :tenant_id"};
const SqlText kRemove{"DELETE FROM tenants WHERE grant_id = :grant_id AND tenant_id = :tenant_id"};
const SqlText kCount{"SELECT COUNT(*) FROM tenants WHERE grant_id = :grant_id", 1};

}  // namespace

// The grants are locked, as by a connect: so two who choose do so one after the other.
bool setDefaultTenant(SqlSession& session, const std::string& workspace_id,
                      const std::string& integration, const std::string& tenant_id) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto grants = lockGrantRows(session, workspace_id, integration);
  if (grants.empty()) return false;
  session.run(kClearDefault, {workspace_id, integration});
  if (session.run(kSetDefault, {workspace_id, integration, tenant_id}) != 1) return false;
  noteChange(session, grants.front().access);
  transaction.commit();
  return true;
}

bool setTenantState(SqlSession& session, const std::string& grant_id, std::int64_t generation,
                    const std::string& tenant_id, TenantState state) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto row = lockGrantRow(session, grant_id);
  if (!row || row->access.generation != generation) return false;
  if (session.run(kSetState, {std::string(name(state)), grant_id, tenant_id}) != 1) return false;
  noteChange(session, row->access);
  transaction.commit();
  return true;
}

bool removeTenant(SqlSession& session, const std::string& grant_id, const std::string& tenant_id) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const auto row = lockGrantRow(session, grant_id);
  if (!row) return false;
  auto count = session.queryOne(kCount, {grant_id});
  if (!count || count->number() < 2) return false;
  if (session.run(kRemove, {grant_id, tenant_id}) != 1) return false;
  noteChange(session, row->access);
  transaction.commit();
  return true;
}

}  // namespace patchbay::store
