#include "tools/sandbox/gusto/webhooks/event_sender.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <exception>
#include <utility>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "tools/sandbox/common/json_operations.hpp"
#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

constexpr const char* kSignatureHeader = "X-Gusto-Signature";
// Then Gusto gives a subscription up, after about three days.
constexpr std::int64_t kMostTries = 16;

std::string newUuid() { return uuidFrom(crypto::randomToken()); }

bool isTaken(unsigned status) { return status >= 200 && status < 300; }

std::string eventOf(const std::string& type, const std::string& company,
                    const std::string& entity_type, const std::string& entity_uuid,
                    TimePoint when) {
  return json::serialize(json::object{{"uuid", newUuid()},
                                      {"event_type", type},
                                      {"resource_type", "Company"},
                                      {"resource_uuid", company},
                                      {"entity_type", entity_type},
                                      {"entity_uuid", entity_uuid},
                                      {"timestamp", toEpochSeconds(when)}});
}

}  // namespace

void EventSender::sendVerificationToken(const Subscription& subscription) {
  spawn(deliverTo(subscription.url, subscription.verification_token));
}

void EventSender::spawn(awaitable<void> deliveries) {
  boost::asio::co_spawn(executor_, std::move(deliveries), [this](std::exception_ptr failure) {
    if (failure) log_.error("event_not_delivered");
  });
}

awaitable<void> EventSender::deliverTo(std::string url, std::string verification_token) {
  std::string body =
      json::serialize(json::object{{"verification_token", std::move(verification_token)}});
  co_await post_.deliver(std::move(url), std::move(body), std::string(), std::string());
}

void EventSender::announce(const std::string& event_type, const std::string& company) {
  const std::string type(typeOf(event_type));
  std::string body = eventOf(event_type, company, type, company, clock_.now());
  spawn(deliverToAll(event_type, std::move(body)));
}

awaitable<void> EventSender::deliverToAll(std::string event_type, std::string body) {
  std::vector<std::string> uuids;
  for (const Subscription* one : book_.toldOf(event_type)) uuids.push_back(one->uuid);
  Order order(std::move(body));
  order.tries = kMostTries;
  for (const std::string& uuid : uuids) co_await deliver(uuid, order);
}

std::string EventSender::bodyOf(const json::object& asked) const {
  const std::string type = textMember(asked, "event_type");
  const std::string_view known = typeOf(type);
  if (known.empty()) {
    refuseOperation("`event_type` must be an event of a subscription type, as `employee.updated`.");
  }
  const std::string company = textMember(asked, "company");
  const std::string entity = known == "Company" ? company : newUuid();
  return eventOf(type, company, textMember(asked, "entity_type", std::string(known)),
                 textMember(asked, "entity_uuid", entity), clock_.now());
}

awaitable<http::ServerResponse> EventSender::sendEvent(http::ServerRequest request) {
  const json::object asked = readJsonObject(request);
  if (!flagMember(asked, "repeat", false)) {
    last_body_ = bodyOf(asked);
    last_type_ = textMember(asked, "event_type");
  }
  Order order(last_body_);
  order.url = textMember(asked, "url");
  order.signed_well = flagMember(asked, "signed", true);
  const json::value* const tries = asked.if_contains("tries");
  if (tries != nullptr) order.tries = numberFrom1("tries", *tries);
  std::vector<std::string> uuids;
  for (const Subscription* one : book_.toldOf(last_type_)) uuids.push_back(one->uuid);
  json::array deliveries;
  for (const std::string& uuid : uuids) {
    auto delivery = co_await deliver(uuid, order);
    deliveries.push_back(std::move(delivery));
  }
  const json::object answer{{"deliveries", std::move(deliveries)}};
  co_return http::ServerResponse::json(200, json::serialize(answer));
}

awaitable<json::object> EventSender::deliver(std::string uuid, Order order) {
  unsigned status = 0;
  std::int64_t tried = 0;
  // Looked up each time: it may be removed while a receiver takes its time.
  for (const Subscription* one = subscriptionOf(uuid);
       one != nullptr && tried < order.tries && !isTaken(status); one = subscriptionOf(uuid)) {
    ++tried;
    const std::string key = one->verification_token + (order.signed_well ? "" : " wrong");
    std::string signature = crypto::hex(sign(key, order.body));
    std::string url = order.url.empty() ? one->url : order.url;
    std::string body = order.body;
    std::string header = kSignatureHeader;
    status = co_await post_.deliver(std::move(url), std::move(body), std::move(header),
                                    std::move(signature));
  }
  Subscription* const left = subscriptionOf(uuid);
  if (left != nullptr && !isTaken(status) && tried >= kMostTries) {
    left->status = Subscription::Status::unreachable;
  }
  co_return json::object{{"subscription", uuid}, {"tries", tried}, {"status", status}};
}

Subscription* EventSender::subscriptionOf(const std::string& uuid) {
  for (Subscription* one : book_.all()) {
    if (one->uuid == uuid) return one;
  }
  return nullptr;
}

}  // namespace patchbay::sandbox::gusto
