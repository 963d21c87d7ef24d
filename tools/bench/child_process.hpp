#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace patchbay::bench {

using Arguments = std::vector<std::string>;

/// A program that runs beside this one until it is ended or this object goes. Its standard error
/// goes to /dev/null: a server still formats and writes its log, but no disk is measured.
class ChildProcess {
 public:
  /// @param environment  added to this process's own.
  /// @throws std::system_error when it cannot be started.
  explicit ChildProcess(const Arguments& command,
                        const std::map<std::string, std::string>& environment = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// The next line of its standard output, without the newline.
  /// @throws std::runtime_error when the output has ended.
  std::string readLine();

  /// Processor time of all its threads so far, in user and kernel mode.
  std::chrono::nanoseconds cpuTime() const;

  /// Waits for its end; with `end()` after SIGTERM. @returns whether the exit code was 0.
  bool wait();
  bool end();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string name_;
  std::string buffered_;
};

/// The number at the end of a server's first line.
std::uint16_t readPort(ChildProcess& server);

/// A folder for one server's files, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace patchbay::bench
