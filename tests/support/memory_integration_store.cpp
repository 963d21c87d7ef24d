#include "tests/support/memory_integration_store.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay::testing {
namespace {

std::string grantId(std::int64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "grant-%06lld", static_cast<long long>(number));
  return text;
}

bool holds(const std::vector<Tenant>& tenants, const std::string& id) {
  return std::any_of(tenants.begin(), tenants.end(),
                     [&](const Tenant& tenant) { return tenant.id == id; });
}

IntegrationAccess withoutSecrets(IntegrationAccess access) {
  access.token.access_token = Secret();
  access.token.refresh_token = Secret();
  access.token.id_token = Secret();
  access.tenants.clear();
  return access;
}

/// Of several entries of one id the last counts.
std::vector<Tenant> withoutRepetitions(const std::vector<Tenant>& tenants) {
  std::vector<Tenant> kept;
  for (const Tenant& tenant : tenants) {
    std::erase_if(kept, [&](const Tenant& earlier) { return earlier.id == tenant.id; });
    kept.push_back(tenant);
  }
  return kept;
}

}  // namespace

awaitable<void> MemoryIntegrationStore::insertPendingLogin(PendingLogin login) {
  const std::lock_guard lock(mutex_);
  logins_[login.state_hash] = std::move(login);
  co_return;
}

awaitable<std::optional<PendingLogin>> MemoryIntegrationStore::takePendingLogin(
    std::string state_hash, TimePoint now) {
  const std::lock_guard lock(mutex_);
  auto taken = logins_.extract(state_hash);
  std::optional<PendingLogin> login;
  if (taken && taken.mapped().expires_at > now) login = std::move(taken.mapped());
  co_return login;
}

awaitable<void> MemoryIntegrationStore::insertConnectSession(ConnectSession session) {
  const std::lock_guard lock(mutex_);
  sessions_[session.token_hash] = std::move(session);
  co_return;
}

awaitable<std::optional<ConnectSession>> MemoryIntegrationStore::findConnectSession(
    std::string token_hash, TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::optional<ConnectSession> session;
  const auto found = sessions_.find(token_hash);
  if (found != sessions_.end() && found->second.expires_at > now) session = found->second;
  co_return session;
}

awaitable<void> MemoryIntegrationStore::insertPendingChoice(PendingChoice choice) {
  const std::lock_guard lock(mutex_);
  choices_[choice.choice_hash] = std::move(choice);
  co_return;
}

awaitable<std::optional<PendingChoice>> MemoryIntegrationStore::takePendingChoice(
    std::string choice_hash, TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::optional<PendingChoice> choice;
  const auto found = choices_.find(choice_hash);
  if (found == choices_.end() || found->second.expires_at <= now) co_return choice;
  choice = std::move(found->second);
  choices_.erase(found);
  co_return choice;
}

awaitable<std::int64_t> MemoryIntegrationStore::removeExpired(TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto is_expired = [now](const auto& entry) { return entry.second.expires_at <= now; };
  for (const auto& [hash, choice] : choices_) {
    const auto grant = grants_.find(choice.grant_id);
    const bool is_left =
        choice.expires_at <= now && grant != grants_.end() && grant->second.access.tenants.empty();
    if (is_left) grants_.erase(grant);
  }
  const auto removed = std::erase_if(logins_, is_expired) + std::erase_if(sessions_, is_expired) +
                       std::erase_if(choices_, is_expired);
  const auto is_old = [now](const Event& entry) {
    return entry.done_at && *entry.done_at <= now - std::chrono::days(7);
  };
  co_return static_cast<std::int64_t>(removed + std::erase_if(events_, is_old));
}

awaitable<IntegrationAccess> MemoryIntegrationStore::insertGrant(IntegrationAccess access,
                                                                 TimePoint now) {
  const std::lock_guard lock(mutex_);
  const Grant* const known = findOrSuccessor(access.grant_id);
  if (known != nullptr) co_return known->access;
  if (endings_.contains(access.grant_id)) {
    throw IntegrationError(ErrorCode::conflict, "the connection was removed meanwhile");
  }
  Grant grant;
  grant.arrival = ++last_grant_;
  grant.access = std::move(access);
  if (grant.access.grant_id.empty()) grant.access.grant_id = grantId(grant.arrival);
  grant.access.generation = 1;
  grant.access.tenants.clear();
  grant.access.requires_reconnect = false;
  grant.access.reconnect_cause = ReconnectCause::none;
  grant.access.reconnect_since.reset();
  grant.access.connected_at = now;
  grant.access.refreshed_at = now;
  grant.used_at = now;
  grant.refresh_due_at = firstLookAt(grant.access);
  const auto& stored = grants_.emplace(grant.access.grant_id, grant).first->second;
  noteChange(stored.access);
  co_return stored.access;
}

