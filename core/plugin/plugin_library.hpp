#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/export.hpp"
#include "core/plugin/plugin_abi.hpp"

namespace patchbay {

/// Loads the shared library of one integration, checking before loading: a regular file, no
/// symlink, not writable by others (nor any folder above it, unless sticky), owned by root or us,
/// an ELF file of this machine, SHA-256 as the registry says; then the symbol, and the handshake,
/// before any C++ call. What is loaded is a copy in memory of the bytes that were checked, so the
/// file may be replaced, or written over, while the library runs.
///
/// A library stays loaded until the process ends: unloading code whose coroutines, exceptions or
/// Asio services may live on is never safe. The same bytes are loaded once.
/// @throws IntegrationError `plugin_refused`: `<file>: <cause>; <cure>`.
PATCHBAY_EXPORT const PatchbayPlugin& loadPluginLibrary(const std::filesystem::path& file,
                                                        const std::string& expected_sha256);

/// Looks at the file of a plugin without running any of it: all that `loadPluginLibrary` checks
/// before it loads, and that it exports its handshake and nothing else.
/// @throws IntegrationError `plugin_refused` likewise.
PATCHBAY_EXPORT void verifyPluginFile(const std::filesystem::path& file,
                                      const std::string& expected_sha256);

}  // namespace patchbay
