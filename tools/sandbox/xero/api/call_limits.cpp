#include "tools/sandbox/xero/api/call_limits.hpp"

#include <algorithm>
#include <functional>

namespace patchbay::sandbox::xero {

FixedWindow::Window& FixedWindow::at(const std::string& key, TimePoint now) {
  Window& window = windows_[key];
  if (window.ends_at > now) return window;
  const auto hash = static_cast<std::int64_t>(std::hash<std::string>()(key) % 86'400);
  const auto since = (now.time_since_epoch() + Seconds(hash)) % length_;
  return window = Window{now - since + length_, 0};
}

unsigned FixedWindow::left(const std::string& key, unsigned limit, TimePoint now) {
  return limit - std::min(limit, at(key, now).used);
}

std::int64_t FixedWindow::secondsLeft(const std::string& key, TimePoint now) {
  return std::max<std::int64_t>(1, std::chrono::ceil<Seconds>(at(key, now).ends_at - now).count());
}

std::string CallLimits::admit(const std::string& client_id, const std::string& tenant) {
  const TimePoint now = clock_.now();
  if (under_way_.count(tenant) > settings_.calls_at_once) return "concurrent";
  if (app_minutes_.left(client_id, settings_.app_calls_per_minute, now) == 0) return "appminute";
  if (days_.left(tenant, settings_.calls_per_day, now) == 0) return "day";
  if (minutes_.left(tenant, settings_.calls_per_minute, now) == 0) return "minute";
  app_minutes_.count(client_id, now);
  days_.count(tenant, now);
  minutes_.count(tenant, now);
  return {};
}

void CallLimits::addHeaders(http::ServerResponse& answer, const std::string& client_id,
                            const std::string& tenant, const std::string& problem) {
  const TimePoint now = clock_.now();
  const auto text = [](auto number) { return std::to_string(number); };
  answer.with("X-DayLimit-Remaining", text(days_.left(tenant, settings_.calls_per_day, now)))
      .with("X-MinLimit-Remaining", text(minutes_.left(tenant, settings_.calls_per_minute, now)))
      .with("X-AppMinLimit-Remaining",
            text(app_minutes_.left(client_id, settings_.app_calls_per_minute, now)));
  if (problem.empty()) return;
  answer.with("X-Rate-Limit-Problem", problem);
  if (problem == "day") answer.with("Retry-After", text(days_.secondsLeft(tenant, now)));
  if (problem == "minute") answer.with("Retry-After", text(minutes_.secondsLeft(tenant, now)));
  if (problem == "appminute") {
    answer.with("Retry-After", text(app_minutes_.secondsLeft(client_id, now)));
  }
}

void CallLimits::clear() {
  minutes_.clear();
  days_.clear();
  app_minutes_.clear();
}

}  // namespace patchbay::sandbox::xero
