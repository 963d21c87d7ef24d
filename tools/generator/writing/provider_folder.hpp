#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tools/generator/facts/provider_facts.hpp"

namespace patchbay::generator {

/// Files by their path within a folder.
using Files = std::map<std::string, std::string>;

/// What the templates make of the facts.
/// @throws Refused when the templates cannot be read.
Files renderProvider(const std::filesystem::path& templates, const ProviderFacts& facts);

/// Writes the files into a new folder `place`, and formats the C++ ones where clang-format is
/// there: the whole folder or nothing.
/// @throws Refused when it cannot be written.
void writeFolder(const std::filesystem::path& place, const Files& files);

/// The name of an entry of `folder` that is `lower` but for its case; empty when there is none.
/// Case does not tell two integrations apart: libraries, paths and settings would be the same.
std::string findNamesake(const std::filesystem::path& folder, const std::string& lower);

}  // namespace patchbay::generator
