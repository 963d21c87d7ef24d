#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"
#include "core/integration_context.hpp"
#include "core/integration_oauth.hpp"

namespace patchbay {

/// One line of `registry.json`, which the build writes beside the libraries:
/// `{"integrations":[{"name":"Gusto","file":"libgusto.so","sha256":"<64 hex>","enabled":true}]}`.
struct RegistryEntry {
  std::string name;
  std::string file;  ///< a plain file name in the registry's folder
  std::string sha256;
  bool enabled = true;
};

/// Why an integration is not there.
struct RefusedIntegration {
  std::string name;
  std::string reason;  ///< thing, cause and cure
};

/// An integration and what it was made of. Goes after all who used it (`UseCounter`).
struct LoadedIntegration {
  std::shared_ptr<const void> settings;  ///< what the integration may refer to as long as it lives
  std::unique_ptr<IntegrationOAuth> integration;
  std::string sha256;           ///< of its library; empty for one that was linked in
  std::string settings_digest;  ///< of the provider's settings, as they were
};

/// The integrations of one process, by lower-case name; owns them. Filled once, by
/// `setupIntegrations` or `reloadIntegrations`, then constant; safe from any thread.
class PATCHBAY_EXPORT IntegrationRegistry {
 public:
  using Entry = std::shared_ptr<const LoadedIntegration>;

  IntegrationRegistry();
  ~IntegrationRegistry();
  IntegrationRegistry(IntegrationRegistry&&) noexcept;
  IntegrationRegistry& operator=(IntegrationRegistry&&) noexcept;

  /// Takes an integration that was linked in rather than loaded (tests, embedding).
  /// @throws IntegrationError `plugin_refused` for a bad or doubled name.
  void add(std::unique_ptr<IntegrationOAuth> integration);
  void add(Entry entry);

  /// Null when there is none; `name` in any case.
  IntegrationOAuth* find(std::string_view name) const;
  Entry findEntry(std::string_view name) const;
  std::vector<IntegrationOAuth*> all() const;
  const std::vector<Entry>& entries() const { return entries_; }

  /// What was listed but refused, e.g. for a missing setting, and does not serve.
  const std::vector<RefusedIntegration>& refused() const { return refused_; }
  void refuse(RefusedIntegration integration);

 private:
  std::vector<Entry> entries_;
  std::vector<RefusedIntegration> refused_;
};

/// Reads `registry.json`.
/// @throws IntegrationError `plugin_refused` naming file, cause and cure.
PATCHBAY_EXPORT std::vector<RegistryEntry> readRegistry(const std::filesystem::path& folder);

/// Loads every enabled integration that the registry in `folder` lists. One that cannot be loaded,
/// or that throws in its constructor or in `registerOAuthApp`, is refused by name and the others go
/// on.
PATCHBAY_EXPORT IntegrationRegistry setupIntegrations(const std::filesystem::path& folder,
                                                      const IntegrationContext& context);

}  // namespace patchbay
