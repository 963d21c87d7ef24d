#include "core/store/stored_text.hpp"

#include <cstddef>

#include "core/base/utf8.hpp"

namespace patchbay::store {
namespace {

/// Length of the character at the beginning; 0 when that cannot be stored.
std::size_t leadingStorable(std::string_view text) {
  return text.front() == '\0' ? 0 : leadingUtf8(text);
}

}  // namespace

std::string storableText(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string stored;
  while (!text.empty()) {
    const std::size_t length = leadingStorable(text);
    stored += length == 0 ? kReplacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return stored;
}

bool isStorable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = leadingStorable(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace patchbay::store
