#pragma once

#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"
#include "core/oauth/token_response.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay {

/// What is known after an attempt to refresh failed.
struct RefreshOutcome {
  oauth::OutcomeClass outcome = oauth::OutcomeClass::ambiguous;
  std::string error;                   ///< OAuth code or transport fault, for log and record
  std::optional<Seconds> retry_after;  ///< what the provider asked for
  bool certificate_refused = false;    ///< not sent, for a reason that an operator must look at
  /// `temporary`, from whoever stands before the provider perhaps: it may have issued a pair all
  /// the same, and by its rotation ended the old one.
  bool may_have_rotated = false;
};

/// What becomes of a grant after a failed attempt.
struct RefreshDecision {
  RefreshFailure failure;  ///< what to record
  bool alert = false;      ///< an operator must look
};

/// No pause is longer (`Retry-After` is clamped to it). One that seems to be was noted before the
/// clock was set back, and is over.
inline constexpr Seconds kLongestPause{3600};

/// Whether a pause until `until` is still on.
inline bool isPausedUntil(TimePoint until, TimePoint now) {
  return until > now && until - now <= kLongestPause;
}

/// The table from an outcome to a decision; pure.
///
/// Backoff is "full jitter": a random part of min(15 min, 2 s * 2^failures), at least 1 s. The
/// first ambiguous failure is retried after 1 s, because the old refresh token may well still work.
/// @param random  uniform in [0, 1).
PATCHBAY_EXPORT RefreshDecision decideAfterFailure(const RefreshOutcome& outcome,
                                                   const RefreshHistory& history, double random,
                                                   TimePoint now);

}  // namespace patchbay
