#include "core/oauth/expiry.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>

namespace patchbay::oauth {
namespace {

constexpr Seconds kMostExpiresIn{365 * 24 * 3600};

// A number in a text, written as JSON or a form would; nothing else, so no blank, sign `+` or
// `inf`.
std::optional<double> findNumber(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos ||
      text.front() == '+' || text.front() == '.') {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return number;
  if (error != std::errc::result_out_of_range) return std::nullopt;
  // Far too large or, with a negative exponent, far too small.
  const bool is_tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
  if (is_tiny) return 0;
  return text.front() == '-' ? -HUGE_VAL : HUGE_VAL;
}

std::string_view textOf(const boost::json::value& member) {
  const auto& text = member.get_string();
  return {text.data(), text.size()};
}

std::optional<double> findNumber(const boost::json::value& member) {
  if (member.is_string()) return findNumber(textOf(member));
  if (member.is_int64()) return static_cast<double>(member.get_int64());
  if (member.is_uint64()) return static_cast<double>(member.get_uint64());
  if (member.is_double()) return member.get_double();
  return std::nullopt;
}

/// Seconds east of UTC; empty for anything but `Z` and `+hh:mm`.
std::optional<int> findOffset(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  int hours = 0;
  int minutes = 0;
  int read = 0;
  const std::string text(zone);
  const bool has_shape = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') &&
                         std::sscanf(text.c_str() + 1, "%2d:%2d%n", &hours, &minutes, &read) == 2 &&
                         read == 5 && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
  if (!has_shape) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/// RFC 3339 section 5.6; parts of a second are dropped.
std::optional<double> findDate(const boost::json::value& member) {
  if (!member.is_string()) return std::nullopt;
  const std::string text(textOf(member));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
  const int fields = std::sscanf(text.c_str(), "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &year, &month,
                                 &day, &hour, &minute, &second, &read);
  if (fields != 6 || read != 19 || text.find_first_of("+-") != 4) return std::nullopt;
  std::size_t zone = 19;
  if (text[zone] == '.') zone = std::min(text.find_first_not_of("0123456789", 20), text.size());
  const auto offset = findOffset(std::string_view(text).substr(zone));
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!offset || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60) {
    return std::nullopt;
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86'400 + hour * 3600 + minute * 60 + second - *offset;
}

}  // namespace

std::optional<Seconds> readLifetime(const boost::json::value& member, ExpiryForm form,
                                    TimePoint now) {
  std::optional<double> number = form == ExpiryForm::date ? findDate(member) : findNumber(member);
  if (!number || std::isnan(*number)) return std::nullopt;
  const bool is_milliseconds =
      form == ExpiryForm::milliseconds || form == ExpiryForm::epoch_milliseconds;
  if (is_milliseconds) *number /= 1000;
  const bool is_relative = form == ExpiryForm::seconds || form == ExpiryForm::milliseconds;
  if (!is_relative) *number -= static_cast<double>(now.time_since_epoch().count()) / 1000;
  const auto most = static_cast<double>(kMostExpiresIn.count());
  return Seconds(static_cast<std::int64_t>(std::clamp(*number, 0.0, most)));
}

}  // namespace patchbay::oauth
