#include "host/commands/commands.hpp"
#include "host/commands/integration_row.hpp"
#include "host/commands/registry_look.hpp"

namespace patchbay::host {
namespace {

ExitCode list(const CommandLine& line) {
  const RegistryLook look(line);
  const IntegrationRegistry& registry = look.loaded.registry();
  for (const RegistryEntry& entry : look.entries) {
    if (!entry.enabled) {
      printRow(entry.name, "disabled", entry.file);
    } else if (registry.find(entry.name) != nullptr) {
      printRow(entry.name, "ok", entry.file);
    }
  }
  for (const auto& refused : registry.refused()) {
    printRow(refused.name, "refused", refused.reason);
  }
  return registry.refused().empty() ? ExitCode::ok : ExitCode::plugins;
}

}  // namespace

void addIntegrations(CommandLine& line) {
  CLI::App* const group = line.addGroup("integrations", "What this host can connect");
  CLI::App* const command = line.add(
      "list", "Each integration of the registry, and whether it loads",
      [&line] { return list(line); }, group);
  line.addSettingFlags(command);
  addIntegrationsNew(line, group);
  addIntegrationsTest(line, group);
  addIntegrationsVerify(line, group);
  addIntegrationsReload(line, group);
}

}  // namespace patchbay::host
