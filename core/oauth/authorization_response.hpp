#pragma once

#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::oauth {

/// What a provider sent to the redirect URI (RFC 6749 sections 4.1.2 and 4.1.2.1).
struct AuthorizationResponse {
  std::string state;
  std::string code;                ///< empty when `error` is set
  std::string error;               ///< empty when `code` is set
  std::string error_description;   ///< the provider's prose, cut to 256 characters; not escaped
  std::optional<std::string> iss;  ///< RFC 9207
};

/// Reads the callback's query. Unknown parameters are ignored.
/// @param code_parameter  under which the provider sends the code; `code` is the standard's.
/// @throws IntegrationError `invalid_request` for a repeated known parameter (RFC 6749 section
///         3.1), `code` together with `error`, neither, an empty one, or no `state`.
PATCHBAY_EXPORT AuthorizationResponse
parseAuthorizationResponse(const Parameters& query, const std::string& code_parameter = "code");

/// Compares `iss` exactly with the issuer (RFC 9207 section 2.4).
/// @param issuer    the provider's issuer; empty when it has none, and then any `iss` is ignored.
/// @param required  the provider advertises `authorization_response_iss_parameter_supported`.
/// @throws IntegrationError `invalid_request` when it differs, or is missing though required.
PATCHBAY_EXPORT void checkIssuer(const AuthorizationResponse& response, const std::string& issuer,
                                 bool required);

/// What a provider says that sends the browser back without a code (RFC 6749 section 4.1.2.1):
/// `access_denied`, `temporarily_unavailable` or `provider_configuration`.
/// @param provider  for people, e.g. `Gusto`.
PATCHBAY_EXPORT IntegrationError refusalOf(const AuthorizationResponse& response,
                                           const std::string& provider);

}  // namespace patchbay::oauth
