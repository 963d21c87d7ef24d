#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/bench/child_process.hpp"
#include "tools/bench/load.hpp"

namespace patchbay::bench {

/// A server that is up, and the request to load it with.
struct Running {
  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<ChildProcess> provider;  ///< whom the host talks to; the others need none
  std::unique_ptr<ChildProcess> server;
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

/// The host, with a provider that was connected in the sandbox, handing out the same token.
Running startHost(const std::string& programs, const Arguments& prefix);

/// The path of an installed program; empty when there is none.
std::string findInstalled(const std::string& program);

}  // namespace patchbay::bench
