#include "core/store/migrations.hpp"

namespace patchbay::store {
namespace {

// Times are BIGINT milliseconds since the Unix epoch, UTC. Truth values are BIGINT 0 or 1. Lists
// are JSON arrays. Columns named sealed_... hold crypto::seal's text, bound to table, column and
// row. Both SQLite and PostgreSQL take every statement, once their own words are filled in.
const Migration kFoundation{
    1,
    "grants, tenants, logins, sessions and API keys",
    {
        // Counters: what was changed how often, and the order in which grants came.
        R"(CREATE TABLE revisions (
             name TEXT NOT NULL PRIMARY KEY,
             value BIGINT NOT NULL))",
        R"(INSERT INTO revisions (name, value)
             VALUES ('api_keys', 0), ('grants', 0), ('write_checks', 0))",

        // One row for what one consent gave. `arrival` orders grants by age, whatever clocks say.
        // `reconnect_cause` is NULL while the grant works. The lease is by the database's clock.
        R"(CREATE TABLE grants (
             grant_id TEXT NOT NULL PRIMARY KEY,
             workspace_id TEXT NOT NULL,
             integration TEXT NOT NULL,
             arrival BIGINT NOT NULL UNIQUE,
             generation BIGINT NOT NULL,
             sealed_access_token TEXT NOT NULL,
             sealed_refresh_token TEXT NOT NULL,
             sealed_id_token TEXT NOT NULL,
             token_type TEXT NOT NULL,
             scope TEXT NOT NULL,
             expires_at BIGINT NOT NULL,
             connected_at BIGINT NOT NULL,
             refreshed_at BIGINT NOT NULL,
             failures BIGINT NOT NULL DEFAULT 0,
             ambiguous_open BIGINT NOT NULL DEFAULT 0,
             not_before BIGINT,
             reconnect_cause TEXT,
             reconnect_since BIGINT,
             last_note TEXT,
             lease_owner TEXT,
             lease_until BIGINT))",
        "CREATE INDEX grants_by_workspace ON grants (workspace_id, integration)",

        R"(CREATE TABLE tenants (
             grant_id TEXT NOT NULL REFERENCES grants (grant_id) ON DELETE CASCADE,
             workspace_id TEXT NOT NULL,
             integration TEXT NOT NULL,
             tenant_id TEXT NOT NULL,
             name TEXT NOT NULL,
             position BIGINT NOT NULL,
             PRIMARY KEY (grant_id, tenant_id)))",
        R"(CREATE UNIQUE INDEX tenants_once_per_workspace
             ON tenants (workspace_id, integration, tenant_id))",

        R"(CREATE TABLE pending_logins (
             state_hash TEXT NOT NULL PRIMARY KEY,
             browser_hash TEXT NOT NULL,
             workspace_id TEXT NOT NULL,
             integration TEXT NOT NULL,
             sealed_code_verifier TEXT NOT NULL,
             sealed_nonce TEXT NOT NULL,
             redirect_uri TEXT NOT NULL,
             return_url TEXT NOT NULL,
             expires_at BIGINT NOT NULL))",
        "CREATE INDEX pending_logins_by_expiry ON pending_logins (expires_at)",

        R"(CREATE TABLE connect_sessions (
             token_hash TEXT NOT NULL PRIMARY KEY,
             workspace_id TEXT NOT NULL,
             integrations TEXT NOT NULL,
             return_url TEXT NOT NULL,
             expires_at BIGINT NOT NULL))",
        "CREATE INDEX connect_sessions_by_expiry ON connect_sessions (expires_at)",

        R"(CREATE TABLE api_keys (
             id TEXT NOT NULL PRIMARY KEY,
             secret_hash TEXT NOT NULL,
             label TEXT NOT NULL,
             workspaces TEXT NOT NULL,
             operations TEXT NOT NULL,
             created_at BIGINT NOT NULL,
             expires_at BIGINT,
             revoked_at BIGINT))",
    }};

