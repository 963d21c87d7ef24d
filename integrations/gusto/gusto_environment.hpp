#pragma once

#include <string>

#include "core/base/settings.hpp"

namespace patchbay {

/// Where Gusto is: one switch for all addresses, so that credentials of one environment never meet
/// hosts of the other.
struct GustoAddresses {
  std::string api_base_url;  ///< without trailing slash
  std::string authorize_url;
  std::string token_url;
  std::string revoke_url;
};

/// Reads `GUSTO_ENVIRONMENT` (`production` or `demo`) and the addresses that may be set one by one
/// (`GUSTO_API_BASE_URL`, `GUSTO_AUTHORIZE_URL`, `GUSTO_REFRESH_URL`).
/// @throws IntegrationError `settings_invalid` for another word, and when an address belongs to the
///         other environment. Hosts that are not Gusto's, such as a stand-in's, belong to none.
GustoAddresses readGustoAddresses(const Settings& settings);

}  // namespace patchbay
