#pragma once

#include <filesystem>
#include <string>

namespace patchbay::testing {

/// The whole text of a file of test data. Throws when it cannot be read.
std::string readText(const std::filesystem::path& file);

}  // namespace patchbay::testing
