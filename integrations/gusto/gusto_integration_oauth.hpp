#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/integration_oauth.hpp"

namespace patchbay {

/// Gusto's side of the flow: its facts, and the company a token reaches.
class GustoIntegrationOAuth final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

  std::unique_ptr<FetchAdapter> makeFetchAdapter() override;

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override;
  IntegrationAccessToken processRefreshResponse(const http::HttpResponse& response,
                                                const std::string& requested_scope) override;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override;
  /// This pair, or, with `GUSTO_DISCONNECT=company`, the application's whole access to the company.
  awaitable<bool> revokeToken(IntegrationAccess access) override;
  std::vector<ProviderEvent> readEvents(const std::string& body,
                                        TimePoint received_at) const override;
  Secret readEventHandshake(const std::string& body) const override;
  ApiVerdict judgeApiAnswer(const http::HttpResponse& response,
                            const ApiRequest& request) const override;
  IntegrationError apiErrorOf(const http::HttpResponse& response) const override;
  awaitable<bool> confirmTenantLost(IntegrationAccess access, std::string tenant_id) override;

  /// A token of the application itself, which may disconnect companies; lives for two hours.
  awaitable<IntegrationAccess> requestSystemAccess();
  awaitable<bool> disconnectCompany(std::string company_uuid);

  /// The company's name; empty when Gusto does not tell it now. A name is no reason to fail.
  awaitable<std::string> findCompanyName(IntegrationAccess access, std::string company_uuid);

  std::string api_version_;
  bool disconnects_company_ = false;
};

}  // namespace patchbay
