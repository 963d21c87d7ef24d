#pragma once

#include <optional>
#include <string_view>

#include "core/base/secret.hpp"

namespace patchbay::host {

/// The password of `Basic` credentials, whatever the user name (RFC 7617 section 2). Empty for
/// another scheme, and for what cannot be read.
std::optional<Secret> passwordOf(std::string_view authorization);

}  // namespace patchbay::host
