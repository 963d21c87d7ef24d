#include <iostream>

#include "core/plugin/plugin_abi.hpp"
#include "host/commands/commands.hpp"

namespace patchbay::host {

void addVersion(CommandLine& line) {
  line.add("version", "Say version, plugin ABI and toolchain", [] {
    std::cout << "patchbay " PATCHBAY_VERSION ", plugin ABI " << PATCHBAY_PLUGIN_ABI
              << ", built with " PATCHBAY_TOOLCHAIN "\n";
    return ExitCode::ok;
  });
}

}  // namespace patchbay::host