awaitable<std::optional<IntegrationAccess>> MemoryIntegrationStore::attachTenants(
    std::string grant_id, std::int64_t generation, std::vector<Tenant> tenants, TenantCount allowed,
    TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::optional<IntegrationAccess> stored;
  auto* newcomer = findAt(grant_id, generation);
  if (newcomer == nullptr) co_return stored;
  tenants = withoutRepetitions(tenants);
  requireAllowed(*newcomer, tenants, allowed);
  const std::string workspace_id = newcomer->access.workspace_id;
  const std::string integration = newcomer->access.integration;
  const std::string default_id = defaultTenant(workspace_id, integration);
  auto& oldest = findOldestReaching(*newcomer, tenants);
  if (&oldest != newcomer) {
    handOver(*newcomer, oldest, now);
  }
  takeFromOthers(oldest, tenants);
  oldest.access.tenants = std::move(tenants);
  setDefault(workspace_id, integration, default_id);
  noteChange(oldest.access);
  stored = oldest.access;
  co_return stored;
}

awaitable<std::vector<IntegrationAccess>> MemoryIntegrationStore::findGrants(
    std::string workspace_id, std::string integration) {
  const std::lock_guard lock(mutex_);
  std::map<std::int64_t, IntegrationAccess> by_arrival;
  for (const auto& [id, grant] : grants_) {
    if (grant.access.workspace_id == workspace_id && grant.access.integration == integration) {
      by_arrival.emplace(grant.arrival, grant.access);
    }
  }
  std::vector<IntegrationAccess> found;
  for (auto& [arrival, access] : by_arrival) found.push_back(std::move(access));
  co_return found;
}

awaitable<std::optional<IntegrationAccess>> MemoryIntegrationStore::findGrant(
    std::string grant_id) {
  const std::lock_guard lock(mutex_);
  std::optional<IntegrationAccess> access;
  const Grant* const found = findOrSuccessor(std::move(grant_id));
  if (found != nullptr) access = found->access;
  co_return access;
}

awaitable<bool> MemoryIntegrationStore::removeGrant(std::string grant_id, std::int64_t generation) {
  const std::lock_guard lock(mutex_);
  const Grant* const grant = findAt(grant_id, generation);
  if (grant == nullptr) co_return false;
  noteChange(grant->access);
  end(grant_id, "", 0);
  co_return true;
}

awaitable<bool> MemoryIntegrationStore::setDefaultTenant(std::string workspace_id,
                                                         std::string integration,
                                                         std::string tenant_id) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, grant] : grants_) {
    const auto& access = grant.access;
    if (access.workspace_id != workspace_id || access.integration != integration ||
        !holds(access.tenants, tenant_id)) {
      continue;
    }
    setDefault(workspace_id, integration, tenant_id);
    noteChange(access);
    co_return true;
  }
  co_return false;
}

awaitable<bool> MemoryIntegrationStore::setTenantState(std::string grant_id,
                                                       std::int64_t generation,
                                                       std::string tenant_id, TenantState state) {
  const std::lock_guard lock(mutex_);
  auto* grant = findAt(grant_id, generation);
  if (grant == nullptr || !holds(grant->access.tenants, tenant_id)) co_return false;
  for (Tenant& tenant : grant->access.tenants) {
    if (tenant.id == tenant_id) tenant.state = state;
  }
  noteChange(grant->access);
  co_return true;
}

awaitable<bool> MemoryIntegrationStore::removeTenant(std::string grant_id, std::string tenant_id) {
  const std::lock_guard lock(mutex_);
  const auto found = grants_.find(grant_id);
  if (found == grants_.end() || found->second.access.tenants.size() < 2) co_return false;
  const auto removed = std::erase_if(found->second.access.tenants,
                                     [&](const Tenant& tenant) { return tenant.id == tenant_id; });
  if (removed == 0) co_return false;
  noteChange(found->second.access);
  co_return true;
}

