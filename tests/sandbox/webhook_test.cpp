#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <string>
#include <utility>

#include "tests/sandbox/event_receiver.hpp"
#include "tests/sandbox/sandbox_fixture.hpp"
#include "tools/sandbox/common/event_post.hpp"

// Webhook subscriptions and deliveries as the fact sheet of Gusto has them (section 5).

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using testing::PlainAnswer;

class Webhooks : public SandboxTest {
 protected:
  PlainAnswer call(std::string method, const std::string& path, const json::object& body = {}) {
    testing::PlainRequest request = testing::postJson("/v1/webhook_subscriptions" + path, body);
    request.method = std::move(method);
    request.headers.emplace_back("Authorization", "Bearer " + bearer);
    return send(request);
  }

  PlainAnswer create(const std::string& url, json::array types = {"Company", "Employee"}) {
    return call("POST", "", {{"url", url}, {"subscription_types", std::move(types)}});
  }

  /// A subscription that is verified; returns its uuid.
  std::string subscribe(EventReceiver& receiver, json::array types = {"Company", "Employee"}) {
    const std::string uuid =
        text(create(receiver.url(), std::move(types)).json().as_object(), "uuid");
    key = tokenIn(receiver.await(1));
    EXPECT_EQ(call("PUT", "/" + uuid + "/verify", {{"verification_token", key}}).status, 200u);
    return uuid;
  }

  static std::string tokenIn(const http::ServerRequest& handshake) {
    return text(json::parse(handshake.body).as_object(), "verification_token");
  }

  static std::string hexOf(const std::string& bytes) {
    std::string digits;
    for (const char byte : bytes) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      digits += kDigits[static_cast<unsigned char>(byte) / 16];
      digits += kDigits[static_cast<unsigned char>(byte) % 16];
    }
    return digits;
  }

  static json::object event(const char* type, json::object more = {}) {
    more["company"] = kCompany;
    more["event_type"] = type;
    return more;
  }

  std::string statusOf(const std::string& uuid) {
    return text(call("GET", "/" + uuid).json().as_object(), "status");
  }

  static void expectError(const PlainAnswer& answer, unsigned status, std::string_view category) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.json().at("errors").at(0).at("category").as_string(), category);
  }

  std::string bearer = systemToken();
  std::string key;
};

TEST_F(Webhooks, AreVerifiedWithTheTokenThatIsSentToTheUrl) {
  EventReceiver receiver;
  const PlainAnswer created = create(receiver.url());
  ASSERT_EQ(created.status, 201u) << created.body;
  const json::object subscription = created.json().as_object();
  EXPECT_EQ(subscription.at("status"), "pending");
  EXPECT_EQ(text(subscription, "url"), receiver.url());
  EXPECT_EQ(subscription.at("subscription_types"), (json::array{"Company", "Employee"}));
  const http::ServerRequest handshake = receiver.await(1);
  EXPECT_FALSE(handshake.header("X-Gusto-Signature")) << "there is no key yet";
  const std::string path = "/" + text(subscription, "uuid") + "/verify";
  expectError(call("PUT", path, {{"verification_token", "guessed"}}), 422,
              "invalid_attribute_value");
  EXPECT_EQ(statusOf(text(subscription, "uuid")), "pending");
  const auto verified = call("PUT", path, {{"verification_token", tokenIn(handshake)}});
  EXPECT_EQ(verified.status, 200u);
  EXPECT_EQ(verified.json().at("status"), "verified");
}

TEST_F(Webhooks, GetTheirTokenAgainWhenItWasLost) {
  EventReceiver receiver;
  const std::string uuid = subscribe(receiver);
  const auto answer = call("GET", "/" + uuid + "/request_verification_token");
  EXPECT_EQ(answer.status, 200u);
  EXPECT_NE(text(answer.json().as_object(), "message"), "");
  EXPECT_EQ(tokenIn(receiver.await(2)), key);
}

TEST_F(Webhooks, AreListedChangedAndRemoved) {
  EventReceiver receiver;
  const std::string uuid = subscribe(receiver);
  EXPECT_EQ(call("GET", "").json().as_array().size(), 1u);
  const auto changed = call("PUT", "/" + uuid, {{"subscription_types", json::array{"Payroll"}}});
  EXPECT_EQ(changed.json().at("subscription_types"), (json::array{"Payroll"}));
  EXPECT_TRUE(control_.sendEvent(event("employee.updated")).empty());
  EXPECT_EQ(call("DELETE", "/" + uuid).status, 204u);
  EXPECT_TRUE(control_.sendEvent(event("payroll.processed")).empty());
  expectError(call("GET", "/" + uuid), 404, "not_found");
  EXPECT_TRUE(call("GET", "").json().as_array().empty());
}

TEST_F(Webhooks, NeedASystemToken) {
  bearer = text(connect(), "access_token");
  EXPECT_EQ(create("http://127.0.0.1:1/").status, 403u);
  EXPECT_EQ(call("GET", "").status, 403u);
  bearer = "unknown";
  expectError(call("GET", ""), 401, "invalid_token");
}

