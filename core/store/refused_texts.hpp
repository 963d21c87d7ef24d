#pragma once

#include <cstdint>

#include "core/base/export.hpp"

namespace patchbay {

/// How many sealed texts of the database did not open, in this process, since its start: changed,
/// copied to another place, or sealed with a key that this host lacks.
PATCHBAY_EXPORT std::uint64_t refusedTexts();

}  // namespace patchbay
