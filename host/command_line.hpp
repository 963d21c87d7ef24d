#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

#include "core/base/settings.hpp"
#include "host/exit_code.hpp"

namespace patchbay::host {

/// The command line: commands register themselves, `run` picks one and turns whatever it throws
/// into a line on standard error and an exit code.
class CommandLine {
 public:
  CommandLine();

  using Action = std::function<ExitCode()>;

  /// A command, or with `parent` a command below a command, e.g. `keys create`.
  CLI::App* add(const std::string& name, const std::string& text, Action action,
                CLI::App* parent = nullptr);

  /// A word that only groups commands, e.g. `keys`.
  CLI::App* addGroup(const std::string& name, const std::string& text);

  /// Gives a command the flags of all settings.
  void addSettingFlags(CLI::App* command);

  /// Flags, environment and `.env` of the current folder, as `Settings` orders them.
  Settings loadSettings() const;

  /// @returns the exit code of the process.
  int run(int argc, const char* const* argv);

 private:
  ExitCode runAction() const;

  CLI::App app_;
  Action action_;
  std::map<std::string, std::string> flags_;
};

}  // namespace patchbay::host
