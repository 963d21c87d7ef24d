#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/integration_oauth.hpp"
#include "xero_connections.hpp"

namespace patchbay {

/// Xero's side of the flow: its facts, and the organisations of a consent.
class XeroIntegrationOAuth final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

  std::unique_ptr<FetchAdapter> makeFetchAdapter() override;

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override;
  awaitable<bool> removeTenantAtProvider(IntegrationAccess access, Tenant tenant) override;
  awaitable<bool> revokeToken(IntegrationAccess access) override;

  ApiVerdict judgeApiAnswer(const http::HttpResponse& response,
                            const ApiRequest& request) const override;
  IntegrationError apiErrorOf(const http::HttpResponse& response) const override;
  awaitable<bool> confirmTenantLost(IntegrationAccess access, std::string tenant_id) override;
  std::vector<ProviderEvent> readEvents(const std::string& body,
                                        TimePoint received_at) const override;

  awaitable<boost::json::value> getForTenant(IntegrationAccess access, std::string tenant_id,
                                             std::string path);
  awaitable<std::vector<XeroConnection>> listConnections(IntegrationAccess access);
  awaitable<bool> deleteConnections(IntegrationAccess access,
                                    std::vector<XeroConnection> connections, std::string tenant_id);
  awaitable<bool> isHeldElsewhere(std::string grant_id, std::string tenant_id);
};

}  // namespace patchbay
