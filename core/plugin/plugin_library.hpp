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
/// before any C++ call.
///
/// A library stays loaded until the process ends: unloading code whose coroutines, exceptions or
/// Asio services may live on is never safe.
/// @throws IntegrationError `plugin_refused`: `<file>: <cause>; <cure>`.
PATCHBAY_EXPORT const PatchbayPlugin& loadPluginLibrary(const std::filesystem::path& file,
                                                        const std::string& expected_sha256);

}  // namespace patchbay
