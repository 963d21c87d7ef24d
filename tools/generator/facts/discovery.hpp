#pragma once

#include <string>

namespace patchbay::generator {

/// A discovery document (RFC 8414, OpenID Connect Discovery) from an https URL, http on a loopback
/// host, or a file.
/// @returns its text, which can be read and, where it came from a URL, is that of the issuer which
///          publishes it there.
/// @throws Refused when it cannot be had, read or believed.
std::string fetchDiscoveryDocument(const std::string& place);

}  // namespace patchbay::generator
