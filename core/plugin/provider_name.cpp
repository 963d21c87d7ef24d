#include "core/plugin/provider_name.hpp"

#include <algorithm>
#include <cctype>

namespace patchbay {

bool isProviderName(std::string_view name) {
  const auto is_letter = [](unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  const auto is_allowed = [&](unsigned char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

bool equalIgnoringCase(std::string_view left, std::string_view right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

}  // namespace patchbay
