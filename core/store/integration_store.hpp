#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/events/provider_event.hpp"
#include "core/freshness.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// A login that waits for its callback. `state` itself is never stored, only its SHA-256.
struct PendingLogin {
  std::string state_hash;    ///< SHA-256 of `state`, hex; the key
  std::string browser_hash;  ///< SHA-256 of the cookie that binds it to one browser, hex
  std::string workspace_id;
  std::string integration;
  Secret code_verifier;  ///< empty where the provider declares no PKCE
  std::string nonce;     ///< empty unless OpenID Connect
  std::string redirect_uri;
  std::string return_url;  ///< already checked against the configured list; may be empty
  TimePoint expires_at;

  PendingLogin() = default;
};

/// A grant whose tenant the end user still has to choose, after a login that reached several where
/// the workspace may hold one. Its token is stored as a hash only.
struct PendingChoice {
  std::string choice_hash;   ///< SHA-256 of the choice's token, hex; the key
  std::string browser_hash;  ///< as in the login it came from
  std::string workspace_id;
  std::string integration;
  std::string grant_id;
  std::vector<Tenant> tenants;  ///< what may be chosen
  std::string return_url;       ///< already checked; may be empty
  TimePoint expires_at;

  PendingChoice() = default;
};

/// The key with which a provider says it will sign its events. Who sent it is not known: the
/// operator compares and decides, nothing here ever uses it.
struct EventHandshake {
  std::string integration;
  Secret verification_token;
  TimePoint received_at;

  EventHandshake() = default;
};

/// The ticket with which a browser may connect a workspace. Its token is stored as a hash only.
struct ConnectSession {
  std::string token_hash;  ///< SHA-256 of the token, hex; the key
  std::string workspace_id;
  std::vector<std::string> integrations;  ///< lower-case names; empty means all
  std::string return_url;
  TimePoint expires_at;

  ConnectSession() = default;
};

/// A backend's key: `pb_<id>_<secret>`. The secret (256 random bits) is stored as a hash only.
struct ApiKey {
  std::string id;           ///< 16 characters, public
  std::string secret_hash;  ///< SHA-256 of the secret, hex
  std::string label;
  std::vector<std::string> workspaces;  ///< the workspaces it may see; empty means all
  std::vector<std::string> operations;  ///< the operations it may use; empty means all
  TimePoint created_at;
  std::optional<TimePoint> expires_at;
  std::optional<TimePoint> revoked_at;

  ApiKey() = default;
};

/// What refresh remembers of a grant between attempts.
struct RefreshHistory {
  RefreshHistory() = default;

  std::int64_t failures = 0;    ///< attempts in a row that failed
  bool ambiguous_open = false;  ///< an attempt with unknown outcome was made with the stored pair
  std::optional<TimePoint> not_before;  ///< no attempt before this
};

/// How a failed attempt changes a grant. The pair itself is never touched.
struct RefreshFailure {
  RefreshFailure() = default;

  RefreshHistory history;
  ReconnectCause reconnect_cause =
      ReconnectCause::none;  ///< other than none sets requires_reconnect
  std::string note;          ///< what happened, for operators; no secret; empty keeps the last one
};

/// The answer to a claim for the one right to refresh a grant.
struct RefreshClaim {
  enum class Kind {
    claimed,  ///< the lease is ours; `access` holds the pair to refresh
    moved,    ///< the stored generation is newer than the caller's: use `access`, do not refresh
    busy,     ///< another owner holds the lease until about `busy_for` from now
    gone,     ///< there is no such grant (any more)
  };
  Kind kind = Kind::gone;
  IntegrationAccess access;
  RefreshHistory history;
  Milliseconds busy_for{0};

  RefreshClaim() = default;
};

/// One change of what may be handed out, as the hosts over one database tell each other.
struct GrantChange {
  std::int64_t sequence = 0;  ///< numbers are given out in order, but may appear out of order
  std::string workspace_id;
  std::string integration;
  std::string grant_id;
  /// The pair of this generation replaced the grant's older ones, and nothing else changed. 0: all
  /// that the workspace has at this integration may have changed.
  std::int64_t generation = 0;

  GrantChange() = default;
};

/// A look at the feed of changes, all of it at one moment.
struct GrantChanges {
  std::vector<GrantChange> changes;  ///< in the order of their numbers
  std::int64_t newest = 0;           ///< the greatest number in the feed; 0 when it is empty
  std::int64_t trimmed_through = 0;  ///< numbers up to this one were dropped from the feed
  std::int64_t api_keys_revision = 0;

  GrantChanges() = default;
};

/// Which grants are wanted for a refresh ahead of expiry.
struct DueQuery {
  std::string integration;
  KeepFreshRules rules;
  std::int64_t most = 0;       ///< look at no more
  Milliseconds hold{120'000};  ///< what is taken is not due again, for anybody, for so long

  DueQuery() = default;
};

/// Grants taken for a refresh.
struct DueGrants {
  std::vector<IntegrationAccess> grants;  ///< without secrets and tenants
  bool may_be_more = false;               ///< `most` were looked at

