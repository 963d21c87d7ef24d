#pragma once

#include <memory>
#include <string>

#include "core/base/error.hpp"
#include "core/http/http_exchange.hpp"
#include "host/api_keys.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// What the request's API key allows.
/// @throws IntegrationError `unauthorized` without an accepted key, `forbidden` when the key lacks
///         the operation.
ApiKeyScope authorize(const HostServices& services, const http::ServerRequest& request,
                      Operation operation);

/// The integration that the path names, where the key may have it for the workspace of the path.
/// @throws IntegrationError as `authorize`, and `not_connected` or `not_found` where there is none.
std::shared_ptr<IntegrationOAuth> authorizedIntegration(const HostServices& services,
                                                        const http::ServerRequest& request,
                                                        Operation operation);

/// The answer about a workspace that this key may not see: the same as about one that is not there.
IntegrationError unknownWorkspace();

/// The answer about a connection that is not there, or that this key may not see.
IntegrationError notConnected(const std::string& integration);

/// Whether the end user repairs it, by connecting again.
bool isForTheEndUser(ErrorCode code);

/// A JSON answer that nobody may keep.
http::ServerResponse jsonAnswer(unsigned status, std::string body);

}  // namespace patchbay::host
