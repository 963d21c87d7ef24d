#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

/// Length in bytes (1 to 4) of the well-formed UTF-8 sequence (RFC 3629) that `text` begins with;
/// 0 when it begins with none, or is empty. Overlong forms, surrogates and anything above U+10FFFF
/// are not well-formed.
PATCHBAY_EXPORT std::size_t leadingUtf8(std::string_view text);

/// Whether the bytes are well-formed UTF-8 without NUL.
PATCHBAY_EXPORT bool isCleanUtf8(std::string_view bytes);

}  // namespace patchbay
