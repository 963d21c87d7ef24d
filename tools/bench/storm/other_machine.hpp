#pragma once

#include <sys/types.h>

namespace patchbay::storm {

/// Providers and callers run on other machines, and take no processor time from a host. Here they
/// share its processors: from now on the process' threads stand behind all others, but for the
/// calling one, which only waits, and starts those that measure.
void standBehind(pid_t process);

}  // namespace patchbay::storm
