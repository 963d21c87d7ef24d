#include <map>
#include <utility>

#include "tests/conformance/faulty_integration.hpp"

// Faults in what is stored, by the plugin and by what stands between the base and its store.

namespace patchbay::conformance {
namespace {

using Stored = std::optional<IntegrationAccess>;

// --- what is stored ---

class LosesTheConnect final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    const bool is_connect = access.generation == 0;
    auto stored = co_await FaultyIntegration::storeOAuthToken(std::move(access));
    if (is_connect) stored.reset();
    co_return stored;
  }
};

class UsesBeforeCommit final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    http::HttpRequest probe("GET", app().api_base_url + "/me");
    probe.headers.add("Authorization", "Bearer " + access.token.access_token.reveal());
    co_await context().http.send(std::move(probe));
    auto stored = co_await FaultyIntegration::storeOAuthToken(std::move(access));
    co_return stored;
  }
};

class CommitsImpatiently final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    Stored stored;
    const TimePoint now = context().clock.now();
    const bool is_connect = access.generation == 0;
    if (!is_connect) {
      stored = co_await context().store.commitRefresh(access.grant_id, access.generation,
                                                      access.token, now);
      co_return stored;
    }
    access.grant_id = "grant_" + access.workspace_id;
    stored = co_await context().store.insertGrant(std::move(access), now);
    stored = co_await completeTenants(*stored);
    co_return stored;
  }
};

class OverwritesTheNewest final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    auto stored = co_await FaultyIntegration::storeOAuthToken(access);
    if (stored || access.generation == 0) co_return stored;
    const auto grants = co_await context().store.findGrants(access.workspace_id, integrationName());
    if (grants.empty()) co_return stored;
    stored = co_await context().store.commitRefresh(
        grants.front().grant_id, grants.front().generation, access.token, context().clock.now());
    co_return stored;
  }
};

class RevivesTheDisconnected final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    auto stored = co_await FaultyIntegration::storeOAuthToken(access);
    if (stored || access.generation == 0) co_return stored;
    const auto grants = co_await context().store.findGrants(access.workspace_id, integrationName());
    if (!grants.empty()) co_return stored;
    access.generation = 0;
    access.grant_id = "grant_revived";
    stored = co_await context().store.insertGrant(std::move(access), context().clock.now());
    co_return stored;
  }
};

class DropsLatePairs final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    began_ = context().clock.now();
    auto token = co_await FaultyIntegration::performTokenRefresh(std::move(access));
    co_return token;
  }
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    Stored stored;
    const bool is_late = access.generation > 0 && context().clock.now() - began_ > Seconds(60);
    if (is_late) co_return stored;
    stored = co_await FaultyIntegration::storeOAuthToken(std::move(access));
    co_return stored;
  }

 private:
  TimePoint began_;
};

// --- what stands between the base and its store ---

/// Gives out logins again that were taken.
class KeepingLogins final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override {
    auto login = co_await inner().takePendingLogin(state_hash, now);
    if (login) taken_[state_hash] = *login;
    const auto known = taken_.find(state_hash);
    if (!login && known != taken_.end()) login = known->second;
    co_return login;
  }

 private:
  std::map<std::string, PendingLogin> taken_;
};

/// Takes any state for that of the latest login.
class TakingAnyState final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  awaitable<void> insertPendingLogin(PendingLogin login) override {
    latest_ = login.state_hash;
    return inner().insertPendingLogin(std::move(login));
  }
  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override {
    auto login = co_await inner().takePendingLogin(std::move(state_hash), now);
    if (!login) login = co_await inner().takePendingLogin(latest_, now);
    co_return login;
  }

 private:
  std::string latest_;
};

class TakingOldLogins final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint) override {
    return inner().takePendingLogin(std::move(state_hash), TimePoint());
  }
};

class TakingAnothersLogins final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  awaitable<std::optional<PendingLogin>> takePendingLogin(std::string state_hash,
                                                          TimePoint now) override {
    auto login = co_await inner().takePendingLogin(std::move(state_hash), now);
    if (login) login->integration = "sound";
    co_return login;
  }
};

