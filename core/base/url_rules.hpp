#pragma once

#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

/// Why a configured URL may not be used, with the cure; empty when it may: absolute, `https` (or
/// `http` to a loopback host), with a host, without user name, fragment or blank.
PATCHBAY_EXPORT std::string findUrlProblem(std::string_view url);

}  // namespace patchbay
