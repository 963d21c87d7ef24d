#include "core/plugin/plugin_library.hpp"

#include <dlfcn.h>

#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>

#include "core/crypto/digest.hpp"
#include "core/plugin/elf_file.hpp"
#include "core/plugin/plugin_file.hpp"
#include "core/plugin/private_copy.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kLargestLibrary = 256U * 1024 * 1024;
constexpr std::string_view kMagic = "PATCHBAY";
constexpr const char* kRebuild = "rebuild it with make, together with the host";

void checkContent(const std::string& name, const std::string& bytes,
                  const std::string& expected_sha256) {
  const auto defect = findElfDefect(bytes);
  if (!defect.empty()) refusePlugin(name, defect, "run make to build it again on this machine");
  if (crypto::sha256Hex(bytes) != expected_sha256) {
    refusePlugin(name, "its SHA-256 differs from the one in registry.json",
                 "run make, which writes both; if nobody built it, find out who changed it");
  }
}

// A plugin that offers more may shadow what others or the host itself look for.
void checkExports(const std::string& name, const std::string& bytes) {
  for (const std::string& symbol : listExportedSymbols(bytes)) {
    if (symbol == "patchbay_plugin") continue;
    refusePlugin(name, "exports " + symbol + " besides patchbay_plugin",
                 "link it by patchbay_add_integration(), which hides all else");
  }
}

void* openLibrary(const std::string& name, int descriptor) {
  const auto path = "/proc/self/fd/" + std::to_string(descriptor);
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library != nullptr) return library;
  const char* reason = ::dlerror();
  std::string text = reason != nullptr ? reason : "no reason given";
  if (text.starts_with(path)) text.replace(0, path.size(), name);
  refusePlugin(name, "cannot be loaded (" + text + ")", kRebuild);
}

/// The libraries of this process, by digest. None is ever closed, so the same bytes are loaded once
/// only, however often the registry is read.
class OpenLibraries {
 public:
  void* findOrOpen(const std::string& name, const std::string& sha256, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    const auto known = libraries_.find(sha256);
    if (known != libraries_.end()) return known->second;
    // A copy that nobody can change: what was checked is what runs, also when a later build or a
    // careless `cp` writes over the file.
    PrivateCopy copy(name, bytes);
    void* const library = openLibrary(name, copy.descriptor());
    // glibc knows a loaded library by the path it was given: were this number used again, the next
    // plugin would be taken for this one. So it stays open, like the library.
    copy.keepOpen();
    libraries_.emplace(sha256, library);
    return library;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, void*> libraries_;
};

OpenLibraries& openLibraries() {
  static OpenLibraries libraries;
  return libraries;
}

const PatchbayPlugin& findHandshake(const std::string& name, void* library) {
  const void* symbol = ::dlsym(library, "patchbay_plugin");
  if (symbol == nullptr) {
    refusePlugin(name, "has no symbol patchbay_plugin",
                 "write PATCHBAY_PLUGIN once in its source and build it by "
                 "patchbay_add_integration()");
  }
  return *static_cast<const PatchbayPlugin*>(symbol);
}

void checkText(const std::string& name, const char* what, const char* theirs,
               std::string_view ours) {
  if (theirs != nullptr && ours == theirs) return;
  refusePlugin(name,
               std::string("built for ") + what + " " + (theirs != nullptr ? theirs : "unknown") +
                   ", this host has " + std::string(ours),
               kRebuild);
}

void checkHandshake(const std::string& name, const PatchbayPlugin& plugin) {
  if (std::memcmp(plugin.magic, kMagic.data(), sizeof plugin.magic) != 0) {
    refusePlugin(name, "its patchbay_plugin is no handshake of Patchbay",
                 "write PATCHBAY_PLUGIN in its source instead of a symbol of its own");
  }
  if (plugin.abi != PATCHBAY_PLUGIN_ABI) {
    refusePlugin(name,
                 "built for ABI " + std::to_string(plugin.abi) + ", this host has " +
                     std::to_string(PATCHBAY_PLUGIN_ABI),
                 kRebuild);
  }
  if (plugin.size != sizeof(PatchbayPlugin)) {
    refusePlugin(name,
                 "its handshake is of " + std::to_string(plugin.size) + " bytes, this host's of " +
                     std::to_string(sizeof(PatchbayPlugin)),
                 kRebuild);
  }
  checkText(name, "core", plugin.core_version, PATCHBAY_VERSION);
  checkText(name, "toolchain", plugin.toolchain, PATCHBAY_TOOLCHAIN);
  if (plugin.name == nullptr || plugin.create == nullptr) {
    refusePlugin(name, "its handshake lacks a name or a function", kRebuild);
  }
}

}  // namespace

const PatchbayPlugin& loadPluginLibrary(const std::filesystem::path& file,
                                        const std::string& expected_sha256) {
  const auto name = file.filename().string();
  const TrustedFile trusted(file, kLargestLibrary);
  checkContent(name, trusted.bytes(), expected_sha256);
  void* const library = openLibraries().findOrOpen(name, expected_sha256, trusted.bytes());
  const auto& plugin = findHandshake(name, library);
  checkHandshake(name, plugin);
  return plugin;
}

void verifyPluginFile(const std::filesystem::path& file, const std::string& expected_sha256) {
  const auto name = file.filename().string();
  const TrustedFile trusted(file, kLargestLibrary);
  checkContent(name, trusted.bytes(), expected_sha256);
  checkExports(name, trusted.bytes());
}

}  // namespace patchbay
