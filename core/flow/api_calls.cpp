#include <boost/json/value.hpp>
#include <utility>

#include "core/integration_oauth.hpp"
#include "core/oauth/strict_json.hpp"
#include "core/refresh/hand_out_memory.hpp"

// How an integration calls its provider's API, and what it does about the answers that concern the
// connection. The policy itself is in provider_api.cpp.

namespace patchbay {

awaitable<http::HttpResponse> IntegrationOAuth::callApi(IntegrationAccess access,
                                                        ApiRequest request) {
  auto response = co_await api_->call(std::move(access), std::move(request));
  co_return response;
}

awaitable<boost::json::value> IntegrationOAuth::getJson(IntegrationAccess access,
                                                        std::string path) {
  ApiRequest request("GET", std::move(path));
  auto response = co_await api_->fetch(std::move(access), std::move(request));
  co_return boost::json::value(oauth::parseExactJson(response.body));
}

// --- hooks with defaults ---

ApiVerdict IntegrationOAuth::judgeApiAnswer(const http::HttpResponse& response,
                                            const ApiRequest&) const {
  return standardVerdict(response);
}

IntegrationError IntegrationOAuth::apiErrorOf(const http::HttpResponse& response) const {
  return standardApiError(app_.name, response, context_.clock.now());
}

awaitable<bool> IntegrationOAuth::confirmTenantLost(IntegrationAccess, std::string) {
  co_return true;
}

// --- what the policy asks for ---

awaitable<IntegrationAccess> IntegrationOAuth::renewRefused(IntegrationAccess access) {
  context_.log.info("token_refused", {{"integration", integration_name_},
                                      {"grant_id", access.grant_id},
                                      {"generation", access.generation}});
  // Also where another host has refreshed it and this one has not heard of that yet.
  context_.memory.forget(access.workspace_id, integration_name_);
  const std::string tenant_id = access.tenant_id;
  IntegrationAccess fresh = co_await context_.refresh.refresh(*this, std::move(access));
  fresh.tenant_id = tenant_id;
  co_return fresh;
}

awaitable<bool> IntegrationOAuth::recordRefused(IntegrationAccess access) {
  const bool is_recorded = co_await requireReconnect(std::move(access), ReconnectCause::revoked);
  co_return is_recorded;
}

awaitable<void> IntegrationOAuth::recordTenantLost(IntegrationAccess access,
                                                   std::string tenant_id) {
  access.tenant_id = std::move(tenant_id);
  co_await reportTenantLost(std::move(access));
}

}  // namespace patchbay
