#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay::oauth {

/// Reads JSON that a stranger wrote, strictly (RFC 8259): at most 32 levels deep, valid UTF-8, no
/// BOM, no duplicate member, nothing behind the value. Numbers too large for a double become
/// infinity; the reader of a number decides.
/// @throws IntegrationError `malformed_answer`; the text names the defect, never the content.
PATCHBAY_EXPORT boost::json::value parseStrictJson(std::string_view text);

/// The same for data with amounts: a number that no integer holds, such as `24.75`, comes as the
/// text that was sent, because no double is the same. With an exponent it is a double all the same.
PATCHBAY_EXPORT boost::json::value parseExactJson(std::string_view text);

}  // namespace patchbay::oauth
