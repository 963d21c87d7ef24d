#pragma once

#include <cstdint>
#include <string>

#include "core/base/export.hpp"
#include "core/crypto/key_ring.hpp"
#include "core/store/sql_integration_store.hpp"

namespace patchbay {

/// Refuses keys that are not those of the database: a host with others could read no connection of
/// it, and would seal new ones so that no other host can. The database remembers which keys have
/// sealed in it, each by a text that only that key opens. A ring fits when it holds one of them,
/// and none under the name of another; a database that remembers no key fits every ring.
/// @throws IntegrationError `settings_invalid` when it does not fit, `storage_unavailable` when the
///         database cannot be used.
PATCHBAY_EXPORT void checkKeyRing(const DatabaseLocation& location, const crypto::KeyRing& keys);

/// Checks the same, and has the database remember the key that writes. Before anything is sealed;
/// of several hosts that begin with different keys at the same time, one comes through.
PATCHBAY_EXPORT void recordKeyRing(const DatabaseLocation& location, const crypto::KeyRing& keys);

/// How many records hold a text that this key sealed. They move to the key that writes when they
/// are next refreshed or connected.
PATCHBAY_EXPORT std::int64_t countSealedBy(const DatabaseLocation& location,
                                           const std::string& key_id);

}  // namespace patchbay
