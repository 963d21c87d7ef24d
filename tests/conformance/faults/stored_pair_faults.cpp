#include <utility>
#include <vector>

#include "tests/conformance/faults/faulty_integration.hpp"

// Faults in what the plugin stores.

namespace patchbay::conformance {
namespace {

using Stored = std::optional<IntegrationAccess>;
using Grants = std::vector<IntegrationAccess>;

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

/// Stores a pair that came too late all the same.
class StoresLatePairs : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    auto stored = co_await FaultyIntegration::storeOAuthToken(access);
    if (stored || access.generation == 0) co_return stored;
    auto grants = co_await context().store.findGrants(access.workspace_id, integrationName());
    stored = co_await storeLate(std::move(access), std::move(grants));
    co_return stored;
  }

 private:
  /// @param grants  what the workspace has by now
  virtual awaitable<Stored> storeLate(IntegrationAccess access, Grants grants) = 0;
};

class OverwritesTheNewest final : public StoresLatePairs {
 public:
  using StoresLatePairs::StoresLatePairs;

 private:
  awaitable<Stored> storeLate(IntegrationAccess access, Grants grants) override {
    Stored stored;
    if (grants.empty()) co_return stored;
    stored = co_await context().store.commitRefresh(
        grants.front().grant_id, grants.front().generation, access.token, context().clock.now());
    co_return stored;
  }
};

class RevivesTheDisconnected final : public StoresLatePairs {
 public:
  using StoresLatePairs::StoresLatePairs;

 private:
  awaitable<Stored> storeLate(IntegrationAccess access, Grants grants) override {
    Stored stored;
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

}  // namespace

std::vector<FaultCase> storedPairFaults() {
  std::vector<FaultCase> all;
  addStoring(all);
  return all;
}

}  // namespace patchbay::conformance
