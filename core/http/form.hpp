#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/export.hpp"

namespace patchbay::http {

/// Parameters in order. Repetitions are kept: whether they are allowed is the reader's decision.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// `application/x-www-form-urlencoded` (RFC 6749 appendix B): space becomes `+`, everything but
/// `[A-Za-z0-9*-._]` becomes `%XX` in upper case.
PATCHBAY_EXPORT std::string encodeForm(const Parameters& parameters);
PATCHBAY_EXPORT std::string encodeFormValue(std::string_view text);

/// Decodes a form body or a query. Empty optional for a broken `%`, or for text that is not UTF-8
/// or holds NUL once decoded.
PATCHBAY_EXPORT std::optional<Parameters> parseForm(std::string_view text);
/// The same for one name or value of a form, where `+` means a blank.
PATCHBAY_EXPORT std::optional<std::string> decodeFormValue(std::string_view text);

/// Decodes a part of a URL, where `+` is a plus. Empty optional as for `parseForm`.
PATCHBAY_EXPORT std::optional<std::string> percentDecode(std::string_view text);

}  // namespace patchbay::http
