#include "core/api/rate_window.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace patchbay {
namespace {

// Without a word about when calls come back, one call a minute finds out.
constexpr Milliseconds kLongestBelief{60'000};
// All that count are under way, so nobody knows yet when one of them will end.
constexpr Milliseconds kLookAgain{100};
// Numbers below are seconds from now, others seconds since the epoch (September 2001 and later).
constexpr std::int64_t kLeastEpoch = 1'000'000'000;

/// Takes exactly `digits` of them from the front; empty when there are not so many.
std::optional<int> takeNumber(std::string_view& text, std::size_t digits) {
  const std::string_view part = text.substr(0, digits);
  const bool is_number = part.size() == digits && std::all_of(part.begin(), part.end(), [](char c) {
                           return c >= '0' && c <= '9';
                         });
  if (!is_number) return std::nullopt;
  int number = 0;
  std::from_chars(part.data(), part.data() + part.size(), number);
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> takeDay(std::string_view& text) {
  const auto year = takeNumber(text, 4);
  const bool has_month = year && take(text, "-");
  const auto month = has_month ? takeNumber(text, 2) : std::nullopt;
  const bool has_day = month && take(text, "-");
  const auto day = has_day ? takeNumber(text, 2) : std::nullopt;
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<Seconds> takeTimeOfDay(std::string_view& text) {
  const auto hours = takeNumber(text, 2);
  const bool has_minutes = hours && take(text, ":");
  const auto minutes = has_minutes ? takeNumber(text, 2) : std::nullopt;
  const bool has_seconds = minutes && take(text, ":");
  const auto seconds = has_seconds ? takeNumber(text, 2) : std::nullopt;
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return Seconds((*hours * 60 + *minutes) * 60 + *seconds);
}

// ` -0800`, `+01:00`, `Z`, ` UTC`; nothing at all means UTC.
std::optional<Seconds> takeOffset(std::string_view& text) {
  take(text, " ");
  if (text.empty() || text == "Z" || text == "UTC") return Seconds(0);
  const int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = takeNumber(text, 2);
  take(text, ":");
  const auto minutes = takeNumber(text, 2);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return Seconds(sign * (*hours * 60 + *minutes) * 60);
}

std::optional<TimePoint> parseDateTime(std::string_view text) {
  const auto day = takeDay(text);
  if (!day || !take(text, " T")) return std::nullopt;
  const auto time_of_day = takeTimeOfDay(text);
  if (!time_of_day) return std::nullopt;
  const auto offset = takeOffset(text);
  if (!offset) return std::nullopt;
  return TimePoint(*day + *time_of_day - *offset);
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

TimePoint RateWindow::freeAt(TimePoint now) {
  dropOld(now);
  TimePoint free = now;
  const std::size_t used = running_ + ended_.size();
  if (used >= calls_) {
    const std::size_t surplus = used - calls_;
    free = surplus < ended_.size() ? ended_[surplus] + window_ : now + kLookAgain;
  }
  const bool is_told_none = now < told_until_ && told_left_ == 0;
  return is_told_none ? std::max(free, told_until_) : free;
}

void RateWindow::begin() {
  ++running_;
  if (told_left_ > 0) --told_left_;
}

void RateWindow::end(TimePoint at) {
  --running_;
  ended_.push_back(ended_.empty() ? at : std::max(at, ended_.back()));
}

void RateWindow::heard(std::size_t remaining, std::optional<TimePoint> reset, TimePoint now) {
  const TimePoint until =
      std::min(reset.value_or(now + std::min(window_, kLongestBelief)), now + window_);
  // The provider may not have counted yet what else is under way.
  const std::size_t others = running_ > 0 ? running_ - 1 : 0;
  std::size_t left = remaining > others ? remaining - others : 0;
  // Answers may overtake each other; within one span the number only falls.
  if (reset && until == told_until_) left = std::min(left, told_left_);
  told_left_ = left;
  told_until_ = until;
}

bool RateWindow::isIdle(TimePoint now) {
  dropOld(now);
  return running_ == 0 && ended_.empty() && told_until_ <= now;
}

void RateWindow::dropOld(TimePoint now) {
  while (!ended_.empty() && ended_.front() + window_ <= now) ended_.pop_front();
}

std::optional<TimePoint> parseRateLimitReset(std::string_view text, TimePoint now) {
  const auto number = parseInteger(text);
  if (!number) return parseDateTime(text);
  // Milliseconds of 64 bits end in the year 292 million; nobody means that.
  if (*number < 0 || *number > kLeastEpoch * 1000) return std::nullopt;
  if (*number >= kLeastEpoch) return fromEpochSeconds(*number);
  return now + Seconds(*number);
}

std::optional<std::size_t> parseRemaining(std::string_view text) {
  const auto number = parseInteger(text);
  if (!number) return std::nullopt;
  return static_cast<std::size_t>(std::max<std::int64_t>(*number, 0));
}

}  // namespace patchbay
