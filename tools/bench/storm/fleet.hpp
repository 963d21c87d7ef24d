#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/sandbox_process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/bench/storm/database.hpp"

namespace patchbay::storm {

using Environment = std::map<std::string, std::string>;

/// The setting by which a host's lease and the deadline of a token call follow a factor.
/// @param token_call  the deadline, in seconds, before that; a host's own is 40.
Environment scaledTimes(double scale, double token_call = 40);

/// How a fleet is put together.
struct FleetPlan {
  unsigned hosts = 1;
  DatabaseKind database = DatabaseKind::sqlite;
  bool with_standby = false;  ///< PostgreSQL with a second server that has every commit
  /// A server that several fleets share, each in a schema of its own; else it gets its own.
  testing::PostgresServer* server = nullptr;
  Environment settings;  ///< of every host, besides those that make it run here
  /// Life of the tokens that the sandbox issues at first: long enough to connect with.
  std::int64_t access_token_seconds = 10;
};

/// Real `patchbay serve` processes over one database, and the sandbox in front of them. They go
/// with this object.
class Fleet {
 public:
  /// Starts database, sandbox and hosts, and makes an API key for all workspaces.
  explicit Fleet(const FleetPlan& plan);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  std::size_t size() const { return hosts_.size(); }
  /// `http://127.0.0.1:<port>`; another port after each start. Safe from any thread.
  std::string url(std::size_t host) const;
  const std::string& apiKey() const { return api_key_; }
  const testing::SandboxProcess& sandbox() const { return sandbox_; }
  Database& database() { return database_; }

  /// Starts a host that does not run.
  /// @param added  settings for this run only.
  void start(std::size_t host, const Environment& added = {});
  /// kill -9.
  void kill(std::size_t host);
  /// Waits for the end of a host that ends by itself.
  void awaitEnd(std::size_t host);
  /// Whether it has ended by itself within so long.
  bool diesWithin(std::size_t host, Seconds patience);
  bool runs(std::size_t host) const { return hosts_[host].process != nullptr; }
  testing::ChildProcess& process(std::size_t host) { return *hosts_[host].process; }

  /// What all hosts have logged.
  std::string log() const { return testing::readFile(folder_.path() / "log"); }

 private:
  struct Host {
    std::unique_ptr<testing::ChildProcess> process;
    std::string url;
  };
  testing::ChildProcess::Options command(std::vector<std::string> words,
                                         const Environment& added) const;

  testing::TemporaryFolder folder_;
  testing::SandboxProcess sandbox_;
  Database database_;
  Environment settings_;
  std::string api_key_;
  mutable std::mutex mutex_;  // guards the hosts' urls
  std::vector<Host> hosts_;
};

}  // namespace patchbay::storm
