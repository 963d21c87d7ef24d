// plugin_probe FOLDER SETTING=VALUE...: loads what the registry in FOLDER lists and says how that
// went, a line each.
#include <iostream>
#include <map>
#include <string>

#include "core/plugin/integration_registry.hpp"
#include "tests/support/integration_fixture.hpp"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: plugin_probe FOLDER SETTING=VALUE...\n";
    return 2;
  }
  std::map<std::string, std::string> settings;
  for (int i = 2; i < argc; ++i) {
    const std::string setting = argv[i];
    const auto equals = setting.find('=');
    settings[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  const patchbay::testing::IntegrationFixture host(patchbay::Settings::of(settings));
  const auto registry = patchbay::setupIntegrations(argv[1], host.context());
  for (const auto& integration : registry.all()) {
    std::cout << "loaded " << integration->app().name << "\n";
  }
  for (const auto& refused : registry.refused()) {
    std::cout << "refused " << refused.name << ": " << refused.reason << "\n";
  }
  return 0;
}
