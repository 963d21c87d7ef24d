#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/export.hpp"

namespace patchbay::oauth {

/// Parameters in order. Repetitions are kept: whether they are allowed is the reader's decision.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// `application/x-www-form-urlencoded` (RFC 6749 appendix B): space becomes `+`, everything but
/// `[A-Za-z0-9*-._]` becomes `%XX` in upper case.
PATCHBAY_EXPORT std::string encodeForm(const Parameters& parameters);
PATCHBAY_EXPORT std::string encodeFormValue(std::string_view text);

/// Decodes a form body or a query. Empty optional for a broken `%`, or for text that is not UTF-8
/// or holds NUL once decoded.
PATCHBAY_EXPORT std::optional<Parameters> parseForm(std::string_view text);

/// Percent-decodes one component; `+` means a blank only where `plus_is_blank` says so. Empty
/// optional as for `parseForm`.
PATCHBAY_EXPORT std::optional<std::string> percentDecode(std::string_view text, bool plus_is_blank);

/// Whether the bytes are well-formed UTF-8 (RFC 3629) without NUL.
PATCHBAY_EXPORT bool isCleanUtf8(std::string_view bytes);

}  // namespace patchbay::oauth
