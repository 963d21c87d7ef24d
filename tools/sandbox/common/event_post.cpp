#include "tools/sandbox/common/event_post.hpp"

#include <openssl/hmac.h>

#include <array>
#include <utility>

namespace patchbay::sandbox {

std::string sign(std::string_view key, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

awaitable<unsigned> EventPost::deliver(std::string url, std::string body, std::string header,
                                       std::string signature) {
  if (!client_) client_ = http::makeHttpClient({});
  http::HttpRequest request("POST", std::move(url));
  request.headers.add("Content-Type", "application/json");
  if (!header.empty()) request.headers.add(header, signature);
  request.body = std::move(body);
  unsigned status = 0;
  try {
    auto answer = co_await client_->send(std::move(request));
    status = answer.status;
  } catch (const http::TransportError&) {
    // 0 says that nobody answered.
  }
  co_return status;
}

}  // namespace patchbay::sandbox
