#include "core/http/server/chunked_body.hpp"

#include <algorithm>

#include "core/base/hex_value.hpp"

namespace patchbay::http::server {
namespace {

constexpr Refusal kBadChunk{ErrorCode::invalid_request,
                            "The chunked body is malformed, or has an extension or a trailer."};
constexpr Refusal kTooLarge{ErrorCode::payload_too_large,
                            "The body is larger than this host accepts."};

/// More digits than any body within a limit needs; keeps the size from overflowing.
constexpr unsigned kMostDigits = 8;

}  // namespace

std::size_t ChunkedBody::advance(std::string_view bytes, std::string& body) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !complete() && !refusal_) {
    if (state_ == State::data) {
      taken += takeData(bytes.substr(taken), body);
    } else {
      takeByte(bytes[taken++]);
    }
  }
  return taken;
}

std::size_t ChunkedBody::takeData(std::string_view bytes, std::string& body) {
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(size_, bytes.size()));
  body.append(bytes.substr(0, length));
  size_ -= length;
  if (size_ == 0) state_ = State::data_cr;
  return length;
}

void ChunkedBody::takeByte(char byte) {
  switch (state_) {
    case State::size:
      return takeSizeByte(byte);
    case State::size_end:
      return endSize(byte);
    case State::data_cr:
      return expect('\r', byte, State::data_lf);
    case State::data_lf:
      return expect('\n', byte, State::size);
    case State::last_cr:
      return expect('\r', byte, State::last_lf);
    case State::last_lf:
      return expect('\n', byte, State::complete);
    case State::data:
    case State::complete:
      return;
  }
}

void ChunkedBody::takeSizeByte(char byte) {
  const int digit = hexValue(byte);
  if (digit >= 0 && digits_ < kMostDigits) {
    size_ = size_ * 16 + static_cast<std::uint64_t>(digit);
    ++digits_;
    return;
  }
  if (byte != '\r' || digits_ == 0) {
    refusal_ = kBadChunk;
    return;
  }
  state_ = State::size_end;
}

void ChunkedBody::endSize(char byte) {
  total_ += size_;
  if (byte != '\n') {
    refusal_ = kBadChunk;
  } else if (total_ > limit_) {
    refusal_ = kTooLarge;
  } else {
    state_ = size_ == 0 ? State::last_cr : State::data;
    digits_ = 0;
  }
}

void ChunkedBody::expect(char wanted, char byte, State next) {
  if (byte != wanted) {
    refusal_ = kBadChunk;
    return;
  }
  state_ = next;
}

}  // namespace patchbay::http::server
