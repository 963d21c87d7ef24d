#include "core/base/fault_point.hpp"

#ifdef PATCHBAY_FAULT_POINTS

#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <csignal>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace patchbay {
namespace {

enum class Action { none, die, stall, error };

constexpr std::pair<std::string_view, Action> kActions[] = {
    {"die", Action::die}, {"stall", Action::stall}, {"error", Action::error}};

struct Fault {
  FaultPoint point{};
  Action action = Action::none;
  std::uint64_t only = 0;  ///< the passing that it strikes at; 0: at each
};

struct Armed {
  Fault fault;
  std::uint64_t passes = 0;
};

std::mutex mutex;  // guards armed_points
std::array<Armed, kFaultPoints.size()> armed_points;

std::string_view nameOf(FaultPoint point) {
  return kFaultPoints[static_cast<std::size_t>(point)].name;
}

Armed& armedAt(FaultPoint point) { return armed_points[static_cast<std::size_t>(point)]; }

[[noreturn]] void refuse(std::string_view fault, const std::string& cause) {
  throw IntegrationError(ErrorCode::settings_invalid,
                         std::string(kFaultsSetting) + ": \"" + std::string(fault) + "\" " + cause +
                             "; write it like refresh.after_claim=die@3, with die, stall or error");
}

FaultPoint parsePoint(std::string_view fault, std::string_view name) {
  for (std::size_t index = 0; index < kFaultPoints.size(); ++index) {
    if (kFaultPoints[index].name == name) return static_cast<FaultPoint>(index);
  }
  refuse(fault, "names no fault point");
}

Action parseAction(std::string_view fault, std::string_view name) {
  for (const auto& [known, action] : kActions) {
    if (known == name) return action;
  }
  refuse(fault, "has no such action");
}

std::uint64_t parsePassing(std::string_view fault, std::string_view digits) {
  std::uint64_t passing = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, passing);
  if (error != std::errc{} || rest != end || passing == 0) refuse(fault, "has no number behind @");
  return passing;
}

Fault parseFault(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) refuse(text, "has no action");
  std::string_view action = text.substr(equals + 1);
  const auto at = action.find('@');
  Fault fault;
  fault.point = parsePoint(text, text.substr(0, equals));
  if (at != std::string_view::npos) fault.only = parsePassing(text, action.substr(at + 1));
  fault.action = parseAction(text, action.substr(0, at));
  return fault;
}

std::vector<Fault> parseFaults(std::string_view text) {
  std::vector<Fault> faults;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    faults.push_back(parseFault(text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return faults;
}

/// Counts the passing; says what strikes.
Action strike(FaultPoint point) {
  const std::lock_guard lock(mutex);
  Armed& armed = armedAt(point);
  if (armed.fault.action == Action::none) return Action::none;
  ++armed.passes;
  const bool strikes = armed.fault.only == 0 || armed.fault.only == armed.passes;
  return strikes ? armed.fault.action : Action::none;
}

// A line of the log, written past it: the process may be gone in a moment.
void announce(FaultPoint point, std::string_view action) {
  const std::string line = R"({"level":"warning","event":"fault_point","point":")" +
                           std::string(nameOf(point)) + R"(","action":")" + std::string(action) +
                           "\"}\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

bool isStillArmed(FaultPoint point) {
  const std::lock_guard lock(mutex);
  return armedAt(point).fault.action != Action::none;
}

awaitable<void> stall(FaultPoint point) {
  constexpr std::chrono::milliseconds kLook(20);
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor);
  while (isStillArmed(point)) {
    timer.expires_after(kLook);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace

std::atomic<bool> any_fault_point_armed = false;

void armFaultPoints(std::string_view faults) {
  const std::vector<Fault> parsed = parseFaults(faults);
  const std::lock_guard lock(mutex);
  for (const Fault& fault : parsed) armedAt(fault.point) = Armed{fault, 0};
  if (!parsed.empty()) any_fault_point_armed = true;
}

void disarmFaultPoints() {
  const std::lock_guard lock(mutex);
  any_fault_point_armed = false;
  armed_points.fill(Armed());
}

std::uint64_t passesOf(FaultPoint point) {
  const std::lock_guard lock(mutex);
  return armedAt(point).passes;
}

awaitable<void> faultPoint(FaultPoint point) {
  const Action action = strike(point);
  if (action == Action::none) co_return;
  for (const auto& [name, known] : kActions) {
    if (known == action) announce(point, name);
  }
  if (action == Action::die) std::raise(SIGKILL);
  if (action == Action::error) {
    throw IntegrationError(kFaultPoints[static_cast<std::size_t>(point)].error,
                           "a test makes this fail", "fault point " + std::string(nameOf(point)));
  }
  co_await stall(point);
}

}  // namespace patchbay

#endif
