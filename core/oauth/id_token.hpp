#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay::oauth {

/// What an id_token must satisfy (OpenID Connect Core section 3.1.3.7).
struct IdTokenExpectations {
  std::string issuer;     ///< compared exactly
  std::string client_id;  ///< must be in `aud`; with several audiences also `azp`
  std::string nonce;      ///< of this login; empty on refresh, where a nonce need not come
  std::vector<std::string> algorithms{"RS256"};  ///< accepted `alg` values; `none` never is
  Seconds leeway{60};                            ///< for `exp` and `iat`
};

/// What we read of it.
struct IdTokenClaims {
  std::string subject;
  std::string issuer;
};

/// Whether the JWKS holds the key that the id_token names by `kid` or, when it names none, one that
/// verifies it; false means: fetch the JWKS again, once (key rotation). True for a text that no key
/// would help.
PATCHBAY_EXPORT bool hasKeyFor(std::string_view id_token, std::string_view jwks);

/// Verifies signature (RS256, PS256, ES256 by JWKS, RFC 7515 and 7517) and claims.
/// @throws IntegrationError `malformed_answer` naming the check that failed, never the token.
PATCHBAY_EXPORT IdTokenClaims verifyIdToken(std::string_view id_token, std::string_view jwks,
                                            const IdTokenExpectations& expected, TimePoint now);

}  // namespace patchbay::oauth
