#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "core/events/event_totals.hpp"
#include "tests/host/running_host.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEvents = "/integration/acme/events";

class EventRoutes : public ::testing::Test {
 protected:
  EventRoutes() : host(std::map<std::string, std::string>{{"ACME_EVENTS_KEY", "key-1"}}) {
    key = host.addKey({});
    host.start();
  }

  static std::string signatureOf(const std::string& body, const std::string& with = "key-1") {
    return crypto::hex(crypto::hmacSha256(Secret(with), body));
  }

  http::HttpResponse deliver(const std::string& body, const std::string& signature) {
    return host.send("POST", kEvents,
                     {{"Content-Type", "application/json"}, {"X-Acme-Signature", signature}}, body);
  }

  std::string event(const std::string& id, const std::string& effect) const {
    return R"([[")" + id + R"(",")" + effect + R"(","company-1",)" +
           std::to_string(toEpochSeconds(host.clock.now())) + "]]";
  }

  http::HttpResponse token() {
    return host.call(key, "GET", "/v1/workspaces/shop/integrations/acme/token");
  }

  /// The token route's answer once it is no longer 200: events are worked off after the answer.
  http::HttpResponse refusedToken() {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    auto answer = token();
    while (answer.status == 200 && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
      answer = token();
    }
    return answer;
  }

  static std::uint64_t countOf(const std::map<std::string, std::uint64_t>& counts,
                               const std::string& outcome) {
    const auto found = counts.find(outcome);
    return found == counts.end() ? 0 : found->second;
  }

  RunningHost host;
  std::string key;
};

TEST_F(EventRoutes, TakeWhatIsSignedAndAnswerWithNothing) {
  const auto answer = deliver("[]", signatureOf("[]"));
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(headerOf(answer, "Set-Cookie"), "");
}

TEST_F(EventRoutes, RefuseWhatIsNot) {
  for (const std::string& signature :
       {std::string(), signatureOf("[]", "key-2"), signatureOf("[ ]"), signatureOf("[]") + "0"}) {
    const auto answer = deliver("[]", signature);
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(answer.body, "");
  }
  EXPECT_EQ(host.send("POST", kEvents, {}, "[]").status, 401U);
}

TEST_F(EventRoutes, RefuseABodyThatIsTooLarge) {
  const std::string body(262'145, ' ');
  EXPECT_EQ(deliver(body, signatureOf(body)).status, 413U);
}

TEST_F(EventRoutes, AreForThoseWhoSendEvents) {
  EXPECT_EQ(host.send("POST", "/integration/nope/events", {}, "[]").status, 404U);
  EXPECT_EQ(host.send("GET", kEvents).status, 405U);
}

TEST_F(EventRoutes, ADeprovisionedCompanyRequiresAReconnect) {
  ASSERT_EQ(host.connect(key, "shop").status, 200U);
  ASSERT_EQ(token().status, 200U);
  const std::string body = event("e1", "deprovisioned");
  EXPECT_EQ(deliver(body, signatureOf(body)).status, 200U);
  const auto refused = refusedToken();
  EXPECT_EQ(refused.status, 424U);
  EXPECT_THAT(refused.body, HasSubstr("deprovisioned"));
  EXPECT_THAT(refused.body, HasSubstr("reconnect_url"));
  EXPECT_EQ(deliver(body, signatureOf(body)).status, 200U) << "once more is no trouble";
}

TEST_F(EventRoutes, ChangedDataAreFetchedAnew) {
  ASSERT_EQ(host.connect(key, "shop").status, 200U);
  const std::string path =
      "/v1/workspaces/shop/integrations/acme/data?from_date=2026-05-01&to_date=2026-05-31";
  host.acme->answer(200, R"({"Ines":"3000.00"})");
  ASSERT_EQ(host.call(key, "GET", path).status, 200U);
  ASSERT_EQ(host.call(key, "GET", path).status, 200U) << "from what is remembered";
  host.acme->answer(200, R"({"Ines":"4000.00"})");
  const std::string body = event("e1", "data_changed");
  EXPECT_EQ(deliver(body, signatureOf(body)).status, 200U);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string data = host.call(key, "GET", path).body;
  while (data.find("4000.00") == std::string::npos && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
    data = host.call(key, "GET", path).body;
  }
  EXPECT_THAT(data, HasSubstr("4000.00")) << "events are worked off after the answer";
}

TEST_F(EventRoutes, AreCounted) {
  const auto before = eventTotals()["acme"];
  const std::string body = event("e1", "data_changed");
  deliver(body, signatureOf(body));
  deliver(body, signatureOf(body));
  deliver(body, "wrong");
  host.send("POST", kEvents, {}, "key=very-secret");
  auto after = eventTotals()["acme"];
  for (const char* outcome : {"accepted", "duplicate", "refused", "handshake"}) {
    EXPECT_EQ(after.deliveries[outcome], countOf(before.deliveries, outcome) + 1) << outcome;
  }
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (countOf(after.worked_off, "done") == countOf(before.worked_off, "done") &&
         std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
    after = eventTotals()["acme"];
  }
  const std::string metrics = host.send("GET", "/metrics").body;
  const std::string of = R"({integration="acme",outcome=")";
  EXPECT_THAT(metrics, HasSubstr("\npatchbay_event_deliveries_total" + of + "duplicate\"} "));
  EXPECT_THAT(metrics, HasSubstr("\npatchbay_events_worked_off_total" + of + "done\"} "));
  EXPECT_THAT(metrics, HasSubstr("\npatchbay_events_waiting "));
}

TEST_F(EventRoutes, KeepAHandshakeOutOfTheLog) {
  const auto answer = host.send("POST", kEvents, {}, "key=very-secret");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_THAT(host.log.text(), Not(HasSubstr("very-secret")));
  EXPECT_THAT(host.log.text(), HasSubstr("event_handshake_received"));
}

}  // namespace
}  // namespace patchbay::testing
