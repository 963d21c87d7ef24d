#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/integration_registry.hpp"

namespace patchbay::testing {

/// A folder of plugins that goes with the test.
class PluginFolder {
 public:
  PluginFolder();
  ~PluginFolder();
  PluginFolder(const PluginFolder&) = delete;
  PluginFolder& operator=(const PluginFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path installTemplate(const std::string& file, const std::string& api_type);
  std::filesystem::path installDoctored(const std::string& name);
  /// Writes the provider `Versioned` over the file `libversioned.so`, as a careless operator would:
  /// the same file with other bytes.
  std::filesystem::path installVersion(const std::string& version);
  std::filesystem::path write(const std::string& file, const std::string& bytes);
  /// Writes `registry.json`.
  void list(const std::vector<RegistryEntry>& entries);

 private:
  std::filesystem::path path_;
};

/// The registry's line for a library.
RegistryEntry entryFor(const std::string& name, const std::filesystem::path& file);

/// The bytes of a plugin that loads.
std::string goodPlugin();
std::string digestOf(const std::filesystem::path& file);

}  // namespace patchbay::testing
