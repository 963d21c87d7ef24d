#include "core/base/utf8.hpp"

namespace patchbay {
namespace {

struct Sequence {
  std::size_t length;
  unsigned char second_least;
  unsigned char second_most;
};

// RFC 3629 section 4: the first byte decides the length and what the second byte may be.
Sequence sequenceOf(unsigned char first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xC2) return {0, 0, 0};
  if (first < 0xE0) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

std::size_t leadingUtf8(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const Sequence sequence = sequenceOf(byte(0));
  if (sequence.length < 2) return sequence.length;
  if (text.size() < sequence.length) return 0;
  if (byte(1) < sequence.second_least || byte(1) > sequence.second_most) return 0;
  for (std::size_t at = 2; at < sequence.length; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return 0;
  }
  return sequence.length;
}

bool isCleanUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = leadingUtf8(bytes);
    if (length == 0 || bytes.front() == '\0') return false;
    bytes.remove_prefix(length);
  }
  return true;
}

}  // namespace patchbay