awaitable<std::vector<IntegrationAccess>> MemoryIntegrationStore::findGrantsReaching(
    std::string integration, std::string tenant_id) {
  const std::lock_guard lock(mutex_);
  std::map<std::int64_t, IntegrationAccess> by_arrival;
  for (const auto& [id, grant] : grants_) {
    if (grant.access.integration != integration || !holds(grant.access.tenants, tenant_id)) {
      continue;
    }
    IntegrationAccess access = withoutSecrets(grant.access);
    access.tenants = grant.access.tenants;
    by_arrival.emplace(grant.arrival, std::move(access));
  }
  std::vector<IntegrationAccess> found;
  for (auto& [arrival, access] : by_arrival) found.push_back(std::move(access));
  co_return found;
}

awaitable<bool> MemoryIntegrationStore::requireReconnect(std::string grant_id,
                                                         std::int64_t generation,
                                                         ReconnectCause cause, TimePoint now) {
  const std::lock_guard lock(mutex_);
  auto* grant = findAt(grant_id, generation);
  if (grant == nullptr) co_return false;
  if (grant->access.requires_reconnect) co_return true;
  grant->access.requires_reconnect = true;
  grant->access.reconnect_cause = cause;
  grant->access.reconnect_since = now;
  grant->refresh_due_at.reset();
  noteChange(grant->access);
  co_return true;
}

awaitable<void> MemoryIntegrationStore::noteGrantChange(std::string grant_id) {
  const std::lock_guard lock(mutex_);
  const auto found = grants_.find(grant_id);
  if (found != grants_.end()) noteChange(found->second.access);
  co_return;
}

awaitable<std::int64_t> MemoryIntegrationStore::insertProviderEvents(
    std::vector<ProviderEvent> events, std::int64_t most_waiting, TimePoint) {
  const std::lock_guard lock(mutex_);
  std::vector<Event> all = events_;
  for (const ProviderEvent& event : events) {
    const bool is_known = std::any_of(all.begin(), all.end(), [&](const Event& entry) {
      return entry.event.integration == event.integration && entry.event.id == event.id;
    });
    if (!is_known) all.emplace_back().event = event;
  }
  const auto inserted = std::ssize(all) - std::ssize(events_);
  const auto waiting = std::count_if(all.begin(), all.end(),
                                     [](const Event& entry) { return !entry.done_at.has_value(); });
  if (inserted > 0 && waiting > most_waiting) {
    throw IntegrationError(ErrorCode::temporarily_unavailable, "too many events wait");
  }
  events_ = std::move(all);
  co_return inserted;
}

awaitable<std::vector<ProviderEvent>> MemoryIntegrationStore::takeProviderEvents(
    std::int64_t most, Milliseconds hold) {
  const std::lock_guard lock(mutex_);
  const TimePoint now = clock_.now();
  std::vector<ProviderEvent> taken;
  for (Event& entry : events_) {
    if (entry.done_at || (entry.taken_until && *entry.taken_until > now)) continue;
    if (std::ssize(taken) == most) break;
    entry.taken_until = now + hold;
    ++entry.event.attempts;
    taken.push_back(entry.event);
  }
  co_return taken;
}

awaitable<void> MemoryIntegrationStore::finishProviderEvent(std::string integration, std::string id,
                                                            TimePoint now) {
  const std::lock_guard lock(mutex_);
  for (Event& entry : events_) {
    const bool is_it = entry.event.integration == integration && entry.event.id == id;
    if (is_it && !entry.done_at) entry.done_at = now;
  }
  co_return;
}

awaitable<void> MemoryIntegrationStore::insertEventHandshake(EventHandshake handshake) {
  const std::lock_guard lock(mutex_);
  const std::string integration = handshake.integration;
  handshakes_.insert(handshakes_.begin(), std::move(handshake));
  int kept = 0;
  std::erase_if(handshakes_, [&](const EventHandshake& entry) {
    return entry.integration == integration && ++kept > 5;
  });
  co_return;
}

awaitable<std::vector<EventHandshake>> MemoryIntegrationStore::listEventHandshakes(
    std::string integration) {
  const std::lock_guard lock(mutex_);
  std::vector<EventHandshake> found;
  for (const EventHandshake& entry : handshakes_) {
    if (entry.integration == integration) found.push_back(entry);
  }
  co_return found;
}

