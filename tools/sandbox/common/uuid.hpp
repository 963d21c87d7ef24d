#pragma once

#include <string>
#include <string_view>

namespace patchbay::sandbox {

/// A uuid (RFC 9562 version 8) that depends on `seed` only.
std::string uuidFrom(std::string_view seed);

}  // namespace patchbay::sandbox
