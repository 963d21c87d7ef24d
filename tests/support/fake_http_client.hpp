#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/http/http_client.hpp"

namespace patchbay::testing {

/// A provider made of scripted answers, given in order. It remembers what it was asked; a request
/// that nothing was scripted for fails, naming method and URL.
class FakeHttpClient final : public http::HttpClient {
 public:
  void answer(unsigned status, std::string body,
              std::vector<std::pair<std::string, std::string>> headers = {});
  void fail(http::TransportFault fault);

  awaitable<http::HttpResponse> send(http::HttpRequest request) override;

  /// Called before each request is answered, on the requester's thread; may block it.
  std::function<void(const http::HttpRequest&)> before_answer;

  /// What was asked so far, in order.
  std::vector<http::HttpRequest> requests() const;
  http::HttpRequest lastRequest() const;
  /// Whether every scripted answer was fetched.
  bool isExhausted() const;

 private:
  using Scripted = std::variant<http::HttpResponse, http::TransportFault>;

  mutable std::mutex mutex_;
  std::deque<Scripted> script_;
  std::vector<http::HttpRequest> requests_;
};

/// A header of a recorded request; empty when it was not sent.
std::string headerOf(const http::HttpRequest& request, std::string_view name);

}  // namespace patchbay::testing
