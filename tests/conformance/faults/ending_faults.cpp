#include <stdexcept>
#include <utility>

#include "tests/conformance/faults/faulty_integration.hpp"

// Faults in hooks: in how they fail, in what is revoked, and in events.

namespace patchbay::conformance {
namespace {

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

std::vector<FaultCase> endingFaults() {
  std::vector<FaultCase> all;
  addFailing(all);
  addEnding(all);
  return all;
}

}  // namespace patchbay::conformance
