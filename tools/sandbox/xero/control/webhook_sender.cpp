#include "tools/sandbox/xero/control/webhook_sender.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "tools/sandbox/common/json_operations.hpp"
#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

std::string entropy() {
  std::string letters;
  for (const char byte : crypto::randomBytes(12)) {
    letters += static_cast<char>('A' + static_cast<unsigned char>(byte) % 26);
  }
  return letters;
}

std::string envelope(json::array events, std::int64_t first, std::int64_t last) {
  return json::serialize(json::object{{"events", std::move(events)},
                                      {"firstEventSequence", first},
                                      {"lastEventSequence", last},
                                      {"entropy", entropy()}});
}

}  // namespace

std::string WebhookSender::bodyOf(const json::object& asked) {
  const json::value* const count_member = asked.if_contains("count");
  const std::int64_t count = count_member ? numberFrom1("count", *count_member) : 1;
  const std::int64_t first = sequence_ + 1;
  json::array events;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string resource = uuidFrom(crypto::randomToken());
    events.push_back(
        json::object{{"resourceUrl", "https://api.xero.com/api.xro/2.0/Invoices/" + resource},
                     {"resourceId", resource},
                     {"eventDateUtc", toRfc3339(clock_.now()).substr(0, 19) + ".123"},
                     {"eventType", textMember(asked, "type", "UPDATE")},
                     {"eventCategory", textMember(asked, "category", "INVOICE")},
                     {"tenantId", textMember(asked, "tenant")},
                     {"tenantType", "ORGANISATION"}});
    ++sequence_;
  }
  return envelope(std::move(events), first, sequence_);
}

awaitable<unsigned> WebhookSender::deliver(std::string url, std::string body, bool signed_well) {
  const std::string key = settings_.webhook_key + (signed_well ? "" : " wrong");
  std::string signature = crypto::base64(sign(key, body));
  std::string header = "x-xero-signature";
  const unsigned status = co_await post_.deliver(std::move(url), std::move(body), std::move(header),
                                                 std::move(signature));
  co_return status;
}

awaitable<http::ServerResponse> WebhookSender::sendEvents(http::ServerRequest request) {
  const json::object asked = readJsonObject(request);
  std::string url = textMember(asked, "url");
  const bool signed_well = flagMember(asked, "signed", true);
  if (!flagMember(asked, "repeat", false)) last_body_ = bodyOf(asked);
  std::string body = last_body_;
  const unsigned status = co_await deliver(std::move(url), std::move(body), signed_well);
  const json::object answer{{"status", status}};
  co_return http::ServerResponse::json(200, json::serialize(answer));
}

awaitable<http::ServerResponse> WebhookSender::askForIntent(http::ServerRequest request) {
  constexpr std::array<bool, 4> kSignedWell{true, false, true, false};
  const json::object asked = readJsonObject(request);
  const std::string url = textMember(asked, "url");
  json::array deliveries;
  bool passed = true;
  for (const bool signed_well : kSignedWell) {
    std::string target = url;
    std::string body = envelope({}, 0, 0);
    const unsigned status = co_await deliver(std::move(target), std::move(body), signed_well);
    passed = passed && status == (signed_well ? 200u : 401u);
    json::object delivery{{"signed", signed_well}, {"status", status}};
    deliveries.push_back(std::move(delivery));
  }
  const json::object answer{{"passed", passed}, {"deliveries", std::move(deliveries)}};
  co_return http::ServerResponse::json(200, json::serialize(answer));
}

}  // namespace patchbay::sandbox::xero
