#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <string>

namespace patchbay::http::server {

/// Appends without the temporary string of `std::to_string`.
template <std::integral Number>
void appendNumber(std::string& text, Number number, int base = 10) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  text.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace patchbay::http::server