TEST_F(Webhooks, RefuseWhatIsMissingOrUnknown) {
  expectError(call("POST", "", {{"url", "http://127.0.0.1:1/"}}), 422, "missing_parameter");
  expectError(create("nowhere"), 422, "invalid_attribute_value");
  expectError(create("http://127.0.0.1:1/", {"Weather"}), 422, "invalid_attribute_value");
  expectError(call("PUT", "/no-such/verify", {{"verification_token", "a"}}), 404, "not_found");
}

TEST_F(Webhooks, TellTheirHealth) {
  const auto answer = get("/v1/webhooks/health_check", bearer);
  EXPECT_EQ(answer.json().at("status"), "healthy");
  EXPECT_EQ(answer.json().at("last_checked_at"), "2026-01-01T00:00:00Z");
}

TEST_F(Webhooks, SignTheBodyInLowerCaseHexWithTheVerificationToken) {
  EventReceiver receiver;
  const std::string uuid = subscribe(receiver);
  const auto deliveries = control_.sendEvent(event("employee.updated"));
  ASSERT_EQ(deliveries.size(), 1u);
  EXPECT_EQ(deliveries.at(0),
            (json::object{{"subscription", uuid}, {"tries", 1}, {"status", 200}}));
  const http::ServerRequest delivered = receiver.await(2);
  EXPECT_EQ(delivered.header("X-Gusto-Signature"), hexOf(sign(key, delivered.body)));
  const json::object sent = json::parse(delivered.body).as_object();
  EXPECT_EQ(sent.at("event_type"), "employee.updated");
  EXPECT_EQ(sent.at("resource_type"), "Company");
  EXPECT_EQ(sent.at("resource_uuid"), json::string(kCompany));
  EXPECT_EQ(sent.at("entity_type"), "Employee");
  EXPECT_EQ(sent.at("timestamp"), 1'767'225'600);
  EXPECT_EQ(sent.size(), 7u) << "with uuid and entity_uuid";
}

TEST_F(Webhooks, DeliverTheSameEventAgain) {
  EventReceiver receiver;
  subscribe(receiver);
  control_.sendEvent(event("employee.updated"));
  control_.sendEvent({{"repeat", true}});
  EXPECT_EQ(receiver.await(3).body, receiver.await(2).body);
  control_.sendEvent({{"repeat", true}, {"signed", false}});
  EXPECT_NE(receiver.await(4).header("X-Gusto-Signature"),
            receiver.await(3).header("X-Gusto-Signature"));
}

TEST_F(Webhooks, AreToldOfTheirTypesOnly) {
  EventReceiver receiver;
  subscribe(receiver, {"EmployeeJobCompensation"});
  EXPECT_TRUE(control_.sendEvent(event("employee.updated")).empty());
  EXPECT_EQ(control_.sendEvent(event("employee_job_compensation.updated")).size(), 1u);
  EXPECT_EQ(send(testing::postJson("/sandbox/events", event("weather.changed"))).status, 400u);
}

TEST_F(Webhooks, AreNotToldBeforeTheyAreVerified) {
  EventReceiver receiver;
  create(receiver.url());
  receiver.await(1);
  EXPECT_TRUE(control_.sendEvent(event("employee.updated")).empty());
}

TEST_F(Webhooks, AreTriedAgainUntilTheyAcknowledge) {
  EventReceiver receiver({200, 503, 500, 204});
  subscribe(receiver);
  const auto deliveries = control_.sendEvent(event("employee.updated", {{"tries", 16}}));
  EXPECT_EQ(deliveries.at(0).at("tries"), 3);
  EXPECT_EQ(deliveries.at(0).at("status"), 204);
}

TEST_F(Webhooks, AreGivenUpAfterSixteenTries) {
  std::vector<unsigned> statuses(17, 503);
  statuses.front() = 200;
  EventReceiver receiver(std::move(statuses));
  const std::string uuid = subscribe(receiver);
  control_.sendEvent(event("employee.updated", {{"tries", 16}}));
  EXPECT_EQ(receiver.count(), 17u);
  EXPECT_EQ(statusOf(uuid), "unreachable");
  EXPECT_TRUE(control_.sendEvent(event("employee.updated")).empty());
}

TEST_F(Webhooks, AreToldWhenACustomerRemovesTheApplication) {
  EventReceiver receiver;
  subscribe(receiver);
  connect();
  control_.removeApplication(kCompany);
  const json::object sent = json::parse(receiver.await(2).body).as_object();
  EXPECT_EQ(sent.at("event_type"), "company.deprovisioned");
  EXPECT_EQ(sent.at("resource_uuid"), json::string(kCompany));
  EXPECT_EQ(sent.at("entity_uuid"), json::string(kCompany));
}

}  // namespace
}  // namespace patchbay::sandbox
