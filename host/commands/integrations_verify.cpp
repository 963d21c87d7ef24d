#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/plugin/plugin_abi.hpp"
#include "core/plugin/plugin_library.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/integration_row.hpp"
#include "host/commands/registry_look.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

std::string describe(const RegistryEntry& entry) {
  return entry.file + ", ABI " + std::to_string(PATCHBAY_PLUGIN_ABI) +
         ", core " PATCHBAY_VERSION ", " PATCHBAY_TOOLCHAIN ", SHA-256 " +
         entry.sha256.substr(0, 12);
}

/// Why the entry would be refused, or empty.
std::string findDefect(const fs::path& folder, const RegistryEntry& entry,
                       const IntegrationRegistry& loaded) {
  for (const auto& refused : loaded.refused()) {
    if (refused.name == entry.name) return refused.reason;
  }
  try {
    verifyPluginFile(folder / fs::path(entry.file).filename(), entry.sha256);
  } catch (const IntegrationError& error) {
    return error.publicText();
  }
  return {};
}

void printUnlisted(const fs::path& folder, const std::vector<RegistryEntry>& entries) {
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (file.path().extension() != ".so") continue;
    const bool is_listed = std::any_of(entries.begin(), entries.end(),
                                       [&](const auto& entry) { return entry.file == name; });
    if (!is_listed) printRow("-", "unlisted", name + ": is not in registry.json and is not loaded");
  }
}

ExitCode verify(const CommandLine& line) {
  const RegistryLook look(line);
  ExitCode result = ExitCode::ok;
  for (const RegistryEntry& entry : look.entries) {
    const std::string defect = findDefect(look.host.plugin_dir, entry, look.loaded.registry());
    if (!defect.empty()) {
      result = ExitCode::plugins;
      printRow(entry.name, "FAILED", defect);
    } else {
      printRow(entry.name, entry.enabled ? "ok" : "disabled", describe(entry));
    }
  }
  printUnlisted(look.host.plugin_dir, look.entries);
  return result;
}

}  // namespace

void addIntegrationsVerify(CommandLine& line, CLI::App* group) {
  CLI::App* const command = line.add(
      "verify",
      "Check registry, files, digests, symbols, ABI, toolchain and settings; start no host",
      [&line] { return verify(line); }, group);
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
