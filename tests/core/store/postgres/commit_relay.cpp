#include "tests/core/store/postgres/commit_relay.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>

namespace patchbay::testing {
namespace {

constexpr int kStep = 100;  // ms; how long the end of a relay may take

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

bool isReadable(int socket, int milliseconds) {
  pollfd wanted{socket, POLLIN, 0};
  return ::poll(&wanted, 1, milliseconds) > 0;
}

std::string readSome(int socket) {
  char part[65536];
  const ssize_t count = ::recv(socket, part, sizeof part, 0);
  return count > 0 ? std::string(part, static_cast<std::size_t>(count)) : std::string();
}

bool writeAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// A simple query: the letter Q, four bytes of length, the text.
bool isCommit(std::string_view message) {
  return message.starts_with('Q') && message.substr(5).starts_with("COMMIT");
}

}  // namespace

CommitRelay::CommitRelay(std::uint16_t port) : server_port_(port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no relay");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept(); });
}

CommitRelay::~CommitRelay() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
}

void CommitRelay::accept() {
  while (!stopping_) {
    if (!isReadable(listener_, kStep)) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    threads_.emplace_back([this, client] { relay(client); });
  }
}

void CommitRelay::relay(int client) {
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(server_port_);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    while (!stopping_ && pass(client, server)) continue;
  }
  ::close(server);
  ::close(client);
}

/// Hands on what either side has sent; false at the end.
bool CommitRelay::pass(int client, int server) {
  pollfd wanted[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
  if (::poll(wanted, 2, kStep) < 0) return false;
  if (wanted[1].revents != 0) {
    const std::string bytes = readSome(server);
    const bool is_passed_on = swallowing_ || writeAll(client, bytes);
    if (bytes.empty() || !is_passed_on) return false;
  }
  if (wanted[0].revents == 0) return true;
  const std::string bytes = readSome(client);
  if (bytes.empty()) return false;
  if (swallowing_) return true;
  const Break where = isCommit(bytes) ? break_.exchange(Break::nowhere) : Break::nowhere;
  if (where == Break::before_commit || !writeAll(server, bytes)) return false;
  if (where == Break::nowhere) return true;
  readSome(server);  // the answer: it is committed
  return false;
}

}  // namespace patchbay::testing
