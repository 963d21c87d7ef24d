#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace patchbay::testing {

/// A program of this build (`bin/<name>`, beside the running test program) as a child. The end of
/// this object is the child's end. Blocks where it says so; throws `std::runtime_error`.
class ChildProcess {
 public:
  struct Options {
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;  ///< besides PATH and what sanitizers read
    std::string folder;                              ///< where it runs; empty means here
    std::string error_file;  ///< its standard error goes there; empty means ours
    /// An open terminal that it is the only one to run in, with its standard error there; -1: none.
    int terminal = -1;
    bool reads_terminal = true;  ///< with its standard input there, too; else it reads nothing
  };

  ChildProcess(const std::string& name, const Options& options);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Waits for the next line of its standard output; empty at the end of it.
  std::string readLine();
  /// Everything up to the end of its standard output.
  std::string readAll();

  void signal(int number);
  pid_t id() const { return pid_; }
  /// Waits for the end. @returns the exit status, or -1 when a signal ended it.
  int wait();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

/// Runs a program to its end. @returns its standard output; throws when the exit status is not 0.
std::string runProgram(const std::string& name, const ChildProcess::Options& options);

}  // namespace patchbay::testing
