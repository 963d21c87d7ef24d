#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/plugin/integration_registry.hpp"
#include "core/plugin/plugin_library.hpp"
#include "host/commands/commands.hpp"
#include "host/host_settings.hpp"
#include "host/start_up.hpp"
#include "tools/conformance/conformance.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

/// What the command line says.
struct Wish {
  std::string name;
  std::string plugin;
  std::string answers;
  std::string env_file;
  std::vector<std::string> only;
  bool as_json = false;

  Wish() = default;
};

struct Library {
  std::string name;  ///< as the registry lists it, or as it was asked for
  fs::path file;
  std::string sha256;

  Library() = default;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return text;
}

std::string digestOf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  if (stream) return crypto::sha256Hex(bytes);
  throw StartError(ExitCode::plugins, file.string() + ": cannot be read; correct --plugin");
}

/// The library that was named, or the one that the registry lists under the name.
Library findLibrary(const Wish& wish, const fs::path& plugin_dir) {
  Library library;
  library.name = wish.name;
  if (!wish.plugin.empty()) {
    library.file = wish.plugin;
    library.sha256 = digestOf(library.file);
    return library;
  }
  const auto entries = startStep(ExitCode::plugins, [&] { return readRegistry(plugin_dir); });
  for (const RegistryEntry& entry : entries) {
    if (lower(entry.name) != lower(wish.name)) continue;
    library.file = plugin_dir / entry.file;
    library.sha256 = entry.sha256;
    return library;
  }
  throw StartError(ExitCode::usage, wish.name + ": is not in " +
                                        (plugin_dir / "registry.json").string() +
                                        "; `patchbay integrations list` shows what is, --plugin "
                                        "names a library that is not");
}

/// The recorded answers that were named, or those that the build put beside the library.
conformance::RecordedAnswers findAnswers(const Wish& wish, const Library& library) {
  if (!wish.answers.empty()) return conformance::RecordedAnswers::load(wish.answers);
  const fs::path beside =
      library.file.parent_path() / "conformance" / (lower(library.name) + ".json");
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) return {};
  return conformance::RecordedAnswers::load(beside);
}

/// Loaded in the process that plays the scenarios, when the first of them wants it.
conformance::MakeIntegration loading(const Library& library) {
  return [library](const IntegrationContext& context) {
    const PatchbayPlugin& plugin = loadPluginLibrary(library.file, library.sha256);
    if (lower(plugin.name) != lower(library.name)) {
      throw IntegrationError(ErrorCode::plugin_refused, library.file.string() + ": holds " +
                                                            plugin.name + ", not " + library.name);
    }
    return std::unique_ptr<IntegrationOAuth>(plugin.create(context));
  };
}

ExitCode test(const CommandLine& line, const Wish& wish) {
  const HostSettings host = HostSettings::read(line.loadSettings());
  const Library library = findLibrary(wish, host.plugin_dir);
  conformance::Options options;
  options.recorded = findAnswers(wish, library);
  options.settings.env_file = wish.env_file;
  options.known_settings = knownSettings();
  options.only.insert(wish.only.begin(), wish.only.end());
  const auto report = conformance::test(loading(library), options);
  std::cout << (wish.as_json ? conformance::toJson(report) + "\n" : conformance::toTable(report));
  return report.isConformant() ? ExitCode::ok : ExitCode::failure;
}

}  // namespace

void addIntegrationsTest(CommandLine& line, CLI::App* group) {
  const auto wish = std::make_shared<Wish>();
  CLI::App* const command = line.add(
      "test", "Play a provider against an integration and tell which rules it keeps",
      [&line, wish] { return test(line, *wish); }, group);
  command->add_option("name", wish->name, "The integration, e.g. gusto")->required();
  command->add_option("--plugin", wish->plugin, "Its library, when the registry does not list it");
  command->add_option("--answers", wish->answers, "What its provider's API answers (JSON)");
  command->add_option("--env-file", wish->env_file, "Settings for which no made-up value is fit");
  command->add_option("--only", wish->only, "Only these scenarios");
  command->add_flag("--json", wish->as_json, "For machines");
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
