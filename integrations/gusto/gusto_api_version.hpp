#pragma once

#include <string>
#include <string_view>

#include "core/data/calendar.hpp"

namespace patchbay {

/// The version of Gusto's API that is asked for unless `GUSTO_API_VERSION` names another one.
inline constexpr std::string_view kGustoApiVersion = "2026-06-15";

/// What an operator should know about a version on a day; empty when there is nothing. Pure.
/// @param version  `YYYY-MM-DD`.
std::string warnOfGustoApiVersion(std::string_view version, Day today);

}  // namespace patchbay
