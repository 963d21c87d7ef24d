#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "core/base/log.hpp"
#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/event_post.hpp"
#include "tools/sandbox/gusto/webhooks/subscription_book.hpp"

namespace patchbay::sandbox::gusto {

/// Tells subscribers: first the verification token, unsigned, then events, each in a POST of its
/// own, signed over the raw body with that token. Used from one thread.
class EventSender {
 public:
  /// @param executor  where deliveries run that nobody waits for; `log` tells what kept them.
  /// The book, the clock and the log must outlive the sender.
  EventSender(Executor executor, SubscriptionBook& book, const Clock& clock, Log& log)
      : executor_(std::move(executor)), book_(book), clock_(clock), log_(log) {}

  /// Sends the verification token soon, after what is being answered now.
  void sendVerificationToken(const Subscription& subscription);
  /// The same for an event of a company, to all who subscribed to its type.
  void announce(const std::string& event_type, const std::string& company);

  /// `{"company", "event_type", "entity_type"?, "entity_uuid"?, "url"?, "signed"?, "repeat"?,
  /// "tries"?}` -> `{"deliveries": [{"subscription", "tries", "status"}]}`: the receivers' last
  /// statuses, 0 where nobody answered. A `url` stands in for those of the subscriptions, whose
  /// receiver may have moved. `signed: false` signs with a wrong key, `repeat: true` delivers the
  /// last event again. A delivery that is not answered with 2xx is tried up to `tries` (1) times,
  /// without Gusto's pauses; when the sixteenth fails too, the subscription is unreachable.
  awaitable<http::ServerResponse> sendEvent(http::ServerRequest request);

 private:
  /// What is delivered to a subscription, and how.
  struct Order {
    std::string body;
    std::string url;  ///< empty: the subscription's
    bool signed_well = true;
    std::int64_t tries = 1;

    explicit Order(std::string event) : body(std::move(event)) {}
  };

  std::string bodyOf(const boost::json::object& asked) const;
  void spawn(awaitable<void> deliveries);
  awaitable<void> deliverTo(std::string url, std::string verification_token);
  awaitable<void> deliverToAll(std::string event_type, std::string body);
  awaitable<boost::json::object> deliver(std::string uuid, Order order);
  Subscription* subscriptionOf(const std::string& uuid);

  const Executor executor_;
  SubscriptionBook& book_;
  const Clock& clock_;
  Log& log_;
  EventPost post_;
  std::string last_type_;
  std::string last_body_;
};

}  // namespace patchbay::sandbox::gusto
