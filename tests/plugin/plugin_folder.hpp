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
  std::filesystem::path write(const std::string& file, const std::string& bytes);
  /// Writes `registry.json`.
  void list(const std::vector<RegistryEntry>& entries);

 private:
  std::filesystem::path path_;
};

/// The bytes of a plugin that loads.
std::string goodPlugin();
std::string digestOf(const std::filesystem::path& file);

}  // namespace patchbay::testing
