#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::storm {

/// What came of asking a host for a token.
struct HandOut {
  HandOut() = default;

  unsigned status = 0;  ///< 0: no answer at all
  std::string token;    ///< empty unless `status` is 200
  std::string body;     ///< empty when `status` is 200
  TimePoint asked;      ///< before the request was sent

  /// Another try may do better.
  bool isForNow() const { return status == 0 || status == 429 || status >= 500; }
};

/// A backend and its customers' browsers, for any number of calls at once. Safe from any thread.
class Backend {
 public:
  /// @param sandbox  URL of the provider's stand-in.
  Backend(std::string api_key, std::string sandbox);

  /// The whole flow: connect session, login, consent, callback.
  /// @param callback_host  where the browser is sent back to; usually the same host.
  /// @throws std::runtime_error naming the step that failed.
  awaitable<void> connect(std::string host, std::string callback_host, std::string workspace);

  awaitable<HandOut> askForToken(std::string host, std::string workspace);
  /// Calls the provider with the token. @returns the status; 0 when there was no answer.
  awaitable<unsigned> useToken(HandOut hand_out);
  /// @returns the status; 0 when there was no answer.
  awaitable<unsigned> disconnect(std::string host, std::string workspace);
  awaitable<unsigned> statusOf(std::string url);
  /// The time that a host believes it is, by its `Date` header.
  awaitable<TimePoint> timeOf(std::string host);

 private:
  http::HttpRequest request(std::string method, std::string url) const;
  awaitable<http::HttpResponse> mustAnswer(http::HttpRequest request, unsigned status);
  awaitable<http::HttpResponse> tryToSend(http::HttpRequest request);

  std::string api_key_;
  std::string sandbox_;
  SystemClock clock_;
  std::unique_ptr<http::HttpClient> client_;
};

/// Runs `work(0)` to `work(count - 1)`, at most `width` at a time, and blocks until all have ended.
/// Throws what one of them threw.
void forAll(std::size_t count, unsigned width, std::function<awaitable<void>(std::size_t)> work);

}  // namespace patchbay::storm
