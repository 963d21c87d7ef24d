#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <string>
#include <thread>

namespace patchbay::testing {

/// Stands between a store and its server and can break a connection at a COMMIT, or keep all that
/// is said to itself.
class CommitRelay {
 public:
  enum class Break { nowhere, before_commit, after_commit };

  /// @param port  of the server on 127.0.0.1
  explicit CommitRelay(std::uint16_t port);
  ~CommitRelay();
  CommitRelay(const CommitRelay&) = delete;
  CommitRelay& operator=(const CommitRelay&) = delete;

  std::uint16_t port() const { return port_; }
  /// The next COMMIT ends its connection: before the server got it, or once the server has answered
  /// it, which the store then never learns.
  void breakNextAt(Break where) { break_ = where; }
  /// A black hole: connections stay open, and nothing comes through. What was swallowed stays so.
  void swallow(bool all) { swallowing_ = all; }

 private:
  void accept();
  void relay(int client);
  bool pass(int client, int server);

  std::uint16_t server_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<Break> break_{Break::nowhere};
  std::atomic<bool> swallowing_{false};
  std::atomic<bool> stopping_{false};
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace patchbay::testing
