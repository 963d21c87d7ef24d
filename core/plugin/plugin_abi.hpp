#pragma once

#include <cstdint>
#include <string_view>

// CMake says both on the command line.
#if !defined(PATCHBAY_VERSION) && !defined(PATCHBAY_TOOLCHAIN)
#include "core/plugin/plugin_build.hpp"  // there is one where Patchbay is installed
#endif

/// The handshake between host and plugin: plain data, read before any C++ call is made. A C++ ABI
/// needs an exact match of core, compiler and sanitizers, so that is what is compared.

namespace patchbay {
class IntegrationOAuth;
struct IntegrationContext;
}  // namespace patchbay

extern "C" {

/// What a plugin's one exported symbol, `patchbay_plugin`, points at. The layout of the first three
/// members never changes.
struct PatchbayPlugin {
  char magic[8];             ///< "PATCHBAY", no terminator
  std::uint32_t abi;         ///< `PATCHBAY_PLUGIN_ABI` at build time
  std::uint32_t size;        ///< sizeof(PatchbayPlugin) at build time
  const char* core_version;  ///< `PATCHBAY_VERSION` at build time
  const char* toolchain;     ///< `PATCHBAY_TOOLCHAIN` at build time
  const char* name;          ///< the provider, e.g. "Gusto"
  /// Makes the integration; the caller owns it. May throw.
  patchbay::IntegrationOAuth* (*create)(const patchbay::IntegrationContext& context);
};

}  // extern "C"

// The tag comes with the headers of an installed core, whoever compiles them: a plugin of another
// compiler would carry it too, and be trusted.
#define PATCHBAY_TEXT_OF(number) #number
#define PATCHBAY_COMPILER_TAG(name, major) name "-" PATCHBAY_TEXT_OF(major)
#if defined(__clang__)
#define PATCHBAY_COMPILER PATCHBAY_COMPILER_TAG("clang", __clang_major__)
#else
#define PATCHBAY_COMPILER PATCHBAY_COMPILER_TAG("gnu", __GNUC__)
#endif
static_assert(std::string_view(PATCHBAY_TOOLCHAIN "/").starts_with(PATCHBAY_COMPILER "/"),
              "Patchbay was built with " PATCHBAY_TOOLCHAIN " and this is " PATCHBAY_COMPILER
              "; compile with the same one, or build Patchbay with this one");

/// Raised at every incompatible change of a type or function that plugins see.
#define PATCHBAY_PLUGIN_ABI 4

/// Defines a plugin's one exported symbol. Used once, in the provider's `_integration_oauth.cpp`.
#define PATCHBAY_PLUGIN(provider_name, IntegrationClass)                                  \
  extern "C" __attribute__((visibility("default"))) const PatchbayPlugin patchbay_plugin; \
  const PatchbayPlugin patchbay_plugin = {                                                \
      {'P', 'A', 'T', 'C', 'H', 'B', 'A', 'Y'},                                           \
      PATCHBAY_PLUGIN_ABI,                                                                \
      sizeof(PatchbayPlugin),                                                             \
      PATCHBAY_VERSION,                                                                   \
      PATCHBAY_TOOLCHAIN,                                                                 \
      provider_name,                                                                      \
      [](const patchbay::IntegrationContext& context) -> patchbay::IntegrationOAuth* {    \
        return new IntegrationClass(context);                                             \
      }}
