#include "gusto_integration_oauth.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "core/plugin/plugin_abi.hpp"
#include "gusto_adapter.hpp"

namespace patchbay {
namespace {

Tenant readTenant(const boost::json::value& company) {
  const auto* object = company.if_object();
  const auto* id = object != nullptr ? object->if_contains("id") : nullptr;
  if (id == nullptr || !id->is_string()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto listed a company without an id; try to connect again");
  }
  const auto* name = object->if_contains("name");
  return Tenant(std::string(id->get_string()),
                name != nullptr && name->is_string() ? std::string(name->get_string()) : "");
}

}  // namespace

OAuthApp GustoIntegrationOAuth::registerOAuthApp(const Settings& settings) {
  const auto base = settings.requireUrl("GUSTO_API_BASE_URL", "https://api.gusto.example");
  OAuthApp app;
  app.name = "Gusto";
  app.api_type = GustoAdapter::kApiType;
  app.client_id = settings.require("GUSTO_CLIENT_ID");
  app.client_secret = settings.requireSecret("GUSTO_CLIENT_SECRET");
  app.api_base_url = base;
  app.authorization_endpoint =
      settings.requireUrl("GUSTO_AUTHORIZE_URL", base + "/oauth/authorize");
  app.token_endpoint = settings.requireUrl("GUSTO_REFRESH_URL", base + "/oauth/token");
  app.revocation_endpoint = base + "/oauth/revoke";
  app.scopes = {"read"};
  app.rotation.kind = Rotation::Kind::strict;
  return app;
}

awaitable<IntegrationAccessToken> GustoIntegrationOAuth::performTokenRefresh(
    IntegrationAccess access) {
  oauth::Parameters parameters;
  parameters.emplace_back("grant_type", "refresh_token");
  parameters.emplace_back("refresh_token", access.token.refresh_token.reveal());
  auto response = co_await requestToken(std::move(parameters));
  co_return processRefreshResponse(response, access.token.scope);
}

awaitable<std::optional<IntegrationAccess>> GustoIntegrationOAuth::storeOAuthToken(
    IntegrationAccess access) {
  const bool is_connect = access.generation == 0;
  // The pair is durable before its access token is used for the first time.
  auto stored = co_await commit(std::move(access));
  if (!is_connect || !stored) co_return stored;
  auto complete = co_await completeTenants(*stored);
  co_return complete;
}

awaitable<std::vector<Tenant>> GustoIntegrationOAuth::discoverTenants(IntegrationAccess access) {
  std::vector<Tenant> tenants;
  auto companies = co_await getJson(std::move(access), "/companies");
  if (!companies.is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto did not list its companies; try to connect again");
  }
  for (const auto& company : companies.get_array()) tenants.push_back(readTenant(company));
  co_return tenants;
}

std::unique_ptr<FetchAdapter> GustoIntegrationOAuth::makeFetchAdapter() {
  return std::make_unique<GustoAdapter>([this](IntegrationAccess access, std::string path) {
    return getJson(std::move(access), std::move(path));
  });
}

}  // namespace patchbay

PATCHBAY_PLUGIN("Gusto", patchbay::GustoIntegrationOAuth);
