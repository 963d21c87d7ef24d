#pragma once

#include <string_view>

#include "core/base/export.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// Whether a provider signed this body: HMAC-SHA256 over its bytes as they came, under the key that
/// operator and provider share. Compares in constant time. Without a key nothing is signed.
///
/// @param signature  the header's value: hex in lower or upper case, or base64 with padding; no
///                   prefix.
PATCHBAY_EXPORT bool isSignedEvent(const EventSignature& rule, std::string_view signature,
                                   std::string_view raw_body);

}  // namespace patchbay
