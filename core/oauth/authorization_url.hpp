#pragma once

#include <string>

#include "core/base/export.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::oauth {

/// The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OIDC Core 3.1.2.1) as a
/// URL: `endpoint` with `parameters` behind its own query, which is kept (RFC 6749 section 3.1).
/// Empty values are left out. Blanks are written `%20`, which every server reads alike.
/// @throws IntegrationError `settings_invalid` when the endpoint has a fragment.
PATCHBAY_EXPORT std::string authorizationUrl(const std::string& endpoint,
                                             const Parameters& parameters);

}  // namespace patchbay::oauth
