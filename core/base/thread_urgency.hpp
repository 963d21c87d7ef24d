#pragma once

#include "core/base/export.hpp"

namespace patchbay {

/// Tells the scheduler that somebody waits for what the calling thread does: it gets the processor
/// soon after it wakes, in short turns. Linux before 6.12 knows no such wish, and ignores it.
PATCHBAY_EXPORT void markThreadUrgent();

/// Lets the calling thread stand behind others of equal claim: it works for what somebody waits
/// long for anyway, such as an answer of a provider. It cannot be taken back.
PATCHBAY_EXPORT void markThreadPatient();

}  // namespace patchbay
