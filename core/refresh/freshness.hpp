#pragma once

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// Whether an access can be handed out as it is, or should be refreshed first.
///
/// Fresh means: at least `min_ttl` remain. A pair that is younger than 30 s (or half its life, when
/// that is shorter) is as fresh as the provider makes them and is handed out in any case; so a
/// provider that issues expired or very short tokens causes no refresh loop. A pair from the future
/// is not fresh.
PATCHBAY_EXPORT bool isFreshEnough(const IntegrationAccess& access, Seconds min_ttl, TimePoint now);

/// Whether a pair was stored later than now: a clock was ahead then, and set back since. Its
/// `expires_at` is as much too late, so the provider may already refuse it. Clocks of hosts may
/// differ by five minutes.
PATCHBAY_EXPORT bool comesFromTheFuture(const IntegrationAccess& access, TimePoint now);

}  // namespace patchbay
