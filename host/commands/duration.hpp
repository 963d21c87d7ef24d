#pragma once

#include <optional>
#include <string_view>

#include "core/base/clock.hpp"

namespace patchbay::host {

/// A whole number with a unit: `45s`, `30m`, `12h`, `90d`; from 1 s to 10 years. Empty optional
/// for anything else.
std::optional<Seconds> parseDuration(std::string_view text);

}  // namespace patchbay::host
