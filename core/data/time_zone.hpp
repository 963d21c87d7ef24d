#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/data/calendar.hpp"

namespace patchbay {

/// How far local time is ahead of UTC at a moment, by the machine's time zone database (RFC 8536).
/// @param zone  IANA's name, e.g. `Australia/Sydney`.
/// @returns empty when the database has no such zone, or cannot be read.
PATCHBAY_EXPORT std::optional<Seconds> utcOffset(std::string_view zone, TimePoint moment);

/// The day it is in `zone`; in UTC when the zone is unknown or empty.
PATCHBAY_EXPORT Day dayIn(std::string_view zone, TimePoint moment);

/// The same by the bytes of a zone's file; pure.
PATCHBAY_EXPORT std::optional<Seconds> utcOffsetOf(std::string_view zone_file, TimePoint moment);

}  // namespace patchbay
