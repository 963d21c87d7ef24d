#include "core/store/login_rows.hpp"

#include <utility>

#include "core/store/choice_rows.hpp"
#include "core/store/ended_grants.hpp"
#include "core/store/event_rows.hpp"
#include "core/store/json_list.hpp"
#include "core/store/row_seal.hpp"

namespace patchbay::store {
namespace {

const std::string kVerifier = "sealed_code_verifier";
const std::string kNonce = "sealed_nonce";

const SqlText kInsertLogin{
    R"(INSERT INTO pending_logins (state_hash, browser_hash, workspace_id, integration,
         sealed_code_verifier, sealed_nonce, redirect_uri, return_url, expires_at)
       VALUES (:state_hash, :browser_hash, :workspace_id, :integration,
         :verifier, :nonce, :redirect_uri, :return_url, :expires_at))"};
const SqlText kFindLogin{
    R"(SELECT browser_hash, workspace_id, integration, redirect_uri, return_url, expires_at,
         sealed_code_verifier, sealed_nonce
       FROM pending_logins WHERE state_hash = :state_hash)",
    8};
const SqlText kDropLogin{"DELETE FROM pending_logins WHERE state_hash = :state_hash"};
const SqlText kDropLogins{"DELETE FROM pending_logins WHERE expires_at <= :now"};

const SqlText kInsertSession{
    R"(INSERT INTO connect_sessions (token_hash, workspace_id, integrations, return_url, expires_at)
       VALUES (:token_hash, :workspace_id, :integrations, :return_url, :expires_at))"};
const SqlText kFindSession{
    R"(SELECT workspace_id, integrations, return_url, expires_at
       FROM connect_sessions WHERE token_hash = :token_hash AND expires_at > :now)",
    4};
const SqlText kDropSessions{"DELETE FROM connect_sessions WHERE expires_at <= :now"};

RowSeal sealOf(const PendingLogin& login, const crypto::KeyRing& ring) {
  return {ring,
          "pending_logins",
          "login " + login.state_hash,
          {login.workspace_id, login.integration, login.state_hash}};
}

}  // namespace

void insertPendingLogin(SqlSession& session, const crypto::KeyRing& ring,
                        const PendingLogin& login) {
  const RowSeal seal = sealOf(login, ring);
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  session.run(kInsertLogin,
              {login.state_hash, login.browser_hash, login.workspace_id, login.integration,
               seal.seal(kVerifier, login.code_verifier), seal.seal(kNonce, Secret(login.nonce)),
               login.redirect_uri, login.return_url, login.expires_at});
  transaction.commit();
}

std::optional<PendingLogin> takePendingLogin(SqlSession& session, const crypto::KeyRing& ring,
                                             const std::string& state_hash, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  auto row = session.queryOneLocked(kFindLogin, {state_hash});
  // The row counts as ours only if it was we who deleted it.
  if (!row || session.run(kDropLogin, {state_hash}) != 1) return std::nullopt;
  transaction.commit();

  PendingLogin login;
  login.state_hash = state_hash;
  login.browser_hash = row->text();
  login.workspace_id = row->text();
  login.integration = row->text();
  login.redirect_uri = row->text();
  login.return_url = row->text();
  login.expires_at = row->time();
  if (login.expires_at <= now) return std::nullopt;
  const RowSeal seal = sealOf(login, ring);
  login.code_verifier = seal.open(kVerifier, row->text());
  login.nonce = seal.open(kNonce, row->text()).reveal();
  return login;
}

void insertConnectSession(SqlSession& session, const ConnectSession& ticket) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  session.run(kInsertSession,
              {ticket.token_hash, ticket.workspace_id, toJsonList(ticket.integrations),
               ticket.return_url, ticket.expires_at});
  transaction.commit();
}

std::optional<ConnectSession> findConnectSession(SqlSession& session, const std::string& token_hash,
                                                 TimePoint now) {
  auto row = session.queryOne(kFindSession, {token_hash, now});
  if (!row) return std::nullopt;
  ConnectSession ticket;
  ticket.token_hash = token_hash;
  ticket.workspace_id = row->text();
  ticket.integrations = parseJsonList(row->text());
  ticket.return_url = row->text();
  ticket.expires_at = row->time();
  return ticket;
}

std::int64_t removeExpired(SqlSession& session, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const std::int64_t logins = session.run(kDropLogins, {now});
  const std::int64_t tickets = session.run(kDropSessions, {now});
  const std::int64_t choices = dropExpiredChoices(session, now);
  const std::int64_t events = dropFinishedEvents(session, now);
  trimEndedGrants(session);
  transaction.commit();
  return logins + tickets + choices + events;
}

}  // namespace patchbay::store
