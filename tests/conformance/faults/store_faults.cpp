#include <map>
#include <utility>

#include "tests/conformance/faults/faulty_integration.hpp"

// Faults of a plugin that puts a store of its own between the base and the host's.

namespace patchbay::conformance {
namespace {

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
  addStores(all);
  return all;
}

}  // namespace patchbay::conformance