/// Every pair looks a minute old at once.
class AgingPairs final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  awaitable<std::optional<IntegrationAccess>> commitRefresh(std::string grant_id,
                                                            std::int64_t generation,
                                                            IntegrationAccessToken token,
                                                            TimePoint now) override {
    return inner().commitRefresh(std::move(grant_id), generation, std::move(token),
                                 now - Seconds(60));
  }
};

/// Finds what was removed, the second time that it is looked for.
class RememberingGrants final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  awaitable<bool> removeGrant(std::string grant_id, std::int64_t generation) override {
    removed_ = co_await inner().findGrant(grant_id);
    looks_ = 0;
    const bool is_removed = co_await inner().removeGrant(std::move(grant_id), generation);
    co_return is_removed;
  }
  awaitable<std::vector<IntegrationAccess>> findGrants(std::string workspace_id,
                                                       std::string integration) override {
    auto grants = co_await inner().findGrants(workspace_id, std::move(integration));
    const bool is_ghost = removed_ && removed_->workspace_id == workspace_id && ++looks_ == 2;
    if (grants.empty() && is_ghost) grants.push_back(*removed_);
    co_return grants;
  }

 private:
  std::optional<IntegrationAccess> removed_;
  int looks_ = 0;
};

template <typename Store>
class Over final : public FaultyIntegration {
 public:
  Over(const IntegrationContext& context, const Fault& fault)
      : FaultyIntegration(context, fault, std::make_unique<Store>(context.store)) {}
};

void addStoring(std::vector<FaultCase>& all) {
  all.push_back(faultCase<LosesTheConnect>(
      "LosesTheConnect", {"flow.connect"},
      {"exchange.scope-narrowed", "tenants.*", "rotation.dead-token", "concurrency.*"}));
  all.push_back(faultCase<UsesBeforeCommit>(
      "UsesBeforeCommit", {"exchange.commit-first", "refresh.commit-first"}, {"tenants.*"}));
  all.push_back(faultCase<CommitsImpatiently>("CommitsImpatiently",
                                              {"exchange.database-away", "refresh.database-away"},
                                              {"concurrency.*", "rotation.dead-token"}));
  all.push_back(
      faultCase<OverwritesTheNewest>("OverwritesTheNewest", {"concurrency.reconnect-pair"}));
  all.push_back(
      faultCase<RevivesTheDisconnected>("RevivesTheDisconnected", {"concurrency.disconnect"}));
  all.push_back(faultCase<DropsLatePairs>("DropsLatePairs", {"rotation.late-answer"}));
  all.push_back(
      faultCase<CommitsImpatiently>("ConnectsForAnHour", {"exchange.no-refresh-token"},
                                    {"exchange.*", "refresh.*", "concurrency.*", "rotation.*"}));
  all.back().fault.kind = Kind::openid;
}

void addStores(std::vector<FaultCase>& all) {
  all.push_back(faultCase<Over<KeepingLogins>>(
      "KeepsLogins", {"callback.replay", "callback.stolen"}, {"callback.two-tabs"}));
  all.push_back(
      faultCase<Over<TakingAnyState>>("TakesAnyState", {"callback.unknown-state"}, {"callback.*"}));
  all.push_back(faultCase<Over<TakingOldLogins>>("TakesOldLogins", {"callback.old-state"}));
  all.push_back(faultCase<Over<TakingAnothersLogins>>("TakesAnothersLogins", {"callback.mix-up"}));
  all.push_back(faultCase<Over<AgingPairs>>("RefreshesForEver",
                                            {"answers.expires-zero", "answers.expires-negative"}));
  all.push_back(faultCase<Over<RememberingGrants>>("RemembersWhatIsGone", {"disconnect.forgets"},
                                                   {"concurrency.disconnect", "disconnect.*"}));
}

}  // namespace

std::vector<FaultCase> storeFaults() {
  std::vector<FaultCase> all;
  addStoring(all);
  addStores(all);
  FaultCase same;
  same.name = "ChangesTheRefreshToken";
  same.fails = {"rotation.same-token"};
  same.along = {"refresh.pair", "answers.no-refresh-token"};
  same.fault.kind = Kind::open;
  same.fault.token = [](IntegrationAccessToken& token) { token.refresh_token = Secret("x"); };
  all.push_back(std::move(same));
  return all;
}

}  // namespace patchbay::conformance
