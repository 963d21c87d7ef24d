#include "core/base/provider_name.hpp"

#include <algorithm>

namespace patchbay {

bool isProviderName(std::string_view name) {
  const auto is_letter = [](unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  const auto is_allowed = [&](unsigned char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

}  // namespace patchbay
