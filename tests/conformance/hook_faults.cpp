#include <stdexcept>
#include <utility>

#include "core/base/run_to_end.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "tests/conformance/faulty_integration.hpp"

// Faults in hooks: in what is asked for, how it fails, what is revoked, and events.

namespace patchbay::conformance {
namespace {

using Stored = std::optional<IntegrationAccess>;

// --- what is asked for ---

class CallsAtStart final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  OAuthApp registerOAuthApp(const Settings& settings) override {
    runToEnd(sayHello());
    return FaultyIntegration::registerOAuthApp(settings);
  }

 private:
  awaitable<void> sayHello() {
    http::HttpRequest hello("GET", "https://sound.test/hello");
    co_await context().http.send(std::move(hello));
  }
};

class AdapterThrows final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  std::unique_ptr<FetchAdapter> makeFetchAdapter() override {
    throw std::runtime_error("no adapter today");
  }
};

class FindsAnotherTenant final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    auto tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    tenants.emplace_back("c-9", "Not ours");
    co_return tenants;
  }
};

class FindsTheFirstOnly final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    auto tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    if (tenants.size() > 1) tenants.erase(tenants.begin() + 1, tenants.end());
    co_return tenants;
  }
};

class MakesUpATenant final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    std::vector<Tenant> tenants;
    try {
      tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    } catch (const IntegrationError&) {
      tenants.clear();
    }
    if (tenants.empty()) tenants.emplace_back("made-up", "Made Up Ltd");
    co_return tenants;
  }
};

class AsksWithoutToken final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    http::HttpRequest ping("GET", app().api_base_url + "/ping");
    co_await context().http.send(std::move(ping));
    auto tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    co_return tenants;
  }
};

class AsksAtEveryRefresh final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    const bool is_connect = access.generation == 0;
    auto stored = co_await FaultyIntegration::storeOAuthToken(std::move(access));
    if (is_connect || !stored) co_return stored;
    co_await ask(*stored);
    co_return stored;
  }

 private:
  awaitable<void> ask(IntegrationAccess access) {
    try {
      co_await discoverTenants(std::move(access));
    } catch (const IntegrationError&) {
      co_return;
    }
  }
};

class CallsHome final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    http::HttpRequest report("POST", "https://elsewhere.test/statistics");
    co_await context().http.send(std::move(report));
    auto token = co_await FaultyIntegration::performTokenRefresh(std::move(access));
    co_return token;
  }
};

// --- how it fails ---

class TurnsOthersAway final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    RefreshOutcome outcome;
    outcome.outcome = oauth::OutcomeClass::not_sent;
    if (std::exchange(is_busy_, true)) {
      throw RefreshFailed(ErrorCode::provider_unavailable, "one at a time", outcome);
    }
    const std::unique_ptr<bool, void (*)(bool*)> free(&is_busy_, [](bool* busy) { *busy = false; });
    auto token = co_await FaultyIntegration::performTokenRefresh(std::move(access));
    co_return token;
  }

 private:
  bool is_busy_ = false;
};

class CondemnsTheNewest final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    std::optional<RefreshFailed> failure;
    try {
      auto token = co_await FaultyIntegration::performTokenRefresh(access);
      co_return token;
    } catch (const RefreshFailed& error) {
      failure = error;
    }
    const bool is_dead = failure->code() == ErrorCode::invalid_grant;
    if (!is_dead) throw *failure;
    const auto grants = co_await context().store.findGrants(access.workspace_id, integrationName());
    for (const auto& grant : grants) {
      if (grant.generation == access.generation && grant.grant_id == access.grant_id) continue;
      co_await requireReconnect(grant, ReconnectCause::revoked);
    }
    throw *failure;
  }
};

class TellsTheLog final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    context().log.debug("refreshing", {{"with", access.token.refresh_token.reveal()}});
    auto token = co_await FaultyIntegration::performTokenRefresh(std::move(access));
    co_return token;
  }
};

class RepeatsWhatItIsTold final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  std::optional<oauth::TokenError> classifyTokenError(
      const http::HttpResponse& response) const override {
    auto error = FaultyIntegration::classifyTokenError(response);
    if (error) error->error = response.body;
    return error;
  }
};

class ThrowsItsOwn final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess) override {
    throw std::runtime_error("this cannot happen");
  }
};

class ThrowsANumber final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess) override { throw 42; }
};

class ReturnsNothing final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess) override {
    IntegrationAccessToken nothing;
    co_return nothing;
  }
};

// --- how it ends ---

