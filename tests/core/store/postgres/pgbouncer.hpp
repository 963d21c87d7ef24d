#pragma once

#include <sys/types.h>

#include <cstdint>

#include "tests/support/postgres_server.hpp"

namespace patchbay::testing {

/// PgBouncer before a server, in transaction mode: two transactions of one client connection go to
/// different server connections.
class PgBouncer {
 public:
  explicit PgBouncer(const PostgresServer& server);
  ~PgBouncer();
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  std::uint16_t port() const { return port_; }
  void restart();

 private:
  void start();
  void stop();

  TemporaryFolder folder_;
  std::uint16_t port_;
  pid_t pid_ = -1;
};

}  // namespace patchbay::testing
