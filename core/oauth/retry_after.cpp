#include <algorithm>
#include <array>
#include <charconv>

#include "core/oauth/token_response.hpp"

namespace patchbay::oauth {
namespace {

constexpr Seconds kLeast{1};
constexpr Seconds kMost{3600};

/// Reads a date from left to right; any mismatch makes all further steps fail.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_ && rest_.empty(); }

  DateReader& literal(std::string_view expected) {
    if (rest_.starts_with(expected)) {
      rest_.remove_prefix(expected.size());
    } else {
      ok_ = false;
    }
    return *this;
  }

  // Exactly `digits` of them; asctime pads its day with a blank instead of a zero.
  DateReader& number(std::size_t digits, int& out, bool blank_padded = false) {
    std::string_view text = rest_.substr(0, digits);
    const std::size_t size = text.size();
    if (blank_padded && text.starts_with(' ')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    ok_ = ok_ && size == digits && error == std::errc() && end == text.data() + text.size() &&
          text.front() != '-';
    rest_.remove_prefix(size);
    return *this;
  }

  /// The position (from 1) of the word that the text begins with.
  template <std::size_t Count>
  DateReader& oneOf(const std::array<std::string_view, Count>& words, unsigned& out) {
    for (std::size_t at = 0; at < Count; ++at) {
      if (!rest_.starts_with(words[at])) continue;
      rest_.remove_prefix(words[at].size());
      out = static_cast<unsigned>(at + 1);
      return *this;
    }
    ok_ = false;
    return *this;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

using Words7 = std::array<std::string_view, 7>;
constexpr Words7 kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr Words7 kLongDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                           "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct DateParts {
  unsigned weekday = 0;
  unsigned month = 0;
  int day = 0, year = 0, hour = 0, minute = 0, second = 0;

  DateReader& readTime(DateReader& reader) {
    return reader.number(2, hour).literal(":").number(2, minute).literal(":").number(2, second);
  }

  std::optional<TimePoint> toTime() const {
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(static_cast<unsigned>(day))};
    // Second 60 is a leap second (RFC 9110 section 5.6.7).
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return TimePoint(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                     std::chrono::minutes(minute) + Seconds(second));
  }
};

std::optional<TimePoint> parseImfFixdate(std::string_view text) {
  DateParts parts;
  DateReader reader(text);
  reader.oneOf(kDays, parts.weekday).literal(", ").number(2, parts.day).literal(" ");
  reader.oneOf(kMonths, parts.month).literal(" ").number(4, parts.year).literal(" ");
  parts.readTime(reader).literal(" GMT");
  return reader.ok() ? parts.toTime() : std::nullopt;
}

// RFC 9110 section 5.6.7: a year that seems more than 50 years ahead is in the past century.
int fullYear(int two_digits, TimePoint now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const int this_year = static_cast<int>(today.year());
  const int year = this_year - this_year % 100 + two_digits;
  return year > this_year + 50 ? year - 100 : year;
}

std::optional<TimePoint> parseRfc850Date(std::string_view text, TimePoint now) {
  DateParts parts;
  DateReader reader(text);
  reader.oneOf(kLongDays, parts.weekday).literal(", ").number(2, parts.day).literal("-");
  reader.oneOf(kMonths, parts.month).literal("-").number(2, parts.year).literal(" ");
  parts.readTime(reader).literal(" GMT");
  parts.year = fullYear(parts.year, now);
  return reader.ok() ? parts.toTime() : std::nullopt;
}

std::optional<TimePoint> parseAsctimeDate(std::string_view text) {
  DateParts parts;
  DateReader reader(text);
  reader.oneOf(kDays, parts.weekday).literal(" ").oneOf(kMonths, parts.month).literal(" ");
  reader.number(2, parts.day, true).literal(" ");
  parts.readTime(reader).literal(" ").number(4, parts.year);
  return reader.ok() ? parts.toTime() : std::nullopt;
}

std::optional<TimePoint> parseHttpDate(std::string_view text, TimePoint now) {
  if (const auto date = parseImfFixdate(text)) return date;
  if (const auto date = parseRfc850Date(text, now)) return date;
  return parseAsctimeDate(text);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::optional<Seconds> parseRetryAfter(std::string_view value, TimePoint now) {
  value = trimmed(value);
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    return error == std::errc() ? std::clamp(Seconds(seconds), kLeast, kMost) : kMost;
  }
  const auto date = parseHttpDate(value, now);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::ceil<Seconds>(*date - now), kLeast, kMost);
}

}  // namespace patchbay::oauth
