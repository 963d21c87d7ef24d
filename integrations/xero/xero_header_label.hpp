#pragma once

#include <optional>
#include <string_view>

#include "core/data/calendar.hpp"

namespace patchbay {

/// The day in a column heading of a report; pure. Xero writes `31 Mar 22` above profit and loss and
/// `31 May 2022` above the balance sheet; both are read wherever they stand. Month names may be
/// longer (`31 March 2022`).
/// @returns empty for anything else, days that do not exist included.
std::optional<Day> parseHeaderLabel(std::string_view label);

}  // namespace patchbay
