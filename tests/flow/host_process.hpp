#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/sandbox_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {

/// A data folder that goes with the test, and the settings that point a host at it and at the
/// sandbox. Hosts may come and go on it, as processes or within the test.
class HostFolder {
 public:
  /// @param more  settings besides, e.g. of a database.
  explicit HostFolder(const SandboxProcess& sandbox,
                      const std::map<std::string, std::string>& more = {});
  HostFolder(const HostFolder&) = delete;
  HostFolder& operator=(const HostFolder&) = delete;

  const std::filesystem::path& path() const { return folder_.path(); }
  const std::map<std::string, std::string>& settings() const { return settings_; }
  const std::string& apiKey() const { return api_key_; }
  /// For hosts and commands that are started later.
  void set(const std::string& name, std::string value) { settings_[name] = std::move(value); }
  /// Runs `patchbay` with these arguments to its end. @returns its standard output; throws when it
  /// fails.
  std::string run(std::vector<std::string> arguments) const;
  /// What all hosts on this folder logged so far.
  std::string log() const { return readFile(path() / "log"); }

 private:
  TemporaryFolder folder_;
  std::map<std::string, std::string> settings_;
  std::string api_key_;
};

/// The real `patchbay serve` on a port of its own.
class HostProcess {
 public:
  explicit HostProcess(const HostFolder& folder);

  std::uint16_t port() const { return port_; }
  ChildProcess& process() { return *process_; }

 private:
  std::unique_ptr<ChildProcess> process_;
  std::uint16_t port_ = 0;
};

}  // namespace patchbay::testing
