#pragma once

#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay::oauth {

/// `code_challenge` of a verifier under method S256 (RFC 7636 section 4.2): base64url of SHA-256.
PATCHBAY_EXPORT std::string codeChallenge(std::string_view verifier);

/// Whether a text is a `code_verifier` (RFC 7636 section 4.1): 43 to 128 unreserved characters.
PATCHBAY_EXPORT bool isCodeVerifier(std::string_view text);

}  // namespace patchbay::oauth
