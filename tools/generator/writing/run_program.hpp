#pragma once

#include <string>
#include <vector>

namespace patchbay::generator {

/// Where a program's output goes.
enum class Output { shown, dropped };

/// Runs a program that is looked for in `PATH`, and waits for it.
/// @returns its exit status; -1 when it cannot be started or a signal ended it.
int runProgram(const std::vector<std::string>& command, Output output);

}  // namespace patchbay::generator
