#include "tools/conformance/run/isolated_run.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

#include "tools/conformance/run/child.hpp"

namespace patchbay::conformance {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kSetUp{60};

std::string textOf(const json::object& message, const char* name) {
  const auto* const member = message.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                  : std::string();
}

Result resultOf(const Scenario& scenario) {
  Result result;
  result.id = scenario.id;
  result.title = scenario.title;
  result.rule = scenario.rule;
  result.source = scenario.source;
  return result;
}

Result failureOf(const Scenario& scenario, std::string expectation, std::string observation) {
  Result result = resultOf(scenario);
  result.verdict = Verdict::failed;
  result.expectation = std::move(expectation);
  result.observation = std::move(observation);
  return result;
}

Result resultOf(const Scenario& scenario, const json::object& message) {
  Result result = resultOf(scenario);
  const std::string verdict = textOf(message, "verdict");
  if (verdict == "failed") result.verdict = Verdict::failed;
  if (verdict == "not_applicable") result.verdict = Verdict::not_applicable;
  result.expectation = textOf(message, "expectation");
  result.observation = textOf(message, "observation");
  result.reason = textOf(message, "reason");
  return result;
}

/// The parent's side of one child: reads what it tells, and ends it.
class Child {
 public:
  Child(const MakeIntegration& make, const Options& options,
        const std::vector<const Scenario*>& scenarios, std::size_t first) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe is left");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process is left");
    if (pid_ == 0) {
      ::close(ends[0]);
      playInChild(make, options, scenarios, first, ends[1]);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() {
    kill();
    ::close(pipe_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  enum class Heard { line, end, silence };
  /// The next line, unless none comes for so long.
  Heard read(std::string& line, std::chrono::milliseconds deadline) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    for (;;) {
      const auto newline = buffer_.find('\n');
      if (newline != std::string::npos) {
        line = buffer_.substr(0, newline);
        buffer_.erase(0, newline + 1);
        return Heard::line;
      }
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      pollfd waiting{pipe_, POLLIN, 0};
      const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<long>(0, left.count())));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return Heard::silence;
      char block[4096];
      const ssize_t count = ::read(pipe_, block, sizeof block);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return Heard::end;
      buffer_.append(block, static_cast<std::size_t>(count));
    }
  }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }
  /// How it ended by itself.
  std::string wait() {
    if (pid_ <= 0) return {};
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    if (!WIFSIGNALED(status)) {
      return "the process ended with exit code " + std::to_string(WEXITSTATUS(status));
    }
    const char* const name = ::strsignal(WTERMSIG(status));
    return "the process was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
           (name != nullptr ? name : "unknown") + ")";
  }

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string buffer_;
};

class Run {
 public:
  Run(const MakeIntegration& make, const Options& options,
      const std::vector<const Scenario*>& scenarios)
      : make_(make), options_(options), scenarios_(scenarios) {}

  Report play() {
    do {
      playFrom(report_.results.size());
    } while (report_.results.size() < scenarios_.size());
    return std::move(report_);
  }

 private:
  void playFrom(std::size_t first) {
    Child child(make_, options_, scenarios_, first);
    // Loading and setting up comes before the first line.
    auto deadline = std::max<std::chrono::milliseconds>(options_.deadline, kSetUp);
    for (std::string line;;) {
      const auto heard = child.read(line, deadline);
      deadline = options_.deadline;
      if (heard == Child::Heard::line) {
        if (!take(line)) return;
        continue;
      }
      const std::string seconds = std::to_string(options_.deadline.count() / 1000) + " s";
      const bool is_silent = heard == Child::Heard::silence;
      if (is_silent) child.kill();
      note(is_silent ? "it ends within " + seconds : "the process lives on",
           is_silent ? "it blocks" : child.wait());
      return;
    }
  }

  /// False at the end of the list.
  bool take(const std::string& line) {
    const json::object message = json::parse(line).as_object();
    if (const auto* const name = message.if_contains("name")) {
      report_.integration = std::string(name->get_string());
    } else if (message.contains("refused")) {
      throw IntegrationError(ErrorCode::settings_invalid, textOf(message, "refused"));
    } else if (message.contains("verdict")) {
      report_.results.push_back(resultOf(*scenarios_[report_.results.size()], message));
    }
    return report_.results.size() < scenarios_.size();
  }

  /// What was being played when the child went silent or died.
  void note(std::string expectation, std::string observation) {
    if (report_.integration.empty()) {
      throw IntegrationError(ErrorCode::plugin_refused,
                             "the integration cannot be set up: " + observation);
    }
    const Scenario& scenario = *scenarios_[report_.results.size()];
    report_.results.push_back(failureOf(scenario, std::move(expectation), std::move(observation)));
  }

  const MakeIntegration& make_;
  const Options& options_;
  const std::vector<const Scenario*>& scenarios_;
  Report report_;
};

}  // namespace

Report playIsolated(const MakeIntegration& make, const Options& options,
                    const std::vector<const Scenario*>& scenarios) {
  return Run(make, options, scenarios).play();
}

}  // namespace patchbay::conformance
