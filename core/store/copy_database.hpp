#pragma once

#include <cstdint>

#include "core/base/export.hpp"
#include "core/store/sql_integration_store.hpp"

namespace patchbay {

/// Copies all that a SQLite database holds into a database that holds nothing yet, in one
/// transaction there: connections, API keys, logins under way, events. Secrets stay sealed as they
/// are, by the same keys. Both must be up to date, and nobody may serve either of them. The SQLite
/// database is left as it is.
/// @returns how many connections there were.
/// @throws IntegrationError `settings_invalid` when `to` holds something already or a schema is
///         old, `storage_unavailable` when one of them cannot be used.
PATCHBAY_EXPORT std::int64_t copyDatabase(const DatabaseLocation& from, const DatabaseLocation& to);

}  // namespace patchbay
