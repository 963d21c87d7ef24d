#include "host/commands/duration.hpp"

#include <charconv>
#include <string>

namespace patchbay::host {

std::optional<Seconds> parseDuration(std::string_view text) {
  constexpr std::string_view kUnits = "smhd";
  constexpr std::int64_t kSeconds[] = {1, 60, 3'600, 86'400};
  constexpr std::int64_t kMost = 3'650LL * 86'400;
  const auto unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (unit == std::string_view::npos) return std::nullopt;
  std::int64_t count = 0;
  const char* const end = text.data() + text.size() - 1;
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || rest != end || count < 1 || count > kMost / kSeconds[unit]) {
    return std::nullopt;
  }
  return Seconds(count * kSeconds[unit]);
}

}  // namespace patchbay::host