const Migration kSeveralHosts{
    2,
    "refresh ahead of expiry, and the feed of changes",
    {
        // `refresh_due_at` is when somebody should next look whether to refresh the grant; NULL:
        // never (dead, or without a refresh token). `used_at` is when a caller last got a token, to
        // the hour. What is there is taken as used when it was last refreshed.
        "ALTER TABLE grants ADD COLUMN refresh_due_at BIGINT",
        "ALTER TABLE grants ADD COLUMN used_at BIGINT",
        "UPDATE grants SET used_at = refreshed_at",
        R"(UPDATE grants SET refresh_due_at = expires_at - 60000
             WHERE reconnect_cause IS NULL)",
        "CREATE INDEX grants_by_due ON grants (integration, refresh_due_at)",

        // What changed of what may be handed out, so that hosts follow each other. `generation` is
        // that of a pair that replaced older ones; 0: anything may have changed.
        R"(CREATE TABLE grant_changes (
             sequence {counting_key},
             workspace_id TEXT NOT NULL,
             integration TEXT NOT NULL,
             grant_id TEXT NOT NULL,
             generation BIGINT NOT NULL,
             changed_at BIGINT NOT NULL DEFAULT ({clock})))",
        "CREATE INDEX grant_changes_by_time ON grant_changes (changed_at)",
        "INSERT INTO revisions (name, value) VALUES ('grant_changes_trimmed', 0)",
    }};

const Migration kTenants{
    3,
    "tenants with type, state and choice, and provider events",
    {
        // `connection_id` is the provider's name of "this grant reaches this tenant". `is_default`
        // marks the one for requests that name none.
        "ALTER TABLE tenants ADD COLUMN type TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tenants ADD COLUMN connection_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tenants ADD COLUMN state TEXT NOT NULL DEFAULT 'active'",
        "ALTER TABLE tenants ADD COLUMN is_default BIGINT NOT NULL DEFAULT 0",
        R"(CREATE UNIQUE INDEX tenants_one_default
             ON tenants (workspace_id, integration) WHERE is_default = 1)",
        "CREATE INDEX tenants_by_id ON tenants (integration, tenant_id)",

        // Grants without tenant, until somebody chooses one of `tenants` (JSON objects).
        R"(CREATE TABLE pending_choices (
             choice_hash TEXT NOT NULL PRIMARY KEY,
             browser_hash TEXT NOT NULL,
             workspace_id TEXT NOT NULL,
             integration TEXT NOT NULL,
             grant_id TEXT NOT NULL,
             tenants TEXT NOT NULL,
             return_url TEXT NOT NULL,
             expires_at BIGINT NOT NULL))",
        "CREATE INDEX pending_choices_by_expiry ON pending_choices (expires_at)",

        // A row stays for a while after the event was worked off (`done_at`), so that it is known
        // when it comes again. `taken_until` is by the database's clock.
        R"(CREATE TABLE provider_events (
             sequence {counting_key},
             integration TEXT NOT NULL,
             event_id TEXT NOT NULL,
             effect TEXT NOT NULL,
             tenant_id TEXT NOT NULL,
             happened_at BIGINT NOT NULL,
             received_at BIGINT NOT NULL,
             attempts BIGINT NOT NULL DEFAULT 0,
             taken_until BIGINT,
             done_at BIGINT))",
        "CREATE UNIQUE INDEX provider_events_once ON provider_events (integration, event_id)",
        "CREATE INDEX provider_events_open ON provider_events (sequence) WHERE done_at IS NULL",
        "CREATE INDEX provider_events_by_end ON provider_events (done_at)",

        R"(CREATE TABLE event_handshakes (
             sequence {counting_key},
             id TEXT NOT NULL,
             integration TEXT NOT NULL,
             sealed_verification_token TEXT NOT NULL,
             received_at BIGINT NOT NULL))",
    }};

const Migration kEndings{4,
                         "what became of grants that ended",
                         {
                             // `generation` is the grant's last one. `successor_id` is the grant
                             // that took it over (NULL: it was removed), `successor_generation`
                             // what its last pair became there (0: nothing).
                             R"(CREATE TABLE ended_grants (
             grant_id TEXT NOT NULL PRIMARY KEY,
             generation BIGINT NOT NULL,
             successor_id TEXT,
             successor_generation BIGINT NOT NULL,
             ended_at BIGINT NOT NULL DEFAULT ({clock})))",
                             "CREATE INDEX ended_grants_by_time ON ended_grants (ended_at)",
                         }};

const Migration kKeys{5,
                      "which keys have sealed",
                      {
                          // `sealed_proof` opens with the key of that name only.
                          R"(CREATE TABLE sealing_keys (
             key_id TEXT NOT NULL PRIMARY KEY,
             sealed_proof TEXT NOT NULL,
             first_used_at BIGINT NOT NULL))",
                          "INSERT INTO revisions (name, value) VALUES ('sealing_keys', 0)",
                      }};

}  // namespace

const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all{kFoundation, kSeveralHosts, kTenants, kEndings, kKeys};
  return all;
}

}  // namespace patchbay::store
