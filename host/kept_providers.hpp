#pragma once

#include <vector>

#include "core/base/settings.hpp"
#include "core/plugin/integration_registry.hpp"
#include "core/refresh/background_refresh.hpp"
#include "host/host_settings.hpp"

namespace patchbay::host {

/// The providers whose grants this host keeps fresh: all, or none where the host's settings say so.
/// A pair is refreshed at the latest after `<NAME>_KEEP_ALIVE_DAYS`, by default after half the life
/// that the provider states for an unused refresh token, else after 30 days.
/// @throws IntegrationError `settings_invalid` for such a setting that is not a number of days.
std::vector<KeptProvider> keptProviders(const IntegrationRegistry& integrations,
                                        const HostSettings& host, const Settings& settings);

}  // namespace patchbay::host
