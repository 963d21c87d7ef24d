#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/event_post.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// Delivers events as Xero does: one POST, signed over the raw body with the webhook key. Used from
/// one thread.
class WebhookSender {
 public:
  /// Both must outlive the sender.
  WebhookSender(const XeroSettings& settings, const Clock& clock)
      : settings_(settings), clock_(clock) {}

  /// `{"url", "tenant", "category"?, "type"?, "count"?, "signed"?, "repeat"?}` -> `{"status"}`: the
  /// receiver's. `signed: false` signs with a wrong key, `repeat: true` delivers the last body
  /// again.
  awaitable<http::ServerResponse> sendEvents(http::ServerRequest request);
  /// `{"url"}` -> `{"passed", "deliveries": [{"signed", "status"}]}`: bodies without events, of
  /// which the rightly signed ones must be answered 200 and the others 401.
  awaitable<http::ServerResponse> askForIntent(http::ServerRequest request);

 private:
  std::string bodyOf(const boost::json::object& asked);
  /// @returns the status; 0 when nobody answered.
  awaitable<unsigned> deliver(std::string url, std::string body, bool signed_well);

  const XeroSettings& settings_;
  const Clock& clock_;
  EventPost post_;
  std::string last_body_;
  std::int64_t sequence_ = 0;
};

}  // namespace patchbay::sandbox::xero
