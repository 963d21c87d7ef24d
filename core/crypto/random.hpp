#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay::crypto {

/// `count` bytes from the operating system's generator (OpenSSL), as raw bytes.
/// @throws IntegrationError `internal` when the generator fails; never returns weak bytes.
PATCHBAY_EXPORT std::string randomBytes(std::size_t count);

/// `randomBytes(count)` in base64url without padding: 32 bytes give 43 characters.
PATCHBAY_EXPORT std::string randomToken(std::size_t count = 32);

/// A random id that is no secret: 26 lower-case letters and digits behind `prefix`, e.g.
/// `grant_...`. It holds 128 random bits.
PATCHBAY_EXPORT std::string randomId(std::string_view prefix);

}  // namespace patchbay::crypto
