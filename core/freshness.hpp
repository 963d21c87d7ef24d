#pragma once

#include <optional>

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

/// When a pair in use is refreshed ahead of its expiry: a sixth of its life before that, at least
/// 2 and at most 10 minutes (half its life, where that is shorter), and up to as much again
/// earlier, so that grants connected together do not come due together. Not within 30 s of the last
/// refresh.
PATCHBAY_EXPORT TimePoint refreshDueAt(const IntegrationAccess& access);

/// When anybody should first look whether to refresh a new pair: when it is due, or after a day,
/// because what else there is to know (`nextRefreshAt`) is the provider's. Never without a refresh
/// token.
PATCHBAY_EXPORT std::optional<TimePoint> firstLookAt(const IntegrationAccess& access);

/// Which grants are refreshed ahead of expiry, and when at the latest.
struct KeepFreshRules {
  KeepFreshRules() = default;

  Seconds used_within{0};  ///< a grant used so lately, or with its present pair, is kept fresh
  Seconds keep_alive{0};   ///< any pair is refreshed before it is as old as this
};

/// When a grant is refreshed next if no caller asks for more: ahead of expiry while it is in use,
/// else before the refresh token dies of disuse.
PATCHBAY_EXPORT TimePoint nextRefreshAt(const IntegrationAccess& access,
                                        std::optional<TimePoint> used_at,
                                        const KeepFreshRules& rules, TimePoint now);

}  // namespace patchbay
