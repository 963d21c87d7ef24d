#include "tests/support/sandbox_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <filesystem>
#include <stdexcept>

#include "tests/support/plain_http.hpp"

extern char** environ;

namespace patchbay::testing {
namespace {

namespace json = boost::json;

std::string programPath() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "patchbay-sandbox")
      .string();
}

/// Starts the program with its standard output in `output`, a pipe's writing end.
pid_t spawn(std::vector<std::string> arguments, int output) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, pointers.front(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + arguments.front());
  return pid;
}

std::string readLine(int input) {
  std::string line;
  char letter = 0;
  while (read(input, &letter, 1) == 1 && letter != '\n') line += letter;
  return line;
}

std::uint16_t portOf(const std::string& line) {
  constexpr std::string_view kReady = "patchbay-sandbox listening on http://127.0.0.1:";
  if (!line.starts_with(kReady)) throw std::runtime_error("the sandbox said: " + line);
  return static_cast<std::uint16_t>(std::stoul(line.substr(kReady.size())));
}

}  // namespace

json::object SandboxControl::call(std::string_view method, std::string_view path,
                                  const json::object& body) const {
  PlainRequest request = postJson("/sandbox/" + std::string(path), body);
  request.method = method;
  const PlainAnswer answer = exchange(port_, request);
  if (answer.status != 200) {
    throw std::runtime_error("the sandbox refused " + std::string(path) + ": " + answer.body);
  }
  return answer.json().as_object();
}

json::object SandboxControl::state() const { return call("GET", "state"); }
json::object SandboxControl::ledger() const { return call("GET", "ledger"); }

std::int64_t SandboxControl::count(std::string_view name) const {
  return ledger().at("counts").as_object().at(name).to_number<std::int64_t>();
}

void SandboxControl::clearLedger() const { call("DELETE", "ledger"); }
void SandboxControl::addFault(const json::object& fault) const { call("POST", "faults", fault); }
void SandboxControl::clearFaults() const { call("DELETE", "faults"); }

void SandboxControl::awaitHeld(std::size_t count) const {
  call("GET", "held?count=" + std::to_string(count));
}

void SandboxControl::release() const { call("POST", "release"); }
void SandboxControl::change(const json::object& settings) const {
  call("POST", "settings", settings);
}

void SandboxControl::expireTokens(std::string_view company) const {
  call("POST", "expire-tokens",
       company.empty() ? json::object() : json::object{{"company", company}});
}

void SandboxControl::advanceClock(std::int64_t seconds) const {
  call("POST", "clock", {{"advance_seconds", seconds}});
}

void SandboxControl::removeApplication(std::string_view company) const {
  call("POST", "revoke", {{"company", company}});
}

SandboxProcess::SandboxProcess(std::vector<std::string> flags) {
  std::vector<std::string> arguments{programPath(), "--port", "0"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the sandbox");
  pid_ = spawn(std::move(arguments), ends[1]);
  close(ends[1]);
  const std::string line = readLine(ends[0]);
  close(ends[0]);
  try {
    port_ = portOf(line);
  } catch (...) {
    stop(SIGKILL);
    throw;
  }
}

SandboxProcess::~SandboxProcess() { stop(SIGTERM); }

std::string SandboxProcess::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

int SandboxProcess::stop(int signal) {
  if (pid_ < 0) return 0;
  kill(pid_, signal);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace patchbay::testing
