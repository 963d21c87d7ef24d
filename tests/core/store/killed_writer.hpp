#pragma once

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>
#include <tuple>

namespace patchbay::testing {

inline int writes_left = 0;  // of the process that will be killed; its store has one that writes

/// In place of the system call: the last write is torn in its middle, and the process with it.
inline ssize_t writeUntilKilled(int descriptor, const void* bytes, size_t count, off_t position) {
  if (--writes_left > 0) return ::pwrite(descriptor, bytes, count, position);
  std::ignore = ::pwrite(descriptor, bytes, count / 2, position);
  ::raise(SIGKILL);
  ::_exit(3);
}

inline void killAtWrite(int number) {
  writes_left = number;
  sqlite3_vfs* const files = sqlite3_vfs_find(nullptr);
  const auto call = reinterpret_cast<sqlite3_syscall_ptr>(writeUntilKilled);
  for (const char* name : {"pwrite", "pwrite64"}) {
    if (files->xSetSystemCall(files, name, call) != SQLITE_OK) ::_exit(2);
  }
}

struct KilledWriter {
  bool killed = false;
  int acknowledged = 0;  ///< steps
};

/// Lets another process work until its write of that number. `work` calls what it is given after
/// each step that is through.
inline KilledWriter workInProcess(int last_write,
                                  const std::function<void(std::function<void()>)>& work) {
  int ends[2] = {};
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    killAtWrite(last_write);
    try {
      work([&] {
        if (::write(ends[1], ".", 1) != 1) ::_exit(2);
      });
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  KilledWriter outcome;
  char byte = 0;
  while (::read(ends[0], &byte, 1) == 1) ++outcome.acknowledged;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (!outcome.killed && status != 0) throw std::runtime_error("the other process failed");
  return outcome;
}

}  // namespace patchbay::testing
