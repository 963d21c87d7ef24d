#include "host/routes/v1_access.hpp"

#include <utility>

namespace patchbay::host {

ApiKeyScope authorize(const HostServices& services, const http::ServerRequest& request,
                      Operation operation) {
  const auto authorization = request.header("authorization").value_or("");
  const ApiKeyScope* const scope = services.keys.find(authorization, services.clock.now());
  if (scope == nullptr) {
    throw IntegrationError(ErrorCode::unauthorized,
                           "The request carries no valid API key; send `Authorization: Bearer "
                           "<key>` with a key made by `patchbay keys create`.");
  }
  if (!scope->allows(operation)) {
    const std::string name(kOperationNames[static_cast<std::size_t>(operation)]);
    throw IntegrationError(ErrorCode::forbidden,
                           "This API key lacks the operation " + name + "; use a key that has it.");
  }
  return *scope;
}

std::shared_ptr<IntegrationOAuth> authorizedIntegration(const HostServices& services,
                                                        const http::ServerRequest& request,
                                                        Operation operation) {
  const ApiKeyScope scope = authorize(services, request, operation);
  const std::string& name = request.pathValue("name");
  if (!scope.sees(request.pathValue("workspace"))) throw notConnected(name);
  return services.integration(name);
}

IntegrationError unknownWorkspace() {
  return IntegrationError(ErrorCode::not_found,
                          "There is no such workspace, or this API key may not see it.");
}

IntegrationError notConnected(const std::string& integration) {
  return IntegrationError(ErrorCode::not_connected,
                          "The workspace is not connected to " + integration +
                              ", or this API key may not see it; open a connect session with POST "
                              "/v1/connect-sessions.");
}

bool isForTheEndUser(ErrorCode code) {
  return code == ErrorCode::requires_reconnect || code == ErrorCode::invalid_grant ||
         code == ErrorCode::tenant_lost || code == ErrorCode::insufficient_scope;
}

http::ServerResponse jsonAnswer(unsigned status, std::string body) {
  http::ServerResponse response = http::ServerResponse::json(status, std::move(body));
  response.with("Cache-Control", "no-store");
  return response;
}

}  // namespace patchbay::host
