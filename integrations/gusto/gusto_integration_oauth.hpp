#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/integration_oauth.hpp"

namespace patchbay {

/// Gusto's side of the flow: its facts, its refresh call, and what one of its tokens reaches.
class GustoIntegrationOAuth final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

  std::unique_ptr<FetchAdapter> makeFetchAdapter() override;

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override;
  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override;
};

}  // namespace patchbay
