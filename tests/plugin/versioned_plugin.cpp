// A plugin that works, in several versions that differ by one fact.
#include "core/integration_oauth.hpp"
#include "core/plugin/plugin_abi.hpp"

namespace patchbay {
namespace {

class VersionedIntegration final : public IntegrationOAuth {
 public:
  explicit VersionedIntegration(const IntegrationContext& context) : IntegrationOAuth(context) {}

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override {
    OAuthApp app;
    app.name = "Versioned";
    app.client_id = settings.require("VERSIONED_CLIENT_ID");
    app.client_secret = Secret("secret");
    app.authorization_endpoint = "https://versioned.test/authorize";
    app.token_endpoint = "https://versioned.test/token";
    app.scopes = {VERSIONED_SCOPE};
    app.has_tenants = false;
    return app;
  }

  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    oauth::Parameters parameters;
    parameters.emplace_back("grant_type", "refresh_token");
    parameters.emplace_back("refresh_token", access.token.refresh_token.reveal());
    const auto response = co_await requestToken(std::move(parameters));
    co_return processRefreshResponse(response, access.token.scope);
  }

  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override {
    auto stored = co_await commit(std::move(access));
    co_return stored;
  }
};

}  // namespace
}  // namespace patchbay

PATCHBAY_PLUGIN("Versioned", patchbay::VersionedIntegration);
