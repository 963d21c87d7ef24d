#pragma once

#include <exception>

#include "core/base/export.hpp"

namespace patchbay {

/// For one of several callers that a failure ends: the same failure as an exception object of its
/// own. Callers handle it on threads of their own, and may add to it. What is no `IntegrationError`
/// is shared; of a derived one only that part is kept.
PATCHBAY_EXPORT std::exception_ptr ownFailure(const std::exception_ptr& shared);

}  // namespace patchbay