  DueGrants() = default;
};

/// What `attachTenants` refuses with.
PATCHBAY_EXPORT IntegrationError secondTenantRefused();

/// What lasts. Every call is one short transaction, never held open across another call; it runs on
/// the store's own threads and resumes the caller on the caller's executor. Safe from any thread.
///
/// Tokens, verifiers and every other secret are sealed before they reach the database and bound to
/// their place there. Times of leases are the database's; all others come from the caller.
///
/// Each call throws `IntegrationError`: `storage_unavailable` when the database cannot be used now,
/// `sealed_text_refused` when a row's secret does not open.
class PATCHBAY_EXPORT IntegrationStore {
 public:
  virtual ~IntegrationStore();

  // --- logins -----------------------------------------------------------------------------------
  virtual awaitable<void> insertPendingLogin(PendingLogin login) = 0;
  /// Removes and returns it, atomically: of two callers one gets it. Expired ones count as absent.
  virtual awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                                  TimePoint now) = 0;
  virtual awaitable<void> insertConnectSession(ConnectSession session) = 0;
  /// Expired ones count as absent.
  virtual awaitable<std::optional<ConnectSession>> findConnectSession(std::string token_hash,
                                                                      TimePoint now) = 0;
  virtual awaitable<void> insertPendingChoice(PendingChoice choice) = 0;
  /// Removes and returns it, atomically, as `takePendingLogin`.
  virtual awaitable<std::optional<PendingChoice>> takePendingChoice(std::string choice_hash,
                                                                    TimePoint now) = 0;
  /// Drops expired logins, sessions and choices, the grants that such a choice left without tenant,
  /// and provider events worked off more than a week ago; returns how many. Forgets what became of
  /// grants that ended 30 days ago.
  virtual awaitable<std::int64_t> removeExpired(TimePoint now) = 0;

  // --- grants -----------------------------------------------------------------------------------
  /// Commits a new pair as a new grant of generation 1, with no tenants yet. `access` brings
  /// workspace, integration and token, and may bring a `grant_id`, else the store chooses one.
  /// Where that grant is already, or was, this is the repetition of a call whose answer got lost:
  /// nothing changes, and the grant is returned as it is stored, or the one that took it over.
  /// @throws IntegrationError `conflict` when it was removed since.
  virtual awaitable<IntegrationAccess> insertGrant(IntegrationAccess access, TimePoint now) = 0;

  /// Writes what the grant reaches. When another grant of the same workspace and integration
  /// already reaches one of these tenants, that older record is healed: it takes over this pair as
  /// its next generation, its `requires_reconnect` is cleared, its lease is dropped, and this
  /// grant's row goes. A refresh of this grant that is under way goes on over there: its lease is
  /// taken along, and its end, told under the old name, counts. One transaction. Only where
  /// `generation` still holds.
  /// @param allowed  how many tenants the workspace may hold at this integration. With `one`, only
  ///                 tenants that it holds already are taken, or a first single one.
  /// @returns the record as stored (its `grant_id` may differ); empty when the generation moved.
  /// @throws IntegrationError `tenant_refused` when `allowed` forbids it; nothing changes then.
  virtual awaitable<std::optional<IntegrationAccess>> attachTenants(std::string grant_id,
                                                                    std::int64_t generation,
                                                                    std::vector<Tenant> tenants,
                                                                    TenantCount allowed,
                                                                    TimePoint now) = 0;

  /// All grants of a workspace at one integration, oldest first.
  virtual awaitable<std::vector<IntegrationAccess>> findGrants(std::string workspace_id,
                                                               std::string integration) = 0;
  /// The grant, or the one that took it over. Empty when it was removed, or never was.
  virtual awaitable<std::optional<IntegrationAccess>> findGrant(std::string grant_id) = 0;

  /// Forgets a grant and its tenants. Only where `generation` still holds; false when it moved or
  /// is gone.
  virtual awaitable<bool> removeGrant(std::string grant_id, std::int64_t generation) = 0;

  // --- tenants ----------------------------------------------------------------------------------
  /// Chooses the tenant for requests that name none, in place of an earlier choice. It lasts until
  /// that tenant is removed. False when the workspace holds no such tenant.
  virtual awaitable<bool> setDefaultTenant(std::string workspace_id, std::string integration,
                                           std::string tenant_id) = 0;

  /// Only where `generation` still holds; false when it moved or there is no such tenant.
  virtual awaitable<bool> setTenantState(std::string grant_id, std::int64_t generation,
                                         std::string tenant_id, TenantState state) = 0;

  /// Forgets one of several tenants of a grant. False when there is no such tenant, or when it is
  /// the grant's last: then the grant itself is to be removed.
  virtual awaitable<bool> removeTenant(std::string grant_id, std::string tenant_id) = 0;

  /// The grants of all workspaces that reach a tenant, with their tenants and without secrets.
  virtual awaitable<std::vector<IntegrationAccess>> findGrantsReaching(std::string integration,
                                                                       std::string tenant_id) = 0;

