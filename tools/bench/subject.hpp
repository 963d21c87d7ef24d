#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"
#include "tools/bench/load.hpp"
#include "tools/common/child_program.hpp"

namespace patchbay::bench {

using Arguments = std::vector<std::string>;

/// A server that is up, and the request to load it with.
struct Running {
  std::unique_ptr<testing::TemporaryFolder> folder;
  std::unique_ptr<ChildProgram> provider;  ///< whom the host talks to; the others need none
  std::unique_ptr<ChildProgram> server;
  LoadTarget target;
};

/// One server to measure.
struct Subject {
  std::string name;
  /// Starts it, with one serving thread. `prefix` goes before its command: valgrind, or nothing.
  std::function<Running(const Arguments& prefix)> start;
};

/// Those that can be measured here. A missing one is named on standard output with the reason.
/// @param programs  the folder of this build's programs.
std::vector<Subject> findSubjects(const std::string& programs);

/// Starts a program, or one by way of a prefix.
std::unique_ptr<ChildProgram> startProgram(
    const Arguments& command, const std::map<std::string, std::string>& environment = {});

/// The number at the end of a server's first line.
std::uint16_t readPort(ChildProgram& server);

/// The host, with a provider that was connected in the sandbox, handing out the same token.
Running startHost(const std::string& programs, const Arguments& prefix);

/// The path of an installed program; empty when there is none.
std::string findInstalled(const std::string& program);

}  // namespace patchbay::bench
