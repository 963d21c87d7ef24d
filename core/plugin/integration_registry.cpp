#include "core/plugin/integration_registry.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <exception>
#include <utility>

#include "core/plugin/plugin_file.hpp"
#include "core/plugin/plugin_library.hpp"

namespace patchbay {
namespace {

bool equalIgnoringCase(std::string_view left, std::string_view right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// What a provider may be called: the grammar of `OAuthApp::name`.
bool isProviderName(std::string_view name) {
  const auto is_letter = [](unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  const auto is_allowed = [&](unsigned char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

void checkEntry(const RegistryEntry& entry) {
  if (!isProviderName(entry.name)) {
    refusePlugin("registry.json", "\"" + entry.name + "\" is no name of an integration",
                 "use letters and digits, a letter first");
  }
  const std::filesystem::path file(entry.file);
  if (file != file.filename() || entry.file == "." || entry.file == "..") {
    refusePlugin(entry.name, "\"" + entry.file + "\" is no plain file name",
                 "put the library beside registry.json and list it by its name");
  }
}

std::unique_ptr<IntegrationOAuth> makeIntegration(const std::filesystem::path& folder,
                                                  const RegistryEntry& entry,
                                                  const IntegrationContext& context) {
  checkEntry(entry);
  const auto& plugin = loadPluginLibrary(folder / entry.file, entry.sha256);
  if (entry.name != plugin.name) {
    refusePlugin(entry.file, std::string("holds ") + plugin.name + ", not " + entry.name,
                 "run make, which writes registry.json anew");
  }
  std::unique_ptr<IntegrationOAuth> integration(plugin.create(context));
  if (!integration) refusePlugin(entry.file, "made no integration", "look at its constructor");
  integration->setup();
  if (!equalIgnoringCase(integration->app().name, entry.name)) {
    refusePlugin(entry.file, "registers as " + integration->app().name + ", not " + entry.name,
                 "state the same name in PATCHBAY_PLUGIN and in registerOAuthApp");
  }
  return integration;
}

void refuse(IntegrationRegistry& registry, const RegistryEntry& entry, const std::string& reason,
            Log& log) {
  log.error("integration_refused", {{"integration", entry.name}, {"reason", reason}});
  registry.refuse({entry.name, reason});
}

/// Loads one, whatever it throws: a plugin's defect is its own.
void loadInto(IntegrationRegistry& registry, const std::filesystem::path& folder,
              const RegistryEntry& entry, const IntegrationContext& context) {
  std::string reason;
  try {
    registry.add(makeIntegration(folder, entry, context));
    return;
  } catch (const IntegrationError& error) {
    reason = error.publicText();
  } catch (const std::exception& error) {
    reason = entry.file + ": failed to start (" + error.what() + "); correct it and run make";
  } catch (...) {
    reason = entry.file + ": threw something that is no exception; correct it and run make";
  }
  refuse(registry, entry, reason, context.log);
}

bool isListedBefore(const std::vector<RegistryEntry>& entries, std::size_t index) {
  const auto end = entries.begin() + static_cast<std::ptrdiff_t>(index);
  return std::any_of(entries.begin(), end, [&](const RegistryEntry& earlier) {
    return equalIgnoringCase(earlier.name, entries[index].name);
  });
}

}  // namespace

IntegrationRegistry::IntegrationRegistry() = default;
IntegrationRegistry::~IntegrationRegistry() = default;
IntegrationRegistry::IntegrationRegistry(IntegrationRegistry&&) noexcept = default;
IntegrationRegistry& IntegrationRegistry::operator=(IntegrationRegistry&&) noexcept = default;

void IntegrationRegistry::add(std::unique_ptr<IntegrationOAuth> integration) {
  const auto& name = integration->app().name;
  if (!isProviderName(name)) {
    refusePlugin("\"" + name + "\"", "is no name of an integration",
                 "use letters and digits, a letter first");
  }
  if (find(name) != nullptr) {
    refusePlugin(name, "there is an integration of that name already", "give each its own name");
  }
  integrations_.push_back(std::move(integration));
}

IntegrationOAuth* IntegrationRegistry::find(std::string_view name) const {
  for (const auto& integration : integrations_) {
    if (equalIgnoringCase(integration->integrationName(), name)) return integration.get();
  }
  return nullptr;
}

void IntegrationRegistry::refuse(RefusedIntegration integration) {
  refused_.push_back(std::move(integration));
}

IntegrationRegistry setupIntegrations(const std::filesystem::path& folder,
                                      const IntegrationContext& context) {
  IntegrationRegistry registry;
  const auto entries = readRegistry(folder);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    if (isListedBefore(entries, i)) {
      refuse(registry, entry,
             entry.file + ": the name " + entry.name +
                 " is listed before; list each name once in registry.json",
             context.log);
    } else if (entry.enabled) {
      loadInto(registry, folder, entry, context);
    }
  }
  return registry;
}

}  // namespace patchbay
