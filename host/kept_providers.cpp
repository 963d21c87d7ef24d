#include "host/kept_providers.hpp"

#include <string>

#include "core/base/letter_case.hpp"

namespace patchbay::host {
namespace {

constexpr Seconds kDay{86'400};
constexpr Seconds kUsualKeepAlive = 30 * kDay;

Seconds keepAliveOf(const OAuthApp& app, const Settings& settings) {
  const std::string name = upperCase(app.name) + "_KEEP_ALIVE_DAYS";
  if (settings.find(name)) return settings.getInteger(name, 0, 1, 3'650) * kDay;
  const Seconds half = app.refresh_token_lifetime / 2;
  return half > Seconds(0) ? half : kUsualKeepAlive;
}

}  // namespace

std::vector<KeptProvider> keptProviders(const IntegrationRegistry& integrations,
                                        const HostSettings& host, const Settings& settings) {
  std::vector<KeptProvider> kept;
  for (const auto& integration : integrations.all()) {
    KeptProvider provider;
    provider.integration = integration->integrationName();
    provider.refresher = &integration->refresher();
    provider.held = integration->use();
    provider.rules.used_within = host.keep_fresh_for;
    provider.rules.keep_alive = keepAliveOf(integration->app(), settings);
    if (host.background_refresh) kept.push_back(std::move(provider));
  }
  return kept;
}

}  // namespace patchbay::host
