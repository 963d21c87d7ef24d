#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {

/// A folder of generated providers, and what is built of it.
class GeneratedProject {
 public:
  /// `patchbay integrations new`, with these arguments.
  /// @throws std::runtime_error with what the generator said, when it refuses.
  void generate(const std::vector<std::string>& arguments);
  /// Builds all of them against this build's core, and runs their tests.
  /// @throws std::runtime_error with the output, when one fails.
  void buildAndTest();
  /// `patchbay integrations test`, on a plugin that was built.
  /// @throws std::runtime_error when it breaks a rule.
  void expectConformance(const std::string& name);

  std::filesystem::path integrations() const { return folder_.path() / "integrations"; }
  /// The plugins and their registry.
  std::filesystem::path plugins() const { return folder_.path() / "build" / "integrations"; }

 private:
  void run(const std::string& command);

  TemporaryFolder folder_;
};

}  // namespace patchbay::testing
