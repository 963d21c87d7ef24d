#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::storm {

/// What refreshing costs without a host: the same HTTP client in a loop, and nothing else.
class BareLoop {
 public:
  /// @param sandbox  its URL.
  BareLoop(std::string sandbox, unsigned width);

  /// Gets itself pairs to refresh.
  void prepare(std::size_t pairs);
  /// Refreshes each once. @returns how long that took.
  std::chrono::duration<double> run();

 private:
  awaitable<void> connect(std::size_t pair);
  awaitable<void> refresh(std::size_t pair);
  http::HttpRequest tokenRequest(const std::string& members) const;

  const std::string sandbox_;
  const unsigned width_;
  std::unique_ptr<http::HttpClient> client_;
  std::vector<std::string> refresh_tokens_;
};

}  // namespace patchbay::storm
