#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"
#include "core/base/secret.hpp"
#include "core/crypto/key_ring.hpp"

namespace patchbay::crypto {

/// Where a sealed text belongs: table, column, workspace, integration, grant, generation, ... The
/// parts are bound as additional data, each with its length in front, so that a sealed text that is
/// copied to another place does not open there.
using SealPlace = std::vector<std::string>;

/// Seals `text` with AES-256-GCM under the ring's writer and a random 96 bit nonce.
/// @returns `v1.<key id>.<base64url of nonce, ciphertext and 16 byte tag>`, plain ASCII.
PATCHBAY_EXPORT std::string seal(const Secret& text, const SealPlace& place, const KeyRing& ring);

/// Opens what `seal` made at the same place.
/// @throws IntegrationError `sealed_text_refused` when the key is not in the ring (named), the form
///         is unknown, or anything was changed: text, key or place. The text never reaches the
///         error.
PATCHBAY_EXPORT Secret open(std::string_view sealed, const SealPlace& place, const KeyRing& ring);

}  // namespace patchbay::crypto