awaitable<RefreshClaim> MemoryIntegrationStore::claimRefresh(std::string grant_id,
                                                             std::int64_t seen_generation,
                                                             std::string owner,
                                                             Milliseconds lease) {
  const std::lock_guard lock(mutex_);
  RefreshClaim claim;
  const auto found = grants_.find(grant_id);
  if (found == grants_.end()) co_return claim;
  auto& grant = found->second;
  const auto now = clock_.now();
  claim.access = grant.access;
  claim.history = grant.history;
  if (grant.access.generation > seen_generation) {
    claim.kind = RefreshClaim::Kind::moved;
  } else if (grant.lease_owner.empty() || grant.lease_owner == owner || grant.lease_until <= now) {
    claim.kind = RefreshClaim::Kind::claimed;
    if (!grant.lease_owner.empty()) grant.history.ambiguous_open = true;
    claim.history = grant.history;
    grant.lease_owner = std::move(owner);
    grant.lease_until = now + lease;
  } else {
    claim.kind = RefreshClaim::Kind::busy;
    claim.busy_for = grant.lease_until - now;
  }
  co_return claim;
}

awaitable<std::optional<IntegrationAccess>> MemoryIntegrationStore::commitRefresh(
    std::string grant_id, std::int64_t generation, IntegrationAccessToken token, TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::optional<IntegrationAccess> stored;
  std::string owner;
  auto* grant = findPair(std::move(grant_id), generation, owner);
  if (grant == nullptr) co_return stored;
  storePair(*grant, token, now);
  noteChange(grant->access, grant->access.generation);
  stored = grant->access;
  co_return stored;
}

awaitable<bool> MemoryIntegrationStore::recordRefreshFailure(std::string grant_id,
                                                             std::int64_t generation,
                                                             std::string owner,
                                                             RefreshFailure failure,
                                                             TimePoint now) {
  const std::lock_guard lock(mutex_);
  auto* grant = findPair(std::move(grant_id), generation, owner);
  if (grant == nullptr || grant->lease_owner != owner) co_return false;
  grant->history = failure.history;
  grant->lease_owner.clear();
  if (failure.reconnect_cause != ReconnectCause::none) {
    if (!grant->access.requires_reconnect) grant->access.reconnect_since = now;
    grant->access.requires_reconnect = true;
    grant->access.reconnect_cause = failure.reconnect_cause;
    grant->refresh_due_at.reset();
    noteChange(grant->access);
  } else if (grant->refresh_due_at && failure.history.not_before) {
    grant->refresh_due_at = failure.history.not_before;
  }
  co_return true;
}

awaitable<DueGrants> MemoryIntegrationStore::takeDueGrants(DueQuery query, TimePoint now) {
  const std::lock_guard lock(mutex_);
  std::vector<Grant*> found;
  for (auto& [id, grant] : grants_) {
    if (isDue(grant, query.integration, now)) found.push_back(&grant);
  }
  std::sort(found.begin(), found.end(), [](const Grant* one, const Grant* other) {
    return one->refresh_due_at < other->refresh_due_at;
  });
  if (std::ssize(found) > query.most) found.resize(static_cast<std::size_t>(query.most));
  DueGrants due;
  due.may_be_more = !found.empty() && std::ssize(found) == query.most;
  for (Grant* const grant : found) {
    const TimePoint next = nextRefreshAt(grant->access, grant->used_at, query.rules, now);
    grant->refresh_due_at = next <= now ? now + query.hold : next;
    if (next <= now) due.grants.push_back(withoutSecrets(grant->access));
  }
  co_return due;
}

awaitable<void> MemoryIntegrationStore::recordUses(std::vector<std::string> grant_ids,
                                                   TimePoint now) {
  const std::lock_guard lock(mutex_);
  for (const std::string& id : grant_ids) {
    const auto found = grants_.find(id);
    if (found == grants_.end()) continue;
    auto& used_at = found->second.used_at;
    if (!used_at || *used_at < now - std::chrono::hours(1)) used_at = now;
  }
  co_return;
}

