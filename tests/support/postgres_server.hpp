#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/store/sql_integration_store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {

/// A PostgreSQL server of a test's own, on a free port of 127.0.0.1, that goes with this object.
/// Blocks until the server does what was asked; throws `std::runtime_error` when it cannot.
///
/// Its user is `patchbay`, a superuser who logs in by a password that a URL has to encode. A server
/// refuses to run as root, so then it runs as the user `postgres`. It ends, if nothing else ends
/// it, with the thread that made this object.
class PostgresServer {
 public:
  /// @param settings  further settings, e.g. `max_connections=20`
  explicit PostgresServer(std::vector<std::string> settings = {});
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// One that many tests of a program share, each with a database of its own.
  static PostgresServer& shared();

  std::uint16_t port() const { return port_; }
  /// The URL of the database `postgres`, which is empty, or of another one.
  std::string url(const std::string& database = "postgres") const;
  /// Both hosts, so that whoever takes writes is found.
  std::string urlOfBoth(const PostgresServer& other) const;
  static DatabaseLocation locationOf(const std::string& url);
  /// Where its files are.
  std::string dataFolder() const { return (folder_.path() / "data").string(); }
  /// The password as it is, to look for it where it must not be.
  static std::string password();

  /// Makes room for tables that nobody else sees, quicker than a database; returns its URL, which
  /// sets `search_path` and so is not for PgBouncer.
  std::string createSchema();
  /// Runs SQL; returns the first column of the first row, or nothing.
  static std::string query(const std::string& url, const std::string& sql);
  std::string query(const std::string& sql) const { return query(url(), sql); }

  void start();
  void stop();   ///< at once, with all connections
  void crash();  ///< kill -9 of every process
  void restart();
  /// Every process of the server stands still: connections stay open and nothing answers.
  void pause();
  void resume();
  /// Ends all connections from the server's side, as an administrator may.
  void terminateBackends();

  /// A server that follows this one.
  /// @param synchronous  a commit here then waits until the standby has it
  std::unique_ptr<PostgresServer> startStandby(bool synchronous);
  /// Makes a standby the primary.
  void promote();

 private:
  struct Standby {
    PostgresServer& primary;
  };
  explicit PostgresServer(const Standby& standby);

  std::string program(const std::string& name) const;
  std::vector<pid_t> processes() const;
  void signalAll(int number);
  bool answers();
  void waitUntilItAnswers();
  void waitForEnd();

  TemporaryFolder folder_;
  std::vector<std::string> settings_;
  std::uint16_t port_;
  pid_t pid_ = -1;
};

}  // namespace patchbay::testing
