#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace patchbay {

/// A program that runs beside us until this object ends. Throws `std::runtime_error` when it cannot
/// be started.
class ChildProgram {
 public:
  struct Options {
    std::string program;  ///< a path, or a name to look for in `PATH`
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;  ///< besides our own
    /// Where its standard error goes. By default nowhere: a server still formats and writes its
    /// log, but no disk is measured.
    std::string error_file = "/dev/null";
  };

  explicit ChildProgram(const Options& options);
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  /// The next line of its standard output; blocks, and is empty at the end of it.
  std::string readLine();

  /// Processor time of all its threads so far, in user and kernel mode.
  std::chrono::nanoseconds cpuTime() const;

  /// Tells it to stop and waits for that. @returns the exit status, -1 when a signal ended it.
  int stop();
  /// Waits for its own end.
  int wait();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace patchbay