awaitable<GrantChanges> MemoryIntegrationStore::findGrantChanges(std::int64_t after,
                                                                 std::int64_t most) {
  const std::lock_guard lock(mutex_);
  GrantChanges found;
  for (const Change& entry : changes_) {
    if (entry.change.sequence <= after) continue;
    if (std::ssize(found.changes) == most) break;
    found.changes.push_back(entry.change);
  }
  found.newest = changes_.empty() ? 0 : changes_.back().change.sequence;
  found.trimmed_through = changes_trimmed_;
  found.api_keys_revision = keys_revision_;
  co_return found;
}

awaitable<std::int64_t> MemoryIntegrationStore::trimGrantChanges(Milliseconds keep) {
  const std::lock_guard lock(mutex_);
  const TimePoint before = clock_.now() - keep;
  std::int64_t dropped = 0;
  while (!changes_.empty() && changes_.front().changed_at <= before) {
    changes_trimmed_ = changes_.front().change.sequence;
    changes_.erase(changes_.begin());
    ++dropped;
  }
  co_return dropped;
}

awaitable<void> MemoryIntegrationStore::insertApiKey(ApiKey key) {
  const std::lock_guard lock(mutex_);
  for (const ApiKey& known : keys_) {
    if (known.id == key.id) {
      throw IntegrationError(ErrorCode::internal, "there is a key of that id already");
    }
  }
  keys_.push_back(std::move(key));
  ++keys_revision_;
  co_return;
}

awaitable<std::vector<ApiKey>> MemoryIntegrationStore::listApiKeys() {
  const std::lock_guard lock(mutex_);
  co_return keys_;
}

awaitable<bool> MemoryIntegrationStore::revokeApiKey(std::string id, TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const ApiKey& key) { return key.id == id; });
  if (found == keys_.end()) co_return false;
  if (!found->revoked_at) {
    found->revoked_at = now;
    ++keys_revision_;
  }
  co_return true;
}

awaitable<std::int64_t> MemoryIntegrationStore::apiKeysRevision() {
  const std::lock_guard lock(mutex_);
  co_return keys_revision_;
}

awaitable<void> MemoryIntegrationStore::checkWritable() { co_return; }

MemoryIntegrationStore::Grant* MemoryIntegrationStore::findAt(const std::string& grant_id,
                                                              std::int64_t generation) {
  const auto found = grants_.find(grant_id);
  if (found == grants_.end() || found->second.access.generation != generation) return nullptr;
  return &found->second;
}

MemoryIntegrationStore::Grant* MemoryIntegrationStore::findOrSuccessor(std::string grant_id) {
  for (;;) {
    const auto found = grants_.find(grant_id);
    if (found != grants_.end()) return &found->second;
    const auto ending = endings_.find(grant_id);
    if (ending == endings_.end()) return nullptr;
    grant_id = ending->second.successor_id;
  }
}

MemoryIntegrationStore::Grant* MemoryIntegrationStore::findPair(std::string grant_id,
                                                                std::int64_t generation,
                                                                std::string& owner) {
  for (;;) {
    const auto ending = endings_.find(grant_id);
    if (ending == endings_.end()) return findAt(grant_id, generation);
    if (ending->second.generation != generation) return nullptr;
    owner += '/' + grant_id;
    grant_id = ending->second.successor_id;
    generation = ending->second.successor_generation;
  }
}

void MemoryIntegrationStore::handOver(Grant& from, Grant& to, TimePoint now) {
  const std::string grant_id = from.access.grant_id;
  storePair(to, from.access.token, now);
  to.history = from.history;
  to.lease_until = from.lease_until;
  if (!from.lease_owner.empty()) to.lease_owner = from.lease_owner + '/' + grant_id;
  end(grant_id, to.access.grant_id, to.access.generation);
}

void MemoryIntegrationStore::end(const std::string& grant_id, std::string successor_id,
                                 std::int64_t successor_generation) {
  const auto ended = grants_.extract(grant_id);
  Ending ending;
  ending.generation = ended.mapped().access.generation;
  ending.successor_id = std::move(successor_id);
  ending.successor_generation = successor_generation;
  endings_[grant_id] = std::move(ending);
}

bool MemoryIntegrationStore::overlaps(const Grant& grant, const Grant& newcomer,
                                      const std::vector<Tenant>& tenants) {
  const auto& access = grant.access;
  return access.workspace_id == newcomer.access.workspace_id &&
         access.integration == newcomer.access.integration &&
         std::any_of(access.tenants.begin(), access.tenants.end(),
                     [&](const Tenant& tenant) { return holds(tenants, tenant.id); });
}

