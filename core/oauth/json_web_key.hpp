#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::oauth {

/// The signed parts of a JSON Web Signature in compact form (RFC 7515 section 7.1).
struct SignedText {
  std::string_view signing_input;  ///< header and payload as they came, with the dot between
  std::string signature;           ///< raw bytes
};

/// Whether we can verify this `alg` (RFC 7518 section 3.1): RS256, PS256, ES256.
bool isKnownAlgorithm(std::string_view algorithm);

/// The keys of a JWKS that may have made a signature: right type for `algorithm`, not reserved for
/// another use, operation or algorithm, and of that `kid` where one is given (RFC 7517 section 4).
std::vector<const boost::json::object*> findKeys(const boost::json::array& keys,
                                                 std::string_view algorithm,
                                                 const std::optional<std::string>& kid);

/// Whether `key` made the signature. False also for a key that cannot be used: broken, off its
/// curve, RSA of less than 2048 bits (RFC 7518 section 3.3).
bool verifies(const boost::json::object& key, std::string_view algorithm, const SignedText& text);

}  // namespace patchbay::oauth
