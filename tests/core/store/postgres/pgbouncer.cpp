#include "tests/core/store/postgres/pgbouncer.hpp"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <string>

#include "tests/support/server_process.hpp"

namespace patchbay::testing {

PgBouncer::PgBouncer(const PostgresServer& server) : port_(findFreePort()) {
  giveToServerUser(folder_.path());
  std::ofstream(folder_.path() / "users")
      << "\"patchbay\" \"" << PostgresServer::password() << "\"\n";
  std::ofstream(folder_.path() / "settings")
      << "[databases]\n* = host=127.0.0.1 port=" << server.port() << "\n[pgbouncer]\n"
      << "listen_addr = 127.0.0.1\nlisten_port = " << port_ << "\nunix_socket_dir =\n"
      << "auth_type = scram-sha-256\nauth_file = " << (folder_.path() / "users").string()
      << "\npool_mode = transaction\ndefault_pool_size = 3\nserver_round_robin = 1\n"
      << "max_client_conn = 100\n";
  for (const char* name : {"users", "settings"}) giveToServerUser(folder_.path() / name);
  start();
}

PgBouncer::~PgBouncer() { stop(); }

void PgBouncer::restart() {
  stop();
  start();
}

void PgBouncer::start() {
  pid_ = startServer({"/usr/sbin/pgbouncer", (folder_.path() / "settings").string()},
                     folder_.path() / "log");
  const std::string address = "host=127.0.0.1 port=" + std::to_string(port_);
  waitUntil("PgBouncer", [&] { return PQping(address.c_str()) == PQPING_OK; });
}

void PgBouncer::stop() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace patchbay::testing
