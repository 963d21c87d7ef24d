#include <algorithm>
#include <iomanip>
#include <iostream>
#include <string>

#include "host/commands/commands.hpp"
#include "host/commands/loaded_integrations.hpp"

namespace patchbay::host {
namespace {

void printRow(const std::string& name, const std::string& state, const std::string& text) {
  std::cout << std::left << std::setw(16) << name << std::setw(10) << state << text << "\n";
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

ExitCode list(const CommandLine& line) {
  const Settings settings = line.loadSettings();
  const HostSettings host = HostSettings::read(settings);
  const SystemClock clock;
  const auto log = makeStderrLog(LogLevel::error, clock);
  const auto entries = startStep(ExitCode::plugins, [&] { return readRegistry(host.plugin_dir); });
  const LoadedIntegrations loaded(host, settings, *log);
  for (const RegistryEntry& entry : entries) {
    if (!entry.enabled) {
      printRow(entry.name, "disabled", entry.file);
    } else if (loaded.registry().find(lower(entry.name)) != nullptr) {
      printRow(entry.name, "ok", entry.file);
    }
  }
  for (const auto& refused : loaded.registry().refused()) {
    printRow(refused.name, "refused", refused.reason);
  }
  return loaded.registry().refused().empty() ? ExitCode::ok : ExitCode::plugins;
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
