#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Table `pending_choices`.
namespace patchbay::store {

void insertPendingChoice(SqlSession& session, const PendingChoice& choice);
std::optional<PendingChoice> takePendingChoice(SqlSession& session, const std::string& choice_hash,
                                               TimePoint now);
/// Also the grants that were left without tenant. Within a transaction of the caller's; returns how
/// many choices.
std::int64_t dropExpiredChoices(SqlSession& session, TimePoint now);

}  // namespace patchbay::store
