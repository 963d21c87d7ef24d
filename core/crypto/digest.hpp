#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay::crypto {

/// SHA-256 (FIPS 180-4) as 32 raw bytes.
PATCHBAY_EXPORT std::string sha256(std::string_view bytes);
/// The same into a caller's 32 bytes, with no allocation: for the path that hands out tokens.
PATCHBAY_EXPORT void sha256(std::string_view bytes, unsigned char (&out)[32]);
PATCHBAY_EXPORT std::string sha256Hex(std::string_view bytes);

/// Two lower-case digits a byte.
PATCHBAY_EXPORT std::string hex(std::string_view bytes);

/// base64 (RFC 4648 section 4, with padding) and base64url (section 5, without padding).
PATCHBAY_EXPORT std::string base64(std::string_view bytes);
PATCHBAY_EXPORT std::string base64url(std::string_view bytes);
/// Strict: no blanks, no foreign character, exact padding (base64) or none (base64url), unused bits
/// zero. Empty optional otherwise.
PATCHBAY_EXPORT std::optional<std::string> parseBase64(std::string_view text);
PATCHBAY_EXPORT std::optional<std::string> parseBase64url(std::string_view text);

}  // namespace patchbay::crypto