  /// Notes that only the end user can help, whoever holds the lease. An earlier cause is kept. Only
  /// where `generation` still holds; false when it moved.
  virtual awaitable<bool> requireReconnect(std::string grant_id, std::int64_t generation,
                                           ReconnectCause cause, TimePoint now) = 0;

  /// Tells all hosts that what they know of this grant's workspace and integration may be out of
  /// date, fetched data too. Unknown grants are passed over.
  virtual awaitable<void> noteGrantChange(std::string grant_id) = 0;

  // --- provider events --------------------------------------------------------------------------
  /// Keeps events to be worked off; those that are known already are dropped. All or none.
  /// @param most_waiting  how many may wait, over all integrations.
  /// @returns how many were new.
  /// @throws IntegrationError `temporarily_unavailable` when more would wait.
  virtual awaitable<std::int64_t> insertProviderEvents(std::vector<ProviderEvent> events,
                                                       std::int64_t most_waiting,
                                                       TimePoint now) = 0;

  /// Takes events to work them off, in the order they came, each for one caller: it is not given
  /// out again within `hold`, by the database's clock. A taker that dies loses none.
  virtual awaitable<std::vector<ProviderEvent>> takeProviderEvents(std::int64_t most,
                                                                   Milliseconds hold) = 0;
  /// Only the id is remembered, so that the event is known when it comes again.
  virtual awaitable<void> finishProviderEvent(std::string integration, std::string id,
                                              TimePoint now) = 0;

  /// Keeps the newest five of an integration.
  virtual awaitable<void> insertEventHandshake(EventHandshake handshake) = 0;
  /// Newest first.
  virtual awaitable<std::vector<EventHandshake>> listEventHandshakes(std::string integration) = 0;

  // --- refresh ----------------------------------------------------------------------------------
  /// Claims the right to refresh: takes the lease when it is free, expired or already `owner`'s,
  /// and the stored generation is not newer than `seen_generation`. A lease that was not given back
  /// is an attempt with unknown outcome: taking it over sets `RefreshHistory::ambiguous_open`.
  /// @param lease  from the database's now; longer than any token call may take.
  virtual awaitable<RefreshClaim> claimRefresh(std::string grant_id, std::int64_t seen_generation,
                                               std::string owner, Milliseconds lease) = 0;

  /// Stores the next pair as `generation + 1`, clears history, reconnect state and lease. Decided
  /// by generation alone: a late success wins over an expired lease. An empty `refresh_token` or
  /// `scope` keeps the stored one. Where the pair was handed over meanwhile, so is its successor.
  /// @returns the new record; empty when the generation moved or the grant is gone.
  virtual awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                                    std::int64_t generation,
                                                                    IntegrationAccessToken token,
                                                                    TimePoint now) = 0;

  /// Records a failure and gives the lease back. Only where generation and owner both still hold,
  /// here or where the pair was handed over to.
  virtual awaitable<bool> recordRefreshFailure(std::string grant_id, std::int64_t generation,
                                               std::string owner, RefreshFailure failure,
                                               TimePoint now) = 0;

  // --- refresh ahead of expiry ------------------------------------------------------------------
  /// Takes grants whose next refresh is due, each for one caller: whoever takes a grant puts its
  /// due time off by `hold`, so that other hosts leave it alone meanwhile, and one whose taker dies
  /// is due again. Passes over grants that are leased, dead, backing off or without a refresh
  /// token. It gives no right to refresh; that is `claimRefresh`'s.
  virtual awaitable<DueGrants> takeDueGrants(DueQuery query, TimePoint now) = 0;

  /// Remembers that these grants' tokens are in use. To the hour: a later call within one writes
  /// nothing. Unknown grants are passed over.
  virtual awaitable<void> recordUses(std::vector<std::string> grant_ids, TimePoint now) = 0;

  // --- what other hosts changed -----------------------------------------------------------------
  /// The changes with numbers greater than `after`, at most `most`. Each belongs to the transaction
  /// of its change; so a number may be missing at first and appear later, when its transaction
  /// commits. `ChangeCursor` follows that.
  virtual awaitable<GrantChanges> findGrantChanges(std::int64_t after, std::int64_t most) = 0;

  /// Drops changes older than `keep`, by the database's clock; returns how many.
  virtual awaitable<std::int64_t> trimGrantChanges(Milliseconds keep) = 0;

  // --- API keys ---------------------------------------------------------------------------------
  virtual awaitable<void> insertApiKey(ApiKey key) = 0;
  virtual awaitable<std::vector<ApiKey>> listApiKeys() = 0;
  /// False when there is no such key. Revoking twice keeps the first time.
  virtual awaitable<bool> revokeApiKey(std::string id, TimePoint now) = 0;
  /// Moves at every change of any key: compare it to know whether to list again.
  virtual awaitable<std::int64_t> apiKeysRevision() = 0;

  // --- health -----------------------------------------------------------------------------------
  /// Proves that a transaction can be committed now.
  virtual awaitable<void> checkWritable() = 0;
};

}  // namespace patchbay
