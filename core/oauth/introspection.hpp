#pragma once

#include <string_view>

#include "core/base/export.hpp"

namespace patchbay::oauth {

/// Whether an introspection answer calls the token active (RFC 7662 section 2.2): by the boolean
/// `true` and nothing else. Every other object, an error document too, says that it is not.
/// @throws IntegrationError `malformed_answer` for what is no JSON object, which says nothing.
PATCHBAY_EXPORT bool parseIntrospection(std::string_view body);

}  // namespace patchbay::oauth
