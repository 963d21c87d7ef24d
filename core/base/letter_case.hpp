#pragma once

#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

// Letters here are those of ASCII, whatever the process's locale: providers, settings, header
// fields and hexadecimal digits are named by no others.

/// `Gusto` as paths and the store have it: `gusto`.
PATCHBAY_EXPORT std::string lowerCase(std::string_view text);

/// `Gusto` as its settings begin: `GUSTO`.
PATCHBAY_EXPORT std::string upperCase(std::string_view text);

PATCHBAY_EXPORT bool equalIgnoringCase(std::string_view left, std::string_view right);

}  // namespace patchbay
