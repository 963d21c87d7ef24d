#include "core/plugin/integration_reload.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

#include "core/base/letter_case.hpp"
#include "core/crypto/digest.hpp"
#include "core/plugin/plugin_file.hpp"
#include "core/plugin/plugin_library.hpp"

namespace patchbay {
namespace {

using Entry = IntegrationRegistry::Entry;

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

/// What the provider's settings come to; equal when none of them changed.
std::string digestSettings(const std::string& provider, const Settings& settings) {
  std::string all;
  for (const auto& [name, text] : settings.findAll(upperCase(provider) + "_")) {
    // With the lengths, so that no two lists look alike.
    all += std::to_string(name.size()) + ':' + name + std::to_string(text.size()) + ':' + text;
  }
  return crypto::sha256Hex(all);
}

bool isListedBefore(const std::vector<RegistryEntry>& entries, std::size_t index) {
  const auto end = entries.begin() + static_cast<std::ptrdiff_t>(index);
  return std::any_of(entries.begin(), end, [&](const RegistryEntry& earlier) {
    return equalIgnoringCase(earlier.name, entries[index].name);
  });
}

/// One reading of the registry.
class Reload {
 public:
  Reload(const std::filesystem::path& folder, const IntegrationContext& context,
         std::shared_ptr<const Settings> settings, const IntegrationRegistry& serving)
      : folder_(folder), context_(context), settings_(std::move(settings)), serving_(serving) {}

  ReloadedRegistry run() {
    const auto entries = readRegistry(folder_);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (isListedBefore(entries, i)) {
        refuseDoubled(entries[i]);
      } else {
        takeUp(entries[i]);
      }
    }
    noteUnlisted(entries);
    return std::move(result_);
  }

 private:
  void takeUp(const RegistryEntry& entry) {
    const Entry before = serving_.findEntry(entry.name);
    if (!entry.enabled) {
      if (before) note(entry.name, ReloadOutcome::removed, "disabled in registry.json");
      return;
    }
    const std::string settings_digest = digestSettings(entry.name, context_.settings);
    if (before && before->sha256 == entry.sha256 && before->settings_digest == settings_digest) {
      result_.registry.add(before);
      note(entry.name, ReloadOutcome::kept, "");
      return;
    }
    load(entry, settings_digest, before);
  }

  /// Whatever a plugin throws is its own defect.
  void load(const RegistryEntry& entry, const std::string& settings_digest, const Entry& before) {
    std::string reason;
    try {
      auto loaded = std::make_shared<LoadedIntegration>();
      loaded->settings = settings_;
      loaded->sha256 = entry.sha256;
      loaded->settings_digest = settings_digest;
      loaded->integration = makeIntegration(folder_, entry, context_);
      result_.registry.add(Entry(std::move(loaded)));
      note(entry.name, before ? ReloadOutcome::replaced : ReloadOutcome::loaded, "");
      return;
    } catch (const IntegrationError& error) {
      reason = error.publicText();
    } catch (const std::exception& error) {
      reason = entry.file + ": failed to start (" + error.what() + "); correct it and run make";
    } catch (...) {
      reason = entry.file + ": threw something that is no exception; correct it and run make";
    }
    refuse(entry.name, reason, before);
  }

  void refuse(const std::string& name, const std::string& reason, const Entry& before) {
    if (before) {
      result_.registry.add(before);
      note(name, ReloadOutcome::refused, reason + "; the one before goes on serving");
    } else {
      result_.registry.refuse({name, reason});
      note(name, ReloadOutcome::refused, reason);
    }
  }

  void refuseDoubled(const RegistryEntry& entry) {
    refuse(entry.name,
           entry.file + ": the name " + entry.name +
               " is listed before; list each name once in registry.json",
           nullptr);
  }

  void noteUnlisted(const std::vector<RegistryEntry>& entries) {
    for (const auto& before : serving_.entries()) {
      const std::string& name = before->integration->app().name;
      const bool is_listed = std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
        return equalIgnoringCase(entry.name, name);
      });
      if (!is_listed) note(name, ReloadOutcome::removed, "not listed in registry.json any more");
    }
  }

  void note(const std::string& name, ReloadOutcome outcome, const std::string& text) {
    result_.outcomes.push_back({name, outcome, text});
  }

  const std::filesystem::path& folder_;
  const IntegrationContext& context_;
  const std::shared_ptr<const Settings> settings_;
  const IntegrationRegistry& serving_;
  ReloadedRegistry result_;
};

}  // namespace

std::string_view name(ReloadOutcome outcome) {
  switch (outcome) {
    case ReloadOutcome::loaded:
      return "loaded";
    case ReloadOutcome::kept:
      return "kept";
    case ReloadOutcome::replaced:
      return "replaced";
    case ReloadOutcome::refused:
      return "refused";
    case ReloadOutcome::removed:
      break;
  }
  return "removed";
}

ReloadedRegistry reloadIntegrations(const std::filesystem::path& folder,
                                    const IntegrationContext& context,
                                    std::shared_ptr<const Settings> settings,
                                    const IntegrationRegistry& serving) {
  return Reload(folder, context, std::move(settings), serving).run();
}

}  // namespace patchbay
