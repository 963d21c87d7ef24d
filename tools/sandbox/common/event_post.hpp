#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/awaitable.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::sandbox {

/// HMAC-SHA256 as 32 raw bytes, without the product's own code for it: what a stand-in signs is
/// what that is tested against.
std::string sign(std::string_view key, std::string_view body);

/// Posts JSON to whoever subscribed to a provider's events. Used from one thread.
class EventPost {
 public:
  /// @param header     the name of the signature's header; empty for a post without one.
  /// @param signature  its value.
  /// @returns the receiver's status; 0 when nobody answered.
  awaitable<unsigned> deliver(std::string url, std::string body, std::string header,
                              std::string signature);

 private:
  std::unique_ptr<http::HttpClient> client_;  ///< made when it is first needed
};

}  // namespace patchbay::sandbox
