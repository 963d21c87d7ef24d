#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace patchbay::demo {

/// A program of this build, running beside us until this object ends. Throws `std::runtime_error`
/// when it cannot be started.
class ChildProgram {
 public:
  struct Options {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;  ///< besides our own
    std::filesystem::path error_file;                ///< where its standard error goes
  };

  explicit ChildProgram(const Options& options);
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  /// The next line of its standard output; blocks, and is empty at the end of it.
  std::string readLine();

  /// Tells it to stop and waits for that. @returns the exit status, -1 when a signal ended it.
  int stop();
  /// Waits for its own end.
  int wait();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace patchbay::demo
