#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/export.hpp"

/// What stands between the network and Beast's parser, and between the parser and the handlers.
/// Beast reads messages more generously than a server should that is reached from anywhere: the
/// scan looks at the raw bytes before Beast does, the inspection at the fields that Beast found.
namespace patchbay::http {

/// Why a request is not served. The connection is closed behind the answer.
struct Refusal {
  ErrorCode code;
  std::string_view reason;  ///< one sentence, for the caller
};

struct GuardLimits {
  std::size_t header = 16 * 1024;  ///< bytes, request line included
  std::size_t fields = 100;
  std::size_t target = 8 * 1024;  ///< bytes
  std::uint64_t body = 1024 * 1024;
};

/// Finds the end of a header in bytes that arrive piecemeal, and refuses at the first byte that
/// cannot belong to one: bytes that no method begins with (a TLS handshake), a line feed without
/// carriage return, a folded line, too many bytes or lines.
class PATCHBAY_EXPORT HeaderScan {
 public:
  explicit HeaderScan(const GuardLimits& limits) : limits_(limits) {}

  /// @param bytes  everything that came since the request began; only what is new is looked at.
  /// @returns the header's length with its empty line, 0 while it is incomplete or refused.
  std::size_t advance(std::string_view bytes);
  /// Begins with the next request.
  void restart();
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  std::size_t refuse(ErrorCode code, std::string_view reason);
  std::size_t waitForMore(std::string_view bytes);

  const GuardLimits& limits_;
  std::size_t line_ = 0;   ///< where the current line begins
  std::size_t next_ = 0;   ///< the first byte not looked at
  std::size_t lines_ = 0;  ///< complete ones
  std::optional<Refusal> refusal_;
};

/// What the server needs to know about a request that may pass.
struct RequestFacts {
  std::string_view path;        ///< raw
  std::string_view query;       ///< raw, behind `?`
  std::string_view request_id;  ///< what the caller sent, if it has a safe form
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool expects_continue = false;
  bool has_escapes = false;  ///< whether the path holds a `%`

  bool hasBody() const { return chunked || content_length > 0; }
};

using RequestHeader = boost::beast::http::request_header<boost::beast::http::fields>;

/// Checks a parsed header (RFC 9112 sections 3, 6 and 7) and fills in `facts`, whose views point
/// into `header`.
PATCHBAY_EXPORT std::optional<Refusal> inspect(const RequestHeader& header,
                                               const GuardLimits& limits, RequestFacts& facts);

/// Whether a caller's `X-Request-Id` is taken over: 1 to 64 of `[A-Za-z0-9._-]`.
PATCHBAY_EXPORT bool isSafeRequestId(std::string_view text);

}  // namespace patchbay::http
