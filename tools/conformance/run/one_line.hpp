#pragma once

#include <string>
#include <string_view>

namespace patchbay::conformance {

/// What a plugin said, fit for a row of a table and for JSON: one line of well-formed UTF-8 without
/// control characters, cut after 1,000 bytes. Bytes that do not fit are written as `\\xNN`.
std::string oneLine(std::string_view text);

}  // namespace patchbay::conformance
