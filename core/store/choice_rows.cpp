#include "core/store/choice_rows.hpp"

#include "core/store/json_list.hpp"
#include "core/store/stored_text.hpp"

namespace patchbay::store {
namespace {

const SqlText kInsert{
    R"(INSERT INTO pending_choices (choice_hash, browser_hash, workspace_id, integration, grant_id,
         tenants, return_url, expires_at)
       VALUES (:choice_hash, :browser_hash, :workspace_id, :integration, :grant_id,
         :tenants, :return_url, :expires_at))"};
const SqlText kFind{
    R"(SELECT browser_hash, workspace_id, integration, grant_id, tenants, return_url, expires_at
       FROM pending_choices WHERE choice_hash = :choice_hash)",
    7};
const SqlText kDrop{"DELETE FROM pending_choices WHERE choice_hash = :choice_hash"};
const SqlText kDropGrants{
    R"(DELETE FROM grants
       WHERE grant_id IN (SELECT grant_id FROM pending_choices WHERE expires_at <= :now)
         AND NOT EXISTS (SELECT 1 FROM tenants WHERE tenants.grant_id = grants.grant_id))"};
const SqlText kDropExpired{"DELETE FROM pending_choices WHERE expires_at <= :now"};

constexpr std::size_t kTextsPerTenant = 4;

std::string toJson(const std::vector<Tenant>& tenants) {
  std::vector<std::string> texts;
  for (const Tenant& tenant : tenants) {
    for (const auto* text : {&tenant.id, &tenant.name, &tenant.type, &tenant.connection_id}) {
      texts.push_back(storableText(*text));
    }
  }
  return toJsonList(texts);
}

std::vector<Tenant> parseTenants(const std::string& text) {
  const auto texts = parseJsonList(text);
  std::vector<Tenant> tenants;
  for (std::size_t at = 0; at + kTextsPerTenant <= texts.size(); at += kTextsPerTenant) {
    tenants.emplace_back(texts[at], texts[at + 1], texts[at + 2], texts[at + 3]);
  }
  return tenants;
}

}  // namespace

void insertPendingChoice(SqlSession& session, const PendingChoice& choice) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  session.run(kInsert,
              {choice.choice_hash, choice.browser_hash, choice.workspace_id, choice.integration,
               choice.grant_id, toJson(choice.tenants), choice.return_url, choice.expires_at});
  transaction.commit();
}

std::optional<PendingChoice> takePendingChoice(SqlSession& session, const std::string& choice_hash,
                                               TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  auto row = session.queryOneLocked(kFind, {choice_hash});
  if (!row) return std::nullopt;
  PendingChoice choice;
  choice.choice_hash = choice_hash;
  choice.browser_hash = row->text();
  choice.workspace_id = row->text();
  choice.integration = row->text();
  choice.grant_id = row->text();
  choice.tenants = parseTenants(row->text());
  choice.return_url = row->text();
  choice.expires_at = row->time();
  // One that is expired stays, so that its grant goes with it. Otherwise the row counts as
  // ours only if it was we who deleted it.
  if (choice.expires_at <= now || session.run(kDrop, {choice_hash}) != 1) return std::nullopt;
  transaction.commit();
  return choice;
}

std::int64_t dropExpiredChoices(SqlSession& session, TimePoint now) {
  session.run(kDropGrants, {now});
  return session.run(kDropExpired, {now});
}

}  // namespace patchbay::store
