#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/export.hpp"
#include "core/http/request_guard.hpp"

namespace patchbay::http::server {

/// Decodes a chunked body (RFC 9112 section 7.1) that arrives piecemeal, without the parts nobody
/// needs and smugglers like: extensions and trailers are refused.
class PATCHBAY_EXPORT ChunkedBody {
 public:
  /// @param limit  of the decoded body, bytes.
  explicit ChunkedBody(std::uint64_t limit) : limit_(limit) {}

  /// Takes what it can from `bytes` and appends the content to `body`.
  /// @returns how many bytes were taken; after `complete()` the rest belongs to the next request.
  std::size_t advance(std::string_view bytes, std::string& body);

  bool complete() const { return state_ == State::complete; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  enum class State { size, size_end, data, data_cr, data_lf, last_cr, last_lf, complete };

  void takeByte(char byte);
  void takeSizeByte(char byte);
  void endSize(char byte);
  void expect(char wanted, char byte, State next);
  std::size_t takeData(std::string_view bytes, std::string& body);

  State state_ = State::size;
  std::uint64_t limit_;
  std::uint64_t total_ = 0;
  std::uint64_t size_ = 0;  ///< of the current chunk; counts down while its data is taken
  unsigned digits_ = 0;
  std::optional<Refusal> refusal_;
};

}  // namespace patchbay::http::server
