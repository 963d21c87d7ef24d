#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"

namespace patchbay::oauth {

/// What an authorization server publishes about itself (RFC 8414 section 2, OpenID Connect
/// Discovery section 3). Of it, what this framework can use.
struct ServerMetadata {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string revocation_endpoint;  ///< empty when none is published; so are the next two
  std::string introspection_endpoint;
  std::string jwks_uri;
  bool authorization_response_iss_parameter_supported = false;  ///< RFC 9207
  std::vector<std::string> scopes_supported;  ///< empty when none are published; so are the next
  std::vector<std::string> token_endpoint_auth_methods_supported;
  std::vector<std::string> code_challenge_methods_supported;
  std::vector<std::string> id_token_signing_alg_values_supported;

  ServerMetadata() = default;
};

/// Where an issuer publishes its metadata, the place to try first in front: RFC 8414 section 3.1
/// puts the well-known part before the issuer's path, OpenID Connect behind it.
/// @throws IntegrationError `settings_invalid` for an issuer that is no https URL (http to a
///         loopback host) or has a query.
PATCHBAY_EXPORT std::vector<std::string> metadataUrls(const std::string& issuer);

/// Reads a metadata document that did not come from where its issuer publishes it, such as a saved
/// one; whose it is is for the caller to judge.
/// @throws IntegrationError `malformed_answer` for an endpoint that is missing or no https URL (or
///         http to a loopback host), and what is no such document.
PATCHBAY_EXPORT ServerMetadata parseServerMetadata(std::string_view body);

/// Reads a metadata document.
/// @param issuer  the one that was asked for; the document must name it byte for byte, else one
///                server could pass itself off as another (RFC 8414 sections 3.3 and 6.2).
/// @throws IntegrationError `malformed_answer` for another issuer, and as above.
PATCHBAY_EXPORT ServerMetadata parseServerMetadata(std::string_view body,
                                                   const std::string& issuer);

}  // namespace patchbay::oauth
