#include "tests/support/postgres_server.hpp"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/server_process.hpp"

namespace patchbay::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPassword = "p=w d'@/%:";
constexpr const char* kEncodedPassword = "p%3Dw%20d%27%40%2F%25%3A";

fs::path findPrograms() {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none)) {
    if (fs::exists(version.path() / "bin" / "initdb")) found.push_back(version.path() / "bin");
  }
  if (found.empty()) throw std::runtime_error("no PostgreSQL server; run tools/deps");
  return *std::max_element(found.begin(), found.end());
}

/// What initdb made, once a program: a copy is quicker than another run.
const fs::path& emptyCluster() {
  static const TemporaryFolder folder;
  static const fs::path cluster = [] {
    giveToServerUser(folder.path());
    const fs::path password_file = folder.path() / "password";
    std::ofstream(password_file) << kPassword << "\n";
    giveToServerUser(password_file);
    runAsServerUser(
        {findPrograms() / "initdb", "--no-sync", "--pgdata=" + (folder.path() / "data").string(),
         "--username=patchbay", "--pwfile=" + password_file.string(), "--auth=scram-sha-256",
         "--encoding=UTF8", "--locale=C"},
        folder.path() / "log");
    return folder.path() / "data";
  }();
  return cluster;
}

/// The parent of a process, as /proc tells it; -1 when it is gone.
pid_t parentOf(const fs::path& process) {
  const std::string stat = readFile(process / "stat");
  const auto end_of_name = stat.rfind(')');
  if (end_of_name == std::string::npos) return -1;
  std::istringstream rest(stat.substr(end_of_name + 1));
  char state = 0;
  pid_t parent = -1;
  rest >> state >> parent;
  return parent;
}

}  // namespace

PostgresServer::PostgresServer(std::vector<std::string> settings)
    : settings_(std::move(settings)), port_(findFreePort()) {
  giveToServerUser(folder_.path());
  runAsServerUser({"/bin/cp", "-a", emptyCluster().string(), dataFolder()},
                  folder_.path() / "copy.log");
  start();
}

PostgresServer::PostgresServer(const Standby& standby)
    : settings_(standby.primary.settings_), port_(findFreePort()) {
  giveToServerUser(folder_.path());
  runAsServerUser({program("pg_basebackup"), "--pgdata=" + dataFolder(), "--write-recovery-conf",
                   "--checkpoint=fast", "--no-sync", "--wal-method=stream",
                   "--dbname=" + standby.primary.url() + "?application_name=standby"},
                  folder_.path() / "copy.log");
  start();
}

PostgresServer::~PostgresServer() {
  if (pid_ <= 0) return;
  signalAll(SIGCONT);
  ::kill(pid_, SIGQUIT);
  ::waitpid(pid_, nullptr, 0);
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server({"fsync=off", "max_connections=300"});
  return server;
}

std::string PostgresServer::password() { return kPassword; }

std::string PostgresServer::url(const std::string& database) const {
  return std::string("postgresql://patchbay:") + kEncodedPassword +
         "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PostgresServer::urlOfBoth(const PostgresServer& other) const {
  return std::string("postgresql://patchbay:") + kEncodedPassword +
         "@127.0.0.1:" + std::to_string(port_) + ",127.0.0.1:" + std::to_string(other.port_) +
         "/postgres";
}

DatabaseLocation PostgresServer::locationOf(const std::string& url) {
  DatabaseLocation location;
  location.postgres_url = Secret(url);
  return location;
}

std::string PostgresServer::createSchema() {
  static std::atomic<int> count{0};
  const std::string name = "test_" + std::to_string(++count);
  query("CREATE SCHEMA " + name);
  return url() + "?options=-csearch_path%3D" + name;
}

std::string PostgresServer::query(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()),
                                                                &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                             &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
  }
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

std::string PostgresServer::program(const std::string& name) const { return findPrograms() / name; }

void PostgresServer::start() {
  std::vector<std::string> arguments{program("postgres"), "-D", dataFolder()};
  const std::string folder = folder_.path().string();
  for (const std::string& setting :
       {"port=" + std::to_string(port_), std::string("listen_addresses=127.0.0.1"),
        "unix_socket_directories=" + folder, std::string("shared_buffers=16MB")}) {
    arguments.insert(arguments.end(), {"-c", setting});
  }
  for (const std::string& setting : settings_) arguments.insert(arguments.end(), {"-c", setting});
  pid_ = startServer(std::move(arguments), folder_.path() / "server.log");
  waitUntilItAnswers();
}

bool PostgresServer::answers() {
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == pid_) {
    pid_ = -1;
    throw std::runtime_error("PostgreSQL ended: " + readFile(folder_.path() / "server.log"));
  }
  return PQping(url().c_str()) == PQPING_OK;
}

void PostgresServer::waitUntilItAnswers() {
  waitUntil("answer of PostgreSQL", [this] { return answers(); });
}

void PostgresServer::waitForEnd() {
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void PostgresServer::stop() {
  ::kill(pid_, SIGINT);
  waitForEnd();
}

void PostgresServer::crash() {
  signalAll(SIGKILL);
  waitForEnd();
  // Orphans may be a moment slower; a new server refuses to start beside them.
  std::error_code none;
  fs::remove(fs::path(dataFolder()) / "postmaster.pid", none);
}

void PostgresServer::restart() {
  stop();
  start();
}

std::vector<pid_t> PostgresServer::processes() const {
  std::vector<pid_t> found{pid_};
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (!std::all_of(name.begin(), name.end(), ::isdigit)) continue;
    if (parentOf(entry.path()) == pid_) found.push_back(std::stoi(name));
  }
  return found;
}

// The server's first process comes first, so that it does not start others meanwhile.
void PostgresServer::signalAll(int number) {
  for (const pid_t process : processes()) ::kill(process, number);
}

void PostgresServer::pause() {
  ::kill(pid_, SIGSTOP);
  signalAll(SIGSTOP);
}

void PostgresServer::resume() { signalAll(SIGCONT); }

void PostgresServer::terminateBackends() {
  query(
      "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
      "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
}

std::unique_ptr<PostgresServer> PostgresServer::startStandby(bool synchronous) {
  std::unique_ptr<PostgresServer> standby(new PostgresServer(Standby{*this}));
  waitUntil("standby that follows", [this] {
    return query("SELECT COUNT(*) FROM pg_stat_replication WHERE state = 'streaming'") == "1";
  });
  if (!synchronous) return standby;
  query("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
  query("SELECT pg_reload_conf()");
  waitUntil("synchronous standby",
            [this] { return query("SELECT sync_state FROM pg_stat_replication") == "sync"; });
  return standby;
}

void PostgresServer::promote() { query("SELECT pg_promote()"); }

}  // namespace patchbay::testing
