#pragma once

#include "core/oauth_app.hpp"

namespace patchbay {

/// Refuses facts that contradict themselves or lack something, which would not fail at once, but at
/// somebody's login or first refresh.
/// @throws IntegrationError `settings_invalid` naming the fact.
void checkFacts(const OAuthApp& app);

}  // namespace patchbay
