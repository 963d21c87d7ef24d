#pragma once

#include <string>
#include <string_view>

#include "core/base/export.hpp"
#include "core/base/secret.hpp"

namespace patchbay::crypto {

/// HMAC-SHA256 (RFC 2104, FIPS 198-1) as 32 raw bytes.
/// @throws IntegrationError `internal` when OpenSSL refuses it.
PATCHBAY_EXPORT std::string hmacSha256(const Secret& key, std::string_view message);

}  // namespace patchbay::crypto
