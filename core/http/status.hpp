#pragma once

namespace patchbay::http {

/// A status that says "not now" and nothing of the request itself: 408, 425 (RFC 8470), 429 (RFC
/// 6585), 503.
constexpr bool asksToWait(unsigned status) {
  return status == 408 || status == 425 || status == 429 || status == 503;
}

}  // namespace patchbay::http
