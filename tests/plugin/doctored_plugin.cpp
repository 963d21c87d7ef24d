// A plugin with one defect, chosen by a definition of the build.
#include <stdexcept>

#include "core/plugin/plugin_abi.hpp"

#ifndef DOCTORED_MAGIC
#define DOCTORED_MAGIC 'P', 'A', 'T', 'C', 'H', 'B', 'A', 'Y'
#endif
#ifndef DOCTORED_ABI
#define DOCTORED_ABI PATCHBAY_PLUGIN_ABI
#endif
#ifndef DOCTORED_SIZE
#define DOCTORED_SIZE sizeof(PatchbayPlugin)
#endif
#ifndef DOCTORED_VERSION
#define DOCTORED_VERSION PATCHBAY_VERSION
#endif
#ifndef DOCTORED_TOOLCHAIN
#define DOCTORED_TOOLCHAIN PATCHBAY_TOOLCHAIN
#endif
#ifndef DOCTORED_CREATE
#define DOCTORED_CREATE makeNothing
#endif

namespace {

[[maybe_unused]] patchbay::IntegrationOAuth* makeNothing(const patchbay::IntegrationContext&) {
  return nullptr;
}

[[maybe_unused]] patchbay::IntegrationOAuth* throwError(const patchbay::IntegrationContext&) {
  throw std::runtime_error("no good");
}

[[maybe_unused]] patchbay::IntegrationOAuth* throwNumber(const patchbay::IntegrationContext&) {
  throw 42;
}

}  // namespace

#ifdef DOCTORED_UNRESOLVED
extern "C" int patchbay_function_of_another_version();
extern "C" __attribute__((visibility("default"))) int callsTheUnknown() {
  return patchbay_function_of_another_version();
}
#endif

#ifndef DOCTORED_NO_SYMBOL
extern "C" __attribute__((visibility("default"))) const PatchbayPlugin patchbay_plugin;
const PatchbayPlugin patchbay_plugin = {{DOCTORED_MAGIC}, DOCTORED_ABI,       DOCTORED_SIZE,
                                        DOCTORED_VERSION, DOCTORED_TOOLCHAIN, "Doctored",
                                        DOCTORED_CREATE};
#endif
