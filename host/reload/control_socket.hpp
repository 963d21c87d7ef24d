#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/reload/unique_descriptor.hpp"

namespace patchbay::host {

/// Where a running host takes orders from the command line: a local socket `<name>.control` in its
/// data folder, which only its own user and root may reach. Several hosts may share the folder.
class ControlSocket {
 public:
  /// @throws StartError when there can be none.
  ControlSocket(const std::filesystem::path& folder, const std::string& name);
  /// Takes the socket away.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  /// Becomes readable when somebody calls.
  int descriptor() const { return listener_.get(); }

  /// A caller's connection; none when it went again or is not allowed.
  UniqueDescriptor accept() const;

 private:
  std::filesystem::path path_;
  UniqueDescriptor listener_;
};

/// A connection to each host that runs on this data folder. What dead hosts left is removed.
std::vector<UniqueDescriptor> connectToHosts(const std::filesystem::path& folder);

/// Reads one line, without its end; empty when it does not come in time or is too long.
std::optional<std::string> readLine(const UniqueDescriptor& connection);
bool writeLine(const UniqueDescriptor& connection, std::string line);

}  // namespace patchbay::host
