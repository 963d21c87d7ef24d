#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace patchbay::testing {
namespace {

std::string programPath(const std::string& name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The child does not inherit our environment: settings of the machine must not reach a test.
std::vector<std::string> environmentOf(const ChildProcess::Options& options) {
  std::vector<std::string> texts;
  for (const char* const name :
       {"PATH", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* const value = std::getenv(name))
      texts.push_back(std::string(name) + "=" + value);
  }
  for (const auto& [name, value] : options.environment) texts.push_back(name + "=" + value);
  return texts;
}

// Between fork and exec only what is safe after a fork of a threaded process.
void enterTerminal(int terminal, bool reads_it) {
  ::setsid();
  ::ioctl(terminal, TIOCSCTTY, 0);
  ::dup2(reads_it ? terminal : ::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(terminal, STDERR_FILENO);
}

[[noreturn]] void becomeProgram(const char* path, char* const* arguments, char* const* environment,
                                const char* folder, int output, int error) {
  if (folder[0] != '\0' && ::chdir(folder) != 0) ::_exit(126);
  ::dup2(output, STDOUT_FILENO);
  if (error >= 0) ::dup2(error, STDERR_FILENO);
  ::execve(path, arguments, environment);
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::string& name, const Options& options) {
  const std::string path = programPath(name);
  std::vector<std::string> arguments{path};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment = environmentOf(options);
  const auto argument_pointers = pointersTo(arguments);
  const auto environment_pointers = pointersTo(environment);

  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for " + name);
  const int error =
      options.error_file.empty()
          ? -1
          : ::open(options.error_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = ::fork();
  if (pid_ == 0) {
    if (options.terminal >= 0) enterTerminal(options.terminal, options.reads_terminal);
    becomeProgram(path.c_str(), argument_pointers.data(), environment_pointers.data(),
                  options.folder.c_str(), ends[1], error);
  }
  ::close(ends[1]);
  if (error >= 0) ::close(error);
  output_ = ends[0];
  if (pid_ < 0) throw std::runtime_error("cannot start " + name);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    signal(SIGKILL);
    wait();
  }
  if (output_ >= 0) ::close(output_);
}

std::string ChildProcess::readLine() {
  std::string line;
  char letter = 0;
  while (::read(output_, &letter, 1) == 1 && letter != '\n') line += letter;
  return line;
}

std::string ChildProcess::readAll() {
  std::string text;
  char part[4096];
  for (ssize_t count = 0; (count = ::read(output_, part, sizeof part)) > 0;) {
    text.append(part, static_cast<std::size_t>(count));
  }
  return text;
}

void ChildProcess::signal(int number) { ::kill(pid_, number); }

int ChildProcess::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string runProgram(const std::string& name, const ChildProcess::Options& options) {
  ChildProcess child(name, options);
  std::string output = child.readAll();
  const int status = child.wait();
  if (status != 0) {
    throw std::runtime_error(name + " ended with " + std::to_string(status) + ": " + output);
  }
  return output;
}

}  // namespace patchbay::testing
