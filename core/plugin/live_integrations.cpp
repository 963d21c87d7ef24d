#include "core/plugin/live_integrations.hpp"

#include <algorithm>
#include <utility>

namespace patchbay {

using Entry = IntegrationRegistry::Entry;

LiveIntegrations::LiveIntegrations() = default;
LiveIntegrations::~LiveIntegrations() = default;

std::shared_ptr<IntegrationOAuth> LiveIntegrations::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  IntegrationOAuth* const found = registry_.find(name);
  return found == nullptr ? nullptr : found->use();
}

std::vector<std::shared_ptr<IntegrationOAuth>> LiveIntegrations::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<IntegrationOAuth>> all;
  for (IntegrationOAuth* const integration : registry_.all()) all.push_back(integration->use());
  return all;
}

std::vector<RefusedIntegration> LiveIntegrations::refused() const {
  const std::lock_guard lock(mutex_);
  return registry_.refused();
}

void LiveIntegrations::replace(IntegrationRegistry next) {
  const std::lock_guard lock(mutex_);
  std::swap(registry_, next);
  const auto& serving = registry_.entries();
  for (const Entry& before : next.entries()) {
    if (std::find(serving.begin(), serving.end(), before) != serving.end()) continue;
    before->integration->uses().retire();
    retired_.push_back(before);
  }
}

std::vector<std::string> LiveIntegrations::endUnused() {
  std::vector<Entry> ended;  // destroyed outside of the lock: a plugin's destructor may take long
  {
    const std::lock_guard lock(mutex_);
    const auto unused = std::partition(retired_.begin(), retired_.end(), [](const Entry& entry) {
      return !entry->integration->uses().isUnused();
    });
    ended.assign(unused, retired_.end());
    retired_.erase(unused, retired_.end());
  }
  std::vector<std::string> names;
  for (const Entry& entry : ended) names.push_back(entry->integration->integrationName());
  return names;
}

bool LiveIntegrations::hasRetired() const {
  const std::lock_guard lock(mutex_);
  return !retired_.empty();
}

}  // namespace patchbay
