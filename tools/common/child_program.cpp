#include "tools/common/child_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace patchbay {
namespace {

/// Texts as `posix_spawn` wants them. Valid while this lives.
class CStrings {
 public:
  explicit CStrings(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char* const* get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

CStrings argumentsOf(const ChildProgram::Options& options) {
  std::vector<std::string> texts{options.program};
  texts.insert(texts.end(), options.arguments.begin(), options.arguments.end());
  return CStrings(std::move(texts));
}

CStrings environmentOf(const ChildProgram::Options& options) {
  std::vector<std::string> texts;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (!options.environment.contains(text.substr(0, text.find('=')))) texts.push_back(text);
  }
  for (const auto& [name, value] : options.environment) texts.push_back(name + "=" + value);
  return CStrings(std::move(texts));
}

}  // namespace

ChildProgram::ChildProgram(const Options& options) {
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe is left");
  output_ = pipe_ends[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, options.error_file.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  CStrings arguments = argumentsOf(options);
  CStrings environment = environmentOf(options);
  const int error = ::posix_spawnp(&pid_, options.program.c_str(), &actions, nullptr,
                                   arguments.get(), environment.get());
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe_ends[1]);
  if (error == 0) return;
  pid_ = -1;
  ::close(output_);
  throw std::runtime_error(options.program + ": " + std::generic_category().message(error));
}

ChildProgram::~ChildProgram() {
  stop();
  ::close(output_);
}

std::string ChildProgram::readLine() {
  std::string line;
  for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

std::chrono::nanoseconds ChildProgram::cpuTime() const {
  std::int64_t total = 0;
  const std::string tasks = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::int64_t nanoseconds = 0;  // the first number of `schedstat`: time on a processor
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    total += nanoseconds;
  }
  return std::chrono::nanoseconds(total);
}

int ChildProgram::stop() {
  if (pid_ > 0) ::kill(pid_, SIGTERM);
  return wait();
}

int ChildProgram::wait() {
  if (pid_ <= 0) return 0;
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace patchbay
