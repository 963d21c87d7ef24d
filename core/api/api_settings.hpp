#pragma once

#include "core/base/settings.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// Puts the settings `<NAME>_RETRY_...` and `<NAME>_RATE_LIMIT_WAIT_MS` over a provider's facts.
/// @throws IntegrationError `settings_invalid` for a value that is none, or for facts that
///         contradict each other.
PATCHBAY_EXPORT void readApiSettings(const Settings& settings, OAuthApp& app);

}  // namespace patchbay
