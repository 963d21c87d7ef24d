#include "tests/support/server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {
namespace {

constexpr std::chrono::seconds kLongestWait(60);

/// Whom the server runs as: PostgreSQL refuses root.
const passwd* serverUser() {
  if (::geteuid() != 0) return nullptr;
  static const passwd* const user = [] {
    const passwd* const postgres = ::getpwnam("postgres");
    return postgres != nullptr ? postgres : ::getpwnam("nobody");
  }();
  return user;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Between fork and exec only what is safe after a fork of a threaded process.
[[noreturn]] void becomeProgram(char* const* arguments, int output, const passwd* user) {
  if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which clears it
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (::chdir("/") != 0) ::_exit(126);
  char locale[] = "LC_ALL=C";
  char path[] = "PATH=/usr/bin:/bin";
  char* const environment[] = {locale, path, nullptr};
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

}  // namespace

void giveToServerUser(const std::filesystem::path& path) {
  const passwd* const user = serverUser();
  if (user != nullptr && ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("chown " + path.string());
  }
}

pid_t startServer(std::vector<std::string> arguments, const std::filesystem::path& output_file) {
  const passwd* const user = serverUser();
  const auto pointers = pointersTo(arguments);
  const int output = ::open(output_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t child = ::fork();
  if (child == 0) becomeProgram(pointers.data(), output, user);
  ::close(output);
  if (child < 0) throw std::runtime_error("cannot start " + arguments[0]);
  return child;
}

void runAsServerUser(const std::vector<std::string>& arguments,
                     const std::filesystem::path& output_file) {
  int status = 0;
  ::waitpid(startServer(arguments, output_file), &status, 0);
  if (status != 0) {
    throw std::runtime_error(arguments[0] + " failed: " + readFile(output_file));
  }
}

std::uint16_t findFreePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

void waitUntil(const std::string& what, const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kLongestWait;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("no " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace patchbay::testing
