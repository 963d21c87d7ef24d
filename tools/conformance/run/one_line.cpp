#include "tools/conformance/run/one_line.hpp"

#include <cstdio>

#include "core/base/utf8.hpp"

namespace patchbay::conformance {
namespace {

constexpr std::size_t kMostBytes = 1000;

std::string escaped(char c) {
  char text[5];
  std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string oneLine(std::string_view text) {
  std::string line;
  while (!text.empty() && line.size() < kMostBytes) {
    const std::size_t length = leadingUtf8(text);
    const bool is_control = length == 1 && (text.front() < 0x20 || text.front() == 0x7f);
    const bool fits = length > 0 && !is_control;
    line += fits ? std::string(text.substr(0, length)) : escaped(text.front());
    text.remove_prefix(fits ? length : 1);
  }
  return text.empty() ? line : line + "...";
}

}  // namespace patchbay::conformance
