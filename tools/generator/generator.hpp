#pragma once

#include <filesystem>
#include <string>

#include "tools/generator/facts/provider_inputs.hpp"

namespace patchbay::generator {

/// Where providers are generated, and from what.
struct Place {
  std::filesystem::path folder;     ///< that holds a folder for each provider
  std::filesystem::path templates;  ///< empty: those of the program

  Place() = default;
};

/// Writes the folder of a new provider, whole or not at all.
/// @returns what to tell whoever asked for it.
/// @throws Refused for a name or a value that cannot be used, a folder that is there already, and
///         what cannot be read or written.
std::string generateProvider(const ProviderInputs& inputs, const Place& place);

/// Prints what the templates of today would write differently from a generated folder as it is, as
/// a unified diff.
/// @returns whether they would.
/// @throws Refused when there is no such folder, or it was not generated.
bool printDifferences(const std::string& name, const Place& place);

}  // namespace patchbay::generator
