#pragma once

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// What whoever has to come back later is told (`Retry-After`): whole seconds, at least one.
PATCHBAY_EXPORT Seconds secondsUntil(TimePoint later, TimePoint now);

/// A number in [0, 1) for the jitter of pauses, so that those who failed together do not come back
/// together. Not for secrets; safe from any thread.
PATCHBAY_EXPORT double randomFraction();

}  // namespace patchbay
