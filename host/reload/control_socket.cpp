#include "host/reload/control_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "host/exit_code.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".control";
// Plugins may take long to load; nobody else may take long.
constexpr int kPatienceSeconds = 120;
constexpr std::size_t kLongestLine = 1'048'576;

UniqueDescriptor makeSocket() {
  return UniqueDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

/// The address of a socket in an open folder: a path of any length in 108 bytes.
sockaddr_un addressIn(const UniqueDescriptor& folder, const std::string& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(folder.get()) + "/" + file;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

UniqueDescriptor openFolder(const fs::path& folder) {
  return UniqueDescriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

bool listenAt(const UniqueDescriptor& socket, const sockaddr_un& address) {
  return ::fchmod(socket.get(), 0600) == 0 &&
         ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         ::listen(socket.get(), 8) == 0;
}

void setPatience(const UniqueDescriptor& socket, int seconds) {
  timeval patience{};
  patience.tv_sec = seconds;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

bool isAllowed(const UniqueDescriptor& connection) {
  ucred caller{};
  socklen_t size = sizeof caller;
  if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &caller, &size) != 0) return false;
  return caller.uid == 0 || caller.uid == ::geteuid();
}

}  // namespace

ControlSocket::ControlSocket(const fs::path& folder, const std::string& name)
    : path_(folder / (name + kSuffix)), listener_(makeSocket()) {
  const UniqueDescriptor opened = openFolder(folder);
  // Under another name until it listens: a caller would take it for one of a dead host.
  const std::string draft = name + ".draft";
  const bool is_there = listener_ && opened && listenAt(listener_, addressIn(opened, draft)) &&
                        ::rename((folder / draft).c_str(), path_.c_str()) == 0;
  if (is_there) return;
  const std::string cause = std::strerror(errno);
  ::unlink((folder / draft).c_str());
  throw StartError(ExitCode::settings, path_.string() + ": cannot be made (" + cause +
                                           "); PATCHBAY_DATA_DIR must be a folder of a local "
                                           "file system that this user may write");
}

ControlSocket::~ControlSocket() { ::unlink(path_.c_str()); }

UniqueDescriptor ControlSocket::accept() const {
  UniqueDescriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection || !isAllowed(connection)) return UniqueDescriptor();
  setPatience(connection, 2);
  return connection;
}

std::vector<UniqueDescriptor> connectToHosts(const fs::path& folder) {
  std::vector<UniqueDescriptor> hosts;
  const UniqueDescriptor opened = openFolder(folder);
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path().extension() != kSuffix) continue;
    UniqueDescriptor socket = makeSocket();
    const auto address = addressIn(opened, entry.path().filename().string());
    setPatience(socket, kPatienceSeconds);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      hosts.push_back(std::move(socket));
    } else if (errno == ECONNREFUSED) {
      ::unlink(entry.path().c_str());
    }
  }
  return hosts;
}

std::optional<std::string> readLine(const UniqueDescriptor& connection) {
  std::string line;
  char bytes[4096];
  while (line.size() < kLongestLine) {
    const auto count = ::recv(connection.get(), bytes, sizeof bytes, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    line.append(bytes, static_cast<std::size_t>(count));
    const auto end = line.find('\n');
    if (end != std::string::npos) return line.substr(0, end);
  }
  return std::nullopt;
}

bool writeLine(const UniqueDescriptor& connection, std::string line) {
  line += '\n';
  for (std::size_t sent = 0; sent < line.size();) {
    const auto count =
        ::send(connection.get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace patchbay::host
