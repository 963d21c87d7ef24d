#pragma once

#include <optional>
#include <vector>

#include "core/integration_oauth.hpp"

namespace patchbay {

/// Xero's side of the flow: its facts, its refresh call, and the organisations of a consent.
class XeroIntegrationOAuth final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override;
  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override;
};

}  // namespace patchbay
