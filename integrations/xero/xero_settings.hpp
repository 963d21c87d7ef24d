#pragma once

#include <string>

#include "core/base/settings.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// Xero's facts and our registration there, from the settings `XERO_...`.
/// @throws IntegrationError `settings_invalid` naming what is missing or wrong, and the cure.
OAuthApp readXeroApp(const Settings& settings);

/// Where the Accounting API begins: `XERO_API_URL_SUFFIX` behind `XERO_API_BASE_URL`, as a path
/// such as `/api.xro/2.0`.
std::string accountingApiPath(const Settings& settings);

}  // namespace patchbay
