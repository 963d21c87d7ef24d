#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace patchbay::host {

/// What the program tells its caller; `docs/operating.md` repeats this table for operators.
enum class ExitCode {
  ok = 0,
  failure = 1,   ///< what no other code says, e.g. an address that is taken
  usage = 2,     ///< the command line
  settings = 3,  ///< a setting or the key file
  database = 4,  ///< cannot be opened, or its schema is not up to date
  plugins = 5,   ///< the registry cannot be read, or an integration was refused
};

/// Why the host cannot start: thing, cause and cure in one line, and the exit code that goes with
/// it.
class StartError final : public std::runtime_error {
 public:
  StartError(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace patchbay::host
