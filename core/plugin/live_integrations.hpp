#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"
#include "core/plugin/integration_registry.hpp"

namespace patchbay {

/// The integrations that serve now, while the registry behind them may be replaced. Owns them all:
/// whoever gets one holds a use of it (`IntegrationOAuth::use`), and one that was replaced is
/// destroyed when its last use ended, by `endUnused`. Safe from any thread.
///
/// A token that is handed out from memory needs no integration and does not come by here.
class PATCHBAY_EXPORT LiveIntegrations {
 public:
  LiveIntegrations();
  /// Destroys those in use too: nothing of theirs may run any more.
  ~LiveIntegrations();
  LiveIntegrations(const LiveIntegrations&) = delete;
  LiveIntegrations& operator=(const LiveIntegrations&) = delete;

  /// Null when there is none; `name` in any case.
  std::shared_ptr<IntegrationOAuth> find(std::string_view name) const;
  std::vector<std::shared_ptr<IntegrationOAuth>> all() const;
  std::vector<RefusedIntegration> refused() const;

  /// The registry itself. Only for whoever replaces it, one thread at a time.
  const IntegrationRegistry& registry() const { return registry_; }

  /// New requests go to these from now on. What `next` does not share with the registry before is
  /// retired: it finishes what it has.
  void replace(IntegrationRegistry next);

  /// Destroys the retired ones that nobody uses any more, here on the caller's thread.
  /// @returns their names.
  std::vector<std::string> endUnused();
  bool hasRetired() const;

 private:
  mutable std::mutex mutex_;  // guards what follows
  IntegrationRegistry registry_;
  std::vector<IntegrationRegistry::Entry> retired_;
};

}  // namespace patchbay
