#include "core/plugin/plugin_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

std::filesystem::path canonicalFolder(const std::filesystem::path& path, const std::string& name) {
  std::error_code failure;
  auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  folder = std::filesystem::canonical(folder, failure);
  if (failure) {
    refusePlugin(name, "its folder cannot be found: " + path.parent_path().string(),
                 "name it in PATCHBAY_PLUGIN_DIR, or run make to build it");
  }
  return folder;
}

bool othersMayChange(const std::filesystem::path& folder) {
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0) return true;
  return (facts.st_mode & S_IWOTH) != 0 && (facts.st_mode & S_ISVTX) == 0;
}

void checkFoldersAbove(std::filesystem::path folder, const std::string& name) {
  for (;; folder = folder.parent_path()) {
    if (othersMayChange(folder)) {
      refusePlugin(name, "everybody may change its folder " + folder.string(),
                   "run chmod o-w " + folder.string());
    }
    if (folder == folder.root_path()) return;
  }
}

int openOnce(const std::filesystem::path& path, const std::string& name) {
  // Not blocking: a pipe of that name must not hold the start-up.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (descriptor >= 0) return descriptor;
  if (errno == ELOOP) {
    refusePlugin(name, "is a symbolic link",
                 "put the file itself into " + path.parent_path().string());
  }
  if (errno == ENOENT) refusePlugin(name, "is not there", "run make to build it");
  refusePlugin(name, std::string("cannot be opened (") + std::strerror(errno) + ")",
               "make it readable for the user that runs the host");
}

}  // namespace

void refusePlugin(const std::string& thing, const std::string& cause, const std::string& cure) {
  throw IntegrationError(ErrorCode::plugin_refused, thing + ": " + cause + "; " + cure);
}

TrustedFile::TrustedFile(const std::filesystem::path& path, std::size_t size_limit)
    : name_(path.filename().string()) {
  const auto folder = canonicalFolder(path, name_);
  checkFoldersAbove(folder, name_);
  descriptor_ = openOnce(folder / path.filename(), name_);
  try {
    check(size_limit);
    read();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

TrustedFile::~TrustedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void TrustedFile::check(std::size_t size_limit) const {
  struct stat facts {};
  if (::fstat(descriptor_, &facts) != 0)
    refusePlugin(name_, "cannot be examined", "run make again");
  if (S_ISDIR(facts.st_mode)) {
    refusePlugin(name_, "is a folder", "remove it and run make to build the file");
  }
  if (!S_ISREG(facts.st_mode)) {
    refusePlugin(name_, "is no regular file", "remove it and run make to build it");
  }
  if (facts.st_uid != 0 && facts.st_uid != ::geteuid()) {
    refusePlugin(name_, "belongs to another user", "chown it to root or to the user of the host");
  }
  if ((facts.st_mode & S_IWOTH) != 0) {
    refusePlugin(name_, "everybody may change it", "run chmod o-w on it, after a new build");
  }
  if (facts.st_size == 0) refusePlugin(name_, "is empty", "run make to build it again");
  if (static_cast<std::size_t>(facts.st_size) > size_limit) {
    refusePlugin(name_, "is larger than " + std::to_string(size_limit) + " bytes",
                 "run make to build it again");
  }
}

void TrustedFile::read() {
  struct stat facts {};
  ::fstat(descriptor_, &facts);
  bytes_.resize(static_cast<std::size_t>(facts.st_size));
  std::size_t filled = 0;
  while (filled < bytes_.size()) {
    const auto count = ::pread(descriptor_, bytes_.data() + filled, bytes_.size() - filled,
                               static_cast<off_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) refusePlugin(name_, "cannot be read to its end", "run make to build it again");
    filled += static_cast<std::size_t>(count);
  }
}

}  // namespace patchbay
