#include "core/data/time_zone.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace patchbay {
namespace {

constexpr const char* kDatabase = "/usr/share/zoneinfo/";
constexpr std::size_t kHeaderSize = 44;
constexpr std::size_t kTypeSize = 6;  // offset (4), is daylight saving, index of its name

/// Reads big-endian numbers; every read is checked against the end.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : text_(text) {}

  std::optional<std::int64_t> number(std::size_t at, std::size_t size) const {
    if (at > text_.size() || size > text_.size() - at) return std::nullopt;
    std::uint64_t number = 0;
    for (const char byte : text_.substr(at, size)) {
      number = (number << 8U) | static_cast<unsigned char>(byte);
    }
    const unsigned unused_bits = 64U - static_cast<unsigned>(size) * 8U;
    return static_cast<std::int64_t>(number << unused_bits) >> unused_bits;
  }

 private:
  std::string_view text_;
};

/// The counts of a header, RFC 8536 section 3.1.
struct Header {
  std::size_t is_ut = 0;
  std::size_t is_standard = 0;
  std::size_t leap_seconds = 0;
  std::size_t transitions = 0;
  std::size_t types = 0;
  std::size_t name_bytes = 0;

  /// The size of the block behind the header, when its times have `time_size` bytes.
  std::size_t blockSize(std::size_t time_size) const {
    return transitions * (time_size + 1) + types * kTypeSize + name_bytes +
           leap_seconds * (time_size + 4) + is_standard + is_ut;
  }
};

std::optional<Header> readHeader(std::string_view file, std::size_t at) {
  if (file.size() < at + kHeaderSize || file.substr(at, 4) != "TZif") return std::nullopt;
  const Bytes bytes(file);
  Header header;
  std::size_t* const counts[] = {&header.is_ut,       &header.is_standard, &header.leap_seconds,
                                 &header.transitions, &header.types,       &header.name_bytes};
  for (std::size_t i = 0; i < std::size(counts); ++i) {
    const auto count = bytes.number(at + 20 + i * 4, 4);
    if (!count || *count < 0 || static_cast<std::size_t>(*count) > file.size()) return std::nullopt;
    *counts[i] = static_cast<std::size_t>(*count);
  }
  return header;
}

std::string readFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A name from a provider must not lead out of the database's folder.
bool isZoneName(std::string_view zone) {
  return !zone.empty() && zone.size() <= 64 && zone.front() != '/' &&
         zone.find("..") == std::string_view::npos &&
         std::all_of(zone.begin(), zone.end(), [](unsigned char c) {
           return (c < 0x80 && std::isalnum(c)) || c == '/' || c == '_' || c == '-' || c == '+';
         });
}

}  // namespace

std::optional<Seconds> utcOffsetOf(std::string_view zone_file, TimePoint moment) {
  const auto old_header = readHeader(zone_file, 0);
  if (!old_header) return std::nullopt;
  // Behind the block with 32 bit times comes the same with 64 bit times.
  const std::size_t begin = kHeaderSize + old_header->blockSize(4);
  const auto header = readHeader(zone_file, begin);
  if (!header || header->types == 0) return std::nullopt;

  const Bytes bytes(zone_file);
  const std::size_t times = begin + kHeaderSize;
  const std::size_t indexes = times + header->transitions * 8;
  const std::size_t types = indexes + header->transitions;
  std::int64_t type = 0;
  for (std::size_t i = 0; i < header->transitions; ++i) {
    const auto from = bytes.number(times + i * 8, 8);
    const auto next = bytes.number(indexes + i, 1);
    if (!from || !next) return std::nullopt;
    if (*from > toEpochSeconds(moment)) break;
    type = *next;
  }
  if (type < 0 || static_cast<std::size_t>(type) >= header->types) return std::nullopt;
  const auto offset = bytes.number(types + static_cast<std::size_t>(type) * kTypeSize, 4);
  if (!offset) return std::nullopt;
  return Seconds(*offset);
}

std::optional<Seconds> utcOffset(std::string_view zone, TimePoint moment) {
  if (!isZoneName(zone)) return std::nullopt;
  return utcOffsetOf(readFile(kDatabase + std::string(zone)), moment);
}

Day dayIn(std::string_view zone, TimePoint moment) {
  return dayOf(moment + utcOffset(zone, moment).value_or(Seconds(0)));
}

}  // namespace patchbay
