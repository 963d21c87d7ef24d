#include "host/sole_host.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

int lockFile(const std::string& file) {
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    throw StartError(ExitCode::database, file + ": cannot be opened: " + std::strerror(errno) +
                                             "; give this user the right to write there");
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  throw StartError(ExitCode::database,
                   file +
                       ": another host serves this database; stop it first, or give this one "
                       "a PATCHBAY_DATA_DIR of its own");
}

}  // namespace

SoleHost::SoleHost(const HostSettings& host)
    : lock_(lockFile(host.database_file.string() + ".lock")) {
  startStep(ExitCode::database, [&] { return endAllLeases(host.database()); });
}

SoleHost::~SoleHost() { ::close(lock_); }

}  // namespace patchbay::host