MemoryIntegrationStore::Grant& MemoryIntegrationStore::findOldestReaching(
    Grant& newcomer, const std::vector<Tenant>& tenants) {
  Grant* oldest = &newcomer;
  for (auto& [id, grant] : grants_) {
    const bool is_older = grant.arrival < oldest->arrival;
    if (is_older && overlaps(grant, newcomer, tenants)) oldest = &grant;
  }
  return *oldest;
}

void MemoryIntegrationStore::requireAllowed(const Grant& newcomer,
                                            const std::vector<Tenant>& tenants,
                                            TenantCount allowed) const {
  if (allowed == TenantCount::many) return;
  std::vector<Tenant> held;
  for (const auto& [id, grant] : grants_) {
    const auto& access = grant.access;
    if (access.workspace_id != newcomer.access.workspace_id ||
        access.integration != newcomer.access.integration) {
      continue;
    }
    held.insert(held.end(), access.tenants.begin(), access.tenants.end());
  }
  const auto strangers = std::count_if(tenants.begin(), tenants.end(), [&](const Tenant& tenant) {
    return !holds(held, tenant.id);
  });
  if (strangers > 1 || (strangers == 1 && !held.empty())) throw secondTenantRefused();
}

std::string MemoryIntegrationStore::defaultTenant(const std::string& workspace_id,
                                                  const std::string& integration) const {
  for (const auto& [id, grant] : grants_) {
    const auto& access = grant.access;
    if (access.workspace_id != workspace_id || access.integration != integration) continue;
    for (const Tenant& tenant : access.tenants) {
      if (tenant.is_default) return tenant.id;
    }
  }
  return {};
}

void MemoryIntegrationStore::setDefault(const std::string& workspace_id,
                                        const std::string& integration,
                                        const std::string& tenant_id) {
  for (auto& [id, grant] : grants_) {
    auto& access = grant.access;
    if (access.workspace_id != workspace_id || access.integration != integration) continue;
    for (Tenant& tenant : access.tenants) tenant.is_default = tenant.id == tenant_id;
  }
}

void MemoryIntegrationStore::takeFromOthers(const Grant& owner,
                                            const std::vector<Tenant>& tenants) {
  std::vector<std::string> emptied;
  for (auto& [id, grant] : grants_) {
    if (&grant == &owner || !overlaps(grant, owner, tenants)) continue;
    std::erase_if(grant.access.tenants,
                  [&](const Tenant& tenant) { return holds(tenants, tenant.id); });
    if (grant.access.tenants.empty()) emptied.push_back(id);
  }
  for (const auto& id : emptied) end(id, owner.access.grant_id, 0);
}

void MemoryIntegrationStore::storePair(Grant& grant, const IntegrationAccessToken& token,
                                       TimePoint now) {
  auto next = token;
  if (next.refresh_token.empty()) next.refresh_token = grant.access.token.refresh_token;
  if (next.scope.empty()) next.scope = grant.access.token.scope;
  grant.access.token = std::move(next);
  grant.access.generation += 1;
  grant.access.requires_reconnect = false;
  grant.access.reconnect_cause = ReconnectCause::none;
  grant.access.reconnect_since.reset();
  grant.access.refreshed_at = now;
  grant.history = RefreshHistory();
  grant.lease_owner.clear();
  grant.refresh_due_at = firstLookAt(grant.access);
}

bool MemoryIntegrationStore::isDue(const Grant& grant, const std::string& integration,
                                   TimePoint now) const {
  const bool is_leased = !grant.lease_owner.empty() && grant.lease_until > clock_.now();
  return grant.access.integration == integration && grant.refresh_due_at &&
         *grant.refresh_due_at <= now && !is_leased;
}

void MemoryIntegrationStore::noteChange(const IntegrationAccess& access, std::int64_t generation) {
  GrantChange change;
  change.sequence = ++last_change_;
  change.workspace_id = access.workspace_id;
  change.integration = access.integration;
  change.grant_id = access.grant_id;
  change.generation = generation;
  changes_.emplace_back(std::move(change), clock_.now());
}

}  // namespace patchbay::testing
