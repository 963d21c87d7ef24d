#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace patchbay {

/// One setting of an `.env` file.
struct EnvEntry {
  std::string value;
  int line = 0;  ///< counted from 1
};

/// Reads the text of an `.env` file: lines `NAME=value`, optionally behind `export `; blank lines
/// and lines that begin with `#`. A value may stand in single quotes (as it is) or double quotes
/// (`\n`, `\"` and `\\` are escapes).
/// @param source  the file's name, for errors.
/// @throws IntegrationError `settings_invalid` with file, line and cure for anything else.
std::map<std::string, EnvEntry> parseEnvFile(std::string_view text, const std::string& source);

/// The whole content of a small file.
/// @throws IntegrationError `settings_invalid` naming `what`, the file and the system's reason.
std::string readSettingsFile(const std::filesystem::path& file, const std::string& what);

}  // namespace patchbay
