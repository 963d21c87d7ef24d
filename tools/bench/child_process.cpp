#include "tools/bench/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace patchbay::bench {
namespace {

void check(int error, const std::string& what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// This process's variables and the given ones, as `name=value`.
std::vector<std::string> mergeEnvironment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (!added.contains(text.substr(0, text.find('=')))) entries.push_back(text);
  }
  for (const auto& [name, value] : added) entries.push_back(name + "=" + value);
  return entries;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ChildProcess::ChildProcess(const Arguments& command,
                           const std::map<std::string, std::string>& environment)
    : name_(command.front()) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) check(errno, "pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  auto arguments = command;
  auto variables = mergeEnvironment(environment);
  const int error = ::posix_spawnp(&pid_, name_.c_str(), &actions, nullptr,
                                   pointersTo(arguments).data(), pointersTo(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  output_ = ends[0];
  if (error != 0) ::close(output_);
  check(error, "cannot start " + name_);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(output_);
}

std::string ChildProcess::readLine() {
  auto end = buffered_.find('\n');
  while (end == std::string::npos) {
    char bytes[1024];
    const auto length = ::read(output_, bytes, sizeof bytes);
    if (length <= 0) throw std::runtime_error(name_ + " ended before it said that it serves");
    buffered_.append(bytes, static_cast<std::size_t>(length));
    end = buffered_.find('\n');
  }
  const auto line = buffered_.substr(0, end);
  buffered_.erase(0, end + 1);
  return line;
}

std::chrono::nanoseconds ChildProcess::cpuTime() const {
  std::int64_t total = 0;
  const std::string tasks = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::int64_t nanoseconds = 0;  // the first number of `schedstat`: time on a processor
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    total += nanoseconds;
  }
  return std::chrono::nanoseconds(total);
}

bool ChildProcess::wait() {
  int status = -1;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool ChildProcess::end() {
  ::kill(pid_, SIGTERM);
  return wait();
}

std::uint16_t readPort(ChildProcess& server) {
  const auto line = server.readLine();
  const auto digits = line.find_last_not_of("0123456789") + 1;
  if (digits >= line.size()) throw std::runtime_error("no port in: " + line);
  return static_cast<std::uint16_t>(std::stoul(line.substr(digits)));
}

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "patchbay-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) check(errno, "cannot make " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace patchbay::bench
