#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

// What several of the flow's steps share. For the files of this folder and the flow itself.

namespace patchbay {

/// How long an end user may take: at the provider, and then to choose a tenant.
inline constexpr Seconds kLoginLifetime = std::chrono::minutes(10);

/// How long a step outlasts a database that is away, with what the end user's consent has just
/// brought, which exists nowhere else ...
inline constexpr Milliseconds kConnectPatience{30'000};
/// ... and with anything else that somebody waits for.
inline constexpr Milliseconds kStepPatience{10'000};

/// How often a step begins again with a grant that was refreshed under its hands.
inline constexpr int kMostRaces = 5;

/// What must be left of a token with which a step asks the provider itself.
inline constexpr Seconds kLeastLeft{60};

inline IntegrationError movedMeanwhile() {
  return IntegrationError(ErrorCode::conflict,
                          "the connection was changed by another request meanwhile; try again");
}

}  // namespace patchbay
