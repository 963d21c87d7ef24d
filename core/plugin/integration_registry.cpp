#include "core/plugin/integration_registry.hpp"

#include <utility>

#include "core/base/letter_case.hpp"
#include "core/plugin/integration_reload.hpp"
#include "core/plugin/plugin_file.hpp"

namespace patchbay {

IntegrationRegistry::IntegrationRegistry() = default;
IntegrationRegistry::~IntegrationRegistry() = default;
IntegrationRegistry::IntegrationRegistry(IntegrationRegistry&&) noexcept = default;
IntegrationRegistry& IntegrationRegistry::operator=(IntegrationRegistry&&) noexcept = default;

void IntegrationRegistry::add(std::unique_ptr<IntegrationOAuth> integration) {
  auto loaded = std::make_shared<LoadedIntegration>();
  loaded->integration = std::move(integration);
  add(Entry(std::move(loaded)));
}

void IntegrationRegistry::add(Entry entry) {
  const auto& name = entry->integration->app().name;
  if (!isProviderName(name)) {
    refusePlugin("\"" + name + "\"", "is no name of an integration",
                 "use letters and digits, a letter first");
  }
  if (find(name) != nullptr) {
    refusePlugin(name, "there is an integration of that name already", "give each its own name");
  }
  entries_.push_back(std::move(entry));
}

IntegrationOAuth* IntegrationRegistry::find(std::string_view name) const {
  const Entry entry = findEntry(name);
  return entry ? entry->integration.get() : nullptr;
}

IntegrationRegistry::Entry IntegrationRegistry::findEntry(std::string_view name) const {
  for (const auto& entry : entries_) {
    if (equalIgnoringCase(entry->integration->integrationName(), name)) return entry;
  }
  return nullptr;
}

std::vector<IntegrationOAuth*> IntegrationRegistry::all() const {
  std::vector<IntegrationOAuth*> all;
  for (const auto& entry : entries_) all.push_back(entry->integration.get());
  return all;
}

void IntegrationRegistry::refuse(RefusedIntegration integration) {
  refused_.push_back(std::move(integration));
}

IntegrationRegistry setupIntegrations(const std::filesystem::path& folder,
                                      const IntegrationContext& context) {
  return reloadIntegrations(folder, context, nullptr, IntegrationRegistry()).registry;
}

}  // namespace patchbay
