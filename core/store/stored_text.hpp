#pragma once

#include <string>
#include <string_view>

namespace patchbay::store {

/// PostgreSQL stores UTF-8 without NUL, and nothing else. Texts that say who or what something is
/// are refused when they are not; these here only describe, come from strangers, and may not be
/// what keeps a token pair from being saved: what cannot be stored becomes U+FFFD.
std::string storableText(std::string_view text);

/// Whether `text` can be stored as it is.
bool isStorable(std::string_view text);

}  // namespace patchbay::store
