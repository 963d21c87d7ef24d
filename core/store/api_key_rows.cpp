#include "core/store/api_key_rows.hpp"

#include "core/base/error.hpp"
#include "core/store/json_list.hpp"

namespace patchbay::store {
namespace {

const SqlText kInsert{
    R"(INSERT INTO api_keys (id, secret_hash, label, workspaces, operations, created_at, expires_at,
         revoked_at)
       VALUES (:id, :secret_hash, :label, :workspaces, :operations, :created_at, :expires_at,
         :revoked_at))"};
const SqlText kList{
    R"(SELECT id, secret_hash, label, workspaces, operations, created_at, expires_at, revoked_at
       FROM api_keys ORDER BY created_at, id)",
    8};
const SqlText kFind{"SELECT id FROM api_keys WHERE id = :id", 1};
const SqlText kRevoke{
    "UPDATE api_keys SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL"};
const SqlText kReadRevision{"SELECT value FROM revisions WHERE name = :name", 1};
const SqlText kAdvanceRevision{"UPDATE revisions SET value = value + 1 WHERE name = :name"};

const std::string kRevisionName = "api_keys";

ApiKey readKey(SqlRow& row) {
  ApiKey key;
  key.id = row.text();
  key.secret_hash = row.text();
  key.label = row.text();
  key.workspaces = parseJsonList(row.text());
  key.operations = parseJsonList(row.text());
  key.created_at = row.time();
  key.expires_at = row.optionalTime();
  key.revoked_at = row.optionalTime();
  return key;
}

}  // namespace

void insertApiKey(SqlSession& session, const ApiKey& key) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  session.run(kInsert,
              {key.id, key.secret_hash, key.label, toJsonList(key.workspaces),
               toJsonList(key.operations), key.created_at, key.expires_at, key.revoked_at});
  advanceRevision(session, kRevisionName);
  transaction.commit();
}

std::vector<ApiKey> listApiKeys(SqlSession& session) {
  std::vector<ApiKey> keys;
  for (SqlRow& row : session.query(kList)) keys.push_back(readKey(row));
  return keys;
}

bool revokeApiKey(SqlSession& session, const std::string& id, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  if (!session.queryOneLocked(kFind, {id})) return false;
  if (session.run(kRevoke, {now, id}) == 1) advanceRevision(session, kRevisionName);
  transaction.commit();
  return true;
}

std::int64_t readRevision(SqlSession& session, const std::string& name) {
  auto row = session.queryOne(kReadRevision, {name});
  if (!row) {
    throw IntegrationError(ErrorCode::storage_unavailable,
                           "The database lacks a counter; restore it from a backup.", name);
  }
  return row->number();
}

void advanceRevision(SqlSession& session, const std::string& name) {
  session.run(kAdvanceRevision, {name});
}

}  // namespace patchbay::store
