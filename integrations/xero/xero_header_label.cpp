#include "xero_header_label.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay {
namespace {

constexpr std::array<std::string_view, 12> kMonthNames{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

bool isSameLetter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a) == lower(b);
}

/// Takes the next word off the front of `text`.
std::string_view takeWord(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::optional<unsigned> toNumber(std::string_view word, std::size_t most_digits) {
  unsigned number = 0;
  const auto* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (word.empty() || word.size() > most_digits || error != std::errc() || stop != end) return {};
  return number;
}

/// A name, or at least its first three letters.
std::optional<unsigned> toMonth(std::string_view word) {
  if (word.size() < 3) return {};
  for (unsigned index = 0; index < kMonthNames.size(); ++index) {
    const auto name = kMonthNames[index];
    if (word.size() <= name.size() &&
        std::equal(word.begin(), word.end(), name.begin(), isSameLetter)) {
      return index + 1;
    }
  }
  return {};
}

std::optional<int> toYear(std::string_view word) {
  const auto number = toNumber(word, 4);
  if (!number || (word.size() != 2 && word.size() != 4)) return {};
  return static_cast<int>(word.size() == 2 ? 2000 + *number : *number);
}

}  // namespace

std::optional<Day> parseHeaderLabel(std::string_view label) {
  const auto day = toNumber(takeWord(label), 2);
  const auto month = toMonth(takeWord(label));
  const auto year = toYear(takeWord(label));
  if (!day || !month || !year || !takeWord(label).empty()) return {};
  const auto date = std::chrono::year(*year) / std::chrono::month(*month) / std::chrono::day(*day);
  if (!date.ok()) return {};
  return date;
}

}  // namespace patchbay
