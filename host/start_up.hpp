#pragma once

#include <memory>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/run_to_end.hpp"
#include "core/http/http_client.hpp"
#include "core/store/integration_store.hpp"
#include "host/exit_code.hpp"
#include "host/host_settings.hpp"

namespace patchbay::host {

/// Runs one step of the start; what goes wrong becomes a `StartError` with that exit code.
template <typename Step>
auto startStep(ExitCode code, Step step) {
  try {
    return step();
  } catch (const StartError&) {
    throw;
  } catch (const IntegrationError& error) {
    const std::string detail = error.detail().empty() ? "" : " (" + error.detail() + ")";
    throw StartError(code, error.publicText() + detail);
  } catch (const std::exception& error) {
    throw StartError(code, error.what());
  }
}

/// Makes what a first start needs and leaves what is there: data folder (0700), key file (0600).
/// The schema is `migrateDatabase`'s.
void makeDataFolder(const HostSettings& host, const Settings& settings);

/// The store behind the settings, after checking data folder, key ring and schema, and that the
/// keys are those of the database.
/// @throws StartError with `settings` or `database`, IntegrationError when the keys do not fit.
std::unique_ptr<IntegrationStore> openStore(const HostSettings& host, const Settings& settings,
                                            Log& log);

/// Has the database remember the key that this host seals with, before it seals anything.
/// @throws IntegrationError `settings_invalid` when the keys are not those of the database.
void recordKeys(const HostSettings& host, const Settings& settings);

std::unique_ptr<http::HttpClient> openHttpClient(const HostSettings& host);

}  // namespace patchbay::host
