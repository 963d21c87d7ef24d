#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"
#include "core/plugin/integration_registry.hpp"

namespace patchbay {

/// What became of one integration when the registry was read again.
enum class ReloadOutcome {
  loaded,    ///< it was not there before
  kept,      ///< same library, same settings: untouched
  replaced,  ///< new requests go to the new one, the old one finishes what it has
  refused,   ///< the new one cannot serve; the one before goes on where there was one
  removed,   ///< listed no more, or disabled
};
PATCHBAY_EXPORT std::string_view name(ReloadOutcome outcome);

struct ReloadedIntegration {
  std::string name;  ///< as the registry spells it
  ReloadOutcome outcome = ReloadOutcome::kept;
  std::string text;  ///< for `refused` thing, cause and cure; for others what is worth saying
};

struct ReloadedRegistry {
  IntegrationRegistry registry;  ///< shares what was kept with the one before
  std::vector<ReloadedIntegration> outcomes;
};

/// Reads the registry in `folder` again beside what serves now, which stays as it is. A library
/// whose SHA-256 or whose provider's settings (`<NAME>_...`) changed is loaded anew. One that
/// cannot be loaded, or that throws in its constructor or in `registerOAuthApp`, is refused by
/// name; where an older one serves, that one is kept.
/// @param settings  what `context.settings` refers to, kept as long as the integrations made here;
///                  null where it outlives them anyway.
/// @throws IntegrationError `plugin_refused` when the registry itself cannot be read.
PATCHBAY_EXPORT ReloadedRegistry reloadIntegrations(const std::filesystem::path& folder,
                                                    const IntegrationContext& context,
                                                    std::shared_ptr<const Settings> settings,
                                                    const IntegrationRegistry& serving);

}  // namespace patchbay
