#include "core/store/sqlite_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay::store {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthers = 0077;

IntegrationError unusable(const std::filesystem::path& file, const std::string& cause,
                          const std::string& cure) {
  return {ErrorCode::storage_unavailable, "The database file cannot be used.",
          file.string() + ": " + cause + "; " + cure};
}

std::string systemText(int error) { return std::generic_category().message(error); }

void closeToOthers(const std::filesystem::path& file, const struct stat& status) {
  if ((status.st_mode & kOthers) == 0) return;
  if (::chmod(file.c_str(), status.st_mode & 07777 & ~kOthers) != 0) {
    throw unusable(file, "other users can read it", "chmod 600 it, as the user that owns it");
  }
}

/// SQLite gives new companions the database's mode; those left by an earlier run keep theirs.
void closeCompanionsToOthers(const std::filesystem::path& file) {
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    const std::filesystem::path companion = file.string() + suffix;
    struct stat status {};
    if (::stat(companion.c_str(), &status) == 0) closeToOthers(companion, status);
  }
}

}  // namespace

void createSqliteFile(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (descriptor >= 0) {
    ::close(descriptor);
    return;
  }
  if (errno == EEXIST) return;
  throw unusable(file, "it cannot be created: " + systemText(errno),
                 "create its folder, or let this user write there");
}

SqliteFileIdentity::SqliteFileIdentity(std::filesystem::path file) : file_(std::move(file)) {
  struct stat status {};
  if (::stat(file_.c_str(), &status) != 0) {
    throw unusable(file_, systemText(errno), "restore it, or make a new one: patchbay migrate");
  }
  if (!S_ISREG(status.st_mode)) {
    throw unusable(file_, "it is no regular file", "name a file");
  }
  if (::faccessat(AT_FDCWD, file_.c_str(), R_OK | W_OK, AT_EACCESS) != 0) {
    throw unusable(file_, systemText(errno), "let this user read and write it");
  }
  closeToOthers(file_, status);
  closeCompanionsToOthers(file_);
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

bool SqliteFileIdentity::stillHolds() const {
  struct stat status {};
  return ::stat(file_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
}

}  // namespace patchbay::store