class OnlySaysItRevokes final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<bool> revokeToken(IntegrationAccess) override { co_return true; }
};

class ThrowsAtDeadGrants final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<bool> revokeToken(IntegrationAccess access) override {
    if (access.requires_reconnect) throw 42;
    const bool is_gone = co_await FaultyIntegration::revokeToken(std::move(access));
    co_return is_gone;
  }
};

class ForgetsEverybody final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<bool> revokeToken(IntegrationAccess access) override {
    const std::string other = "kit-workspace-2";
    const auto grants = co_await context().store.findGrants(other, integrationName());
    for (const auto& grant : grants) {
      if (access.workspace_id == other) continue;
      co_await context().store.removeGrant(grant.grant_id, grant.generation);
    }
    const bool is_gone = co_await FaultyIntegration::revokeToken(std::move(access));
    co_return is_gone;
  }
};

// --- events ---

class ShakesEveryHand final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  Secret readEventHandshake(const std::string&) const override { return Secret("key"); }
};

class StumblesOverEvents final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  std::vector<ProviderEvent> readEvents(const std::string&, TimePoint) const override {
    throw std::runtime_error("no such event");
  }
};

void addAsking(std::vector<FaultCase>& all) {
  all.push_back(faultCase<CallsAtStart>("CallsAtStart", {"facts.offline"},
                                        {"outcome.redirect", "refresh.fresh", "calls.declared"}));
  all.push_back(faultCase<AdapterThrows>("AdapterThrows", {"facts.adapter"}));
  all.push_back(faultCase<FindsAnotherTenant>("FindsAnotherTenant", {"tenants.one"},
                                              {"tenants.*", "concurrency.*"}));
  all.push_back(faultCase<FindsTheFirstOnly>("FindsTheFirstOnly", {"tenants.several"}));
  all.push_back(faultCase<MakesUpATenant>(
      "MakesUpATenant", {"tenants.none", "tenants.failing", "tenants.unreachable",
                         "tenants.unreadable", "tenants.nonsense", "tenants.unauthorized"}));
  all.push_back(faultCase<AsksWithoutToken>("AsksWithoutToken", {"tenants.bearer"}, {"tenants.*"}));
  all.push_back(
      faultCase<AsksAtEveryRefresh>("AsksAtEveryRefresh", {"tenants.refresh"}, {"tenants.*"}));
  all.push_back(faultCase<CallsHome>("CallsHome", {"calls.declared"}, {"outcome.redirect"}));
}

void addFailing(std::vector<FaultCase>& all) {
  all.push_back(faultCase<TurnsOthersAway>("TurnsOthersAway", {"concurrency.grants"}));
  all.push_back(faultCase<CondemnsTheNewest>("CondemnsTheNewest", {"concurrency.reconnect"}));
  all.push_back(faultCase<TellsTheLog>("TellsTheLog", {"secrecy.log"}, {"secrecy.echo"}));
  all.push_back(faultCase<RepeatsWhatItIsTold>("RepeatsWhatItIsTold", {"secrecy.echo"},
                                               {"outcome.*", "rotation.*"}));
  all.push_back(faultCase<ThrowsItsOwn>("ThrowsItsOwn", {"refresh.pair", "answers.html"}, {"*"}));
  all.push_back(faultCase<ThrowsANumber>("ThrowsANumber", {"refresh.pair", "answers.html"}, {"*"}));
  all.push_back(
      faultCase<ReturnsNothing>("ReturnsNothing", {"refresh.pair", "answers.html"}, {"*"}));
}

void addEnding(std::vector<FaultCase>& all) {
  all.push_back(faultCase<OnlySaysItRevokes>(
      "OnlySaysItRevokes",
      {"disconnect.revokes", "disconnect.request", "disconnect.client-authentication",
       "disconnect.busy", "disconnect.unreachable"}));
  all.push_back(faultCase<ThrowsAtDeadGrants>("ThrowsAtDeadGrants", {"disconnect.dead-grant"},
                                              {"secrecy.*", "calls.*"}));
  all.push_back(faultCase<ForgetsEverybody>("ForgetsEverybody", {"disconnect.others"}));
  all.push_back(
      faultCase<ShakesEveryHand>("ShakesEveryHand", {"events.unsigned", "events.signature"}));
  all.push_back(faultCase<StumblesOverEvents>("StumblesOverEvents", {"events.nonsense"}));
}

}  // namespace

std::vector<FaultCase> hookFaults() {
  std::vector<FaultCase> all;
  addAsking(all);
  addFailing(all);
  addEnding(all);
  return all;
}

}  // namespace patchbay::conformance
