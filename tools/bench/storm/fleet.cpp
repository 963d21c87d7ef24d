#include "tools/bench/storm/fleet.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

namespace patchbay::storm {
namespace {

using testing::ChildProcess;
using testing::SandboxProcess;

std::vector<std::string> sandboxFlags(const FleetPlan& plan) {
  return {"--any-loopback-redirect", "--access-token-seconds",
          std::to_string(plan.access_token_seconds)};
}

Database databaseOf(const FleetPlan& plan) {
  if (plan.server != nullptr) return Database(*plan.server);
  return Database(plan.database, plan.with_standby);
}

std::string firstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string urlIn(const std::string& line) {
  const auto port = line.rfind(" on port ");
  if (port == std::string::npos) return {};
  return "http://127.0.0.1:" + line.substr(port + std::string_view(" on port ").size());
}

/// What was said last, before a host gave up.
std::string endOf(const std::string& log) {
  constexpr std::size_t kShown = 1'000;
  return log.substr(log.size() - std::min(log.size(), kShown));
}

}  // namespace

Environment scaledTimes(double scale, double token_call) {
  return {{"PATCHBAY_TOKEN_CALL_SECONDS", std::to_string(scale * token_call)}};
}

Fleet::Fleet(const FleetPlan& plan)
    : sandbox_(sandboxFlags(plan)), database_(databaseOf(plan)), settings_(plan.settings) {
  settings_["PATCHBAY_DATA_DIR"] = (folder_.path() / "data").string();
  settings_["PATCHBAY_LISTEN"] = "127.0.0.1:0";
  settings_["PATCHBAY_LOG_LEVEL"] = "warning";
  settings_["GUSTO_CLIENT_ID"] = SandboxProcess::kClientId;
  settings_["GUSTO_CLIENT_SECRET"] = SandboxProcess::kClientSecret;
  settings_["GUSTO_API_BASE_URL"] = sandbox_.url();
  if (!database_.url().empty()) settings_["PATCHBAY_DATABASE_URL"] = database_.url();
  testing::runProgram("patchbay", command({"init"}, {}));
  api_key_ = firstLine(
      testing::runProgram("patchbay", command({"keys", "create", "--workspace", "all"}, {})));
  hosts_.resize(plan.hosts);
  for (std::size_t host = 0; host < plan.hosts; ++host) start(host);
}

ChildProcess::Options Fleet::command(std::vector<std::string> words,
                                     const Environment& added) const {
  ChildProcess::Options options;
  options.arguments = std::move(words);
  options.environment = settings_;
  for (const auto& [name, value] : added) options.environment[name] = value;
  options.folder = folder_.path().string();
  options.error_file = (folder_.path() / "log").string();
  return options;
}

std::string Fleet::url(std::size_t host) const {
  const std::lock_guard lock(mutex_);
  return hosts_[host].url;
}

void Fleet::start(std::size_t host, const Environment& added) {
  auto process = std::make_unique<ChildProcess>("patchbay", command({"serve"}, added));
  const std::string line = process->readLine();
  const std::string url = urlIn(line);
  if (url.empty()) throw std::runtime_error("a host said: " + line + "\n" + endOf(log()));
  hosts_[host].process = std::move(process);
  const std::lock_guard lock(mutex_);
  hosts_[host].url = url;
}

void Fleet::kill(std::size_t host) {
  hosts_[host].process->signal(SIGKILL);
  awaitEnd(host);
}

bool Fleet::diesWithin(std::size_t host, Seconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  siginfo_t state{};
  const auto hasEnded = [&] {
    const int options = WEXITED | WNOHANG | WNOWAIT;
    return ::waitid(P_PID, static_cast<id_t>(hosts_[host].process->id()), &state, options) == 0 &&
           state.si_pid != 0;
  };
  while (!hasEnded()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  awaitEnd(host);
  return true;
}

void Fleet::awaitEnd(std::size_t host) {
  hosts_[host].process->wait();
  hosts_[host].process.reset();
}

}  // namespace patchbay::storm
