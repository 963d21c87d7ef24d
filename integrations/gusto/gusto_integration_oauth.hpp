#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/integration_oauth.hpp"

namespace patchbay {

/// Gusto's side of the flow: its facts, its refresh call, and the company a token reaches.
class GustoIntegrationOAuth final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override;
  IntegrationAccessToken processRefreshResponse(const http::HttpResponse& response,
                                                const std::string& requested_scope) override;
  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override;
  awaitable<bool> revokeToken(IntegrationAccess access) override;
  std::vector<ProviderEvent> readEvents(const std::string& body,
                                        TimePoint received_at) const override;
  Secret readEventHandshake(const std::string& body) const override;

  /// The company's name; empty when Gusto does not tell it now. A name is no reason to fail.
  awaitable<std::string> findCompanyName(IntegrationAccess access, std::string company_uuid);
};

}  // namespace patchbay
