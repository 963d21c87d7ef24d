#include "tests/support/fake_http_client.hpp"

#include <stdexcept>

namespace patchbay::testing {

void FakeHttpClient::answer(unsigned status, std::string body,
                            std::vector<std::pair<std::string, std::string>> headers) {
  http::HeaderFields fields;
  for (auto& [name, value] : headers) fields.add(std::move(name), std::move(value));
  const std::lock_guard lock(mutex_);
  script_.emplace_back(http::HttpResponse(status, std::move(fields), std::move(body)));
}

void FakeHttpClient::fail(http::TransportFault fault) {
  const std::lock_guard lock(mutex_);
  script_.emplace_back(fault);
}

awaitable<http::HttpResponse> FakeHttpClient::send(http::HttpRequest request) {
  if (before_answer) before_answer(request);
  const std::lock_guard lock(mutex_);
  const auto asked = request.method + " " + request.url;
  requests_.push_back(std::move(request));
  if (script_.empty()) throw std::logic_error("no answer is scripted for " + asked);
  auto next = std::move(script_.front());
  script_.pop_front();
  if (const auto* fault = std::get_if<http::TransportFault>(&next)) {
    throw http::TransportError(*fault, asked + ": scripted fault");
  }
  co_return std::get<http::HttpResponse>(std::move(next));
}

std::vector<http::HttpRequest> FakeHttpClient::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

http::HttpRequest FakeHttpClient::lastRequest() const {
  const std::lock_guard lock(mutex_);
  if (requests_.empty()) throw std::logic_error("nothing was asked");
  return requests_.back();
}

bool FakeHttpClient::isExhausted() const {
  const std::lock_guard lock(mutex_);
  return script_.empty();
}

std::string headerOf(const http::HttpRequest& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or(""));
}

}  // namespace patchbay::testing
