#pragma once

#include <string>

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/gusto/webhooks/event_sender.hpp"
#include "tools/sandbox/gusto/webhooks/subscription_book.hpp"

namespace patchbay::sandbox::gusto {

/// `/v1/webhook_subscriptions` and `/v1/webhooks/health_check`, once the gate has let a caller
/// through, who needs a system token. Throws `ApiRefusal`. Used from one thread.
class SubscriptionEndpoints {
 public:
  /// All must outlive the endpoints.
  SubscriptionEndpoints(SubscriptionBook& book, EventSender& sender, const Clock& clock)
      : book_(book), sender_(sender), clock_(clock) {}

  http::ServerResponse create(const http::ServerRequest& request, const TokenPair& caller);
  http::ServerResponse list(const TokenPair& caller);
  http::ServerResponse show(const http::ServerRequest& request, const TokenPair& caller);
  /// Other types; the subscription stays verified.
  http::ServerResponse update(const http::ServerRequest& request, const TokenPair& caller);
  http::ServerResponse remove(const http::ServerRequest& request, const TokenPair& caller);
  http::ServerResponse verify(const http::ServerRequest& request, const TokenPair& caller);
  http::ServerResponse sendTokenAgain(const http::ServerRequest& request, const TokenPair& caller);
  http::ServerResponse healthCheck(const TokenPair& caller) const;

 private:
  Subscription& find(const http::ServerRequest& request, const TokenPair& caller);

  SubscriptionBook& book_;
  EventSender& sender_;
  const Clock& clock_;
};

}  // namespace patchbay::sandbox::gusto
