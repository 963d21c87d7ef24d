#include "tools/sandbox/gusto/webhooks/subscription_endpoints.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "tools/sandbox/common/json_operations.hpp"
#include "tools/sandbox/gusto/api/api_gate.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

json::object describe(const Subscription& subscription) {
  json::array types;
  for (const std::string& type : subscription.types) types.emplace_back(type);
  return {{"uuid", subscription.uuid},
          {"url", subscription.url},
          {"status", nameOf(subscription.status)},
          {"subscription_types", std::move(types)}};
}

http::ServerResponse answerWith(unsigned status, const json::object& body) {
  return http::ServerResponse::json(status, json::serialize(body));
}

/// Subscriptions are the application's, so no company's token reaches them.
void requireSystemToken(const TokenPair& caller) {
  if (caller.company.empty()) return;
  throw ApiRefusal(403, "missing_scope", "This call needs a system token.");
}

json::object readBody(const http::ServerRequest& request) {
  try {
    return readJsonObject(request);
  } catch (const IntegrationError& error) {
    throw ApiRefusal(422, "invalid_parameter", error.publicText());
  }
}

const json::value& require(const json::object& body, const std::string& name) {
  const json::value* const member = body.if_contains(name);
  if (member == nullptr) {
    throw ApiRefusal(422, "missing_parameter", name + " is missing.", name);
  }
  return *member;
}

[[noreturn]] void refuseValue(const std::string& name, const std::string& wanted) {
  throw ApiRefusal(422, "invalid_attribute_value", name + " must be " + wanted + ".", name);
}

std::string requireText(const json::object& body, const std::string& name) {
  const json::value& member = require(body, name);
  if (!member.is_string()) refuseValue(name, "a text");
  return std::string(member.get_string());
}

std::vector<std::string> requireTypes(const json::object& body) {
  const std::string name = "subscription_types";
  const json::value& member = require(body, name);
  std::vector<std::string> types;
  if (member.is_array()) {
    for (const json::value& type : member.get_array()) {
      const bool is_known = type.is_string() && isSubscriptionType(type.get_string());
      if (!is_known) refuseValue(name, "a list of types such as Employee");
      types.emplace_back(type.get_string());
    }
  }
  if (types.empty()) refuseValue(name, "a list of types such as Employee");
  return types;
}

}  // namespace

Subscription& SubscriptionEndpoints::find(const http::ServerRequest& request,
                                          const TokenPair& caller) {
  requireSystemToken(caller);
  Subscription* const found = book_.find(request.pathValue("uuid"), caller.client_id);
  if (found == nullptr) throw ApiRefusal(404, "not_found", "There is no such subscription.");
  return *found;
}

http::ServerResponse SubscriptionEndpoints::create(const http::ServerRequest& request,
                                                   const TokenPair& caller) {
  requireSystemToken(caller);
  const json::object body = readBody(request);
  std::string url = requireText(body, "url");
  if (!url.starts_with("http://") && !url.starts_with("https://")) refuseValue("url", "a URL");
  const Subscription& made = book_.add(caller.client_id, std::move(url), requireTypes(body));
  sender_.sendVerificationToken(made);
  return answerWith(201, describe(made));
}

http::ServerResponse SubscriptionEndpoints::list(const TokenPair& caller) {
  requireSystemToken(caller);
  json::array subscriptions;
  for (const Subscription* one : book_.all()) {
    if (one->client_id == caller.client_id) subscriptions.push_back(describe(*one));
  }
  return http::ServerResponse::json(200, json::serialize(subscriptions));
}

http::ServerResponse SubscriptionEndpoints::show(const http::ServerRequest& request,
                                                 const TokenPair& caller) {
  return answerWith(200, describe(find(request, caller)));
}

http::ServerResponse SubscriptionEndpoints::update(const http::ServerRequest& request,
                                                   const TokenPair& caller) {
  Subscription& subscription = find(request, caller);
  subscription.types = requireTypes(readBody(request));
  return answerWith(200, describe(subscription));
}

http::ServerResponse SubscriptionEndpoints::remove(const http::ServerRequest& request,
                                                   const TokenPair& caller) {
  find(request, caller).status = Subscription::Status::removed;
  return http::ServerResponse(204);
}

http::ServerResponse SubscriptionEndpoints::verify(const http::ServerRequest& request,
                                                   const TokenPair& caller) {
  Subscription& subscription = find(request, caller);
  const std::string token = requireText(readBody(request), "verification_token");
  if (!equalInConstantTime(token, subscription.verification_token)) {
    refuseValue("verification_token", "the one that was sent to the subscription's url");
  }
  subscription.status = Subscription::Status::verified;
  return answerWith(200, describe(subscription));
}

http::ServerResponse SubscriptionEndpoints::sendTokenAgain(const http::ServerRequest& request,
                                                           const TokenPair& caller) {
  sender_.sendVerificationToken(find(request, caller));
  const json::object answer{{"message", "The verification token is sent to its url."}};
  return answerWith(200, answer);
}

http::ServerResponse SubscriptionEndpoints::healthCheck(const TokenPair& caller) const {
  requireSystemToken(caller);
  const json::object answer{{"status", "healthy"}, {"last_checked_at", toRfc3339(clock_.now())}};
  return answerWith(200, answer);
}

}  // namespace patchbay::sandbox::gusto
