#include "core/plugin/private_copy.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/plugin/plugin_file.hpp"

namespace patchbay {
namespace {

[[noreturn]] void refuseCopy(const std::string& name, const char* what) {
  refusePlugin(name, std::string(what) + " (" + std::strerror(errno) + ")",
               "give the host the memory and the file descriptors it needs");
}

bool writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

PrivateCopy::PrivateCopy(const std::string& name, std::string_view bytes)
    : descriptor_(::memfd_create(name.substr(0, 200).c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  if (descriptor_ < 0) refuseCopy(name, "there is no memory file to load it from");
  const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (writeAll(descriptor_, bytes) && ::fcntl(descriptor_, F_ADD_SEALS, seals) == 0) return;
  const int cause = errno;
  ::close(descriptor_);
  errno = cause;
  refuseCopy(name, "cannot be copied into memory");
}

PrivateCopy::~PrivateCopy() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace patchbay
