#pragma once

#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// Runs all `operations` at the same time on the caller's executor, which may be one of several
/// threads, and resumes when the last one has ended. Results go where the operations put them, a
/// place for each.
/// @throws what the first of them, in the order given, threw; only after all have ended.
PATCHBAY_EXPORT awaitable<void> inParallel(std::vector<awaitable<void>> operations);

}  // namespace patchbay
