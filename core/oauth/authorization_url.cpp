#include "core/oauth/authorization_url.hpp"

#include "core/base/error.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::oauth {

std::string authorizationUrl(const std::string& endpoint, const Parameters& parameters) {
  if (endpoint.find('#') != std::string::npos) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           "authorization endpoint: holds a fragment; remove '#' and what follows");
  }
  return withQuery(endpoint, parameters);
}

}  // namespace patchbay::oauth
