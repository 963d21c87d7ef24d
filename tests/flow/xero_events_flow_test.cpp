#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

#include "core/events/event_totals.hpp"
#include "tests/flow/xero_fixture.hpp"

// What Xero tells by itself: from the sandbox's webhooks through the real plugin.

namespace patchbay {
namespace {

namespace json = boost::json;
using testing::Answer;

constexpr const char* kData = "data?from_date=2025-08-01&to_date=2025-09-30";

class XeroEventsFlow : public testing::XeroFlow {
 protected:
  XeroEventsFlow() : XeroFlow({{"XERO_EVENTS_SIGNING_KEY", "sandbox-webhook-key"}}) {}

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(host.port()) + "/integration/xero/events";
  }

  /// Delivers an event of the roaster's, or what `more` makes of it; returns the host's status.
  std::int64_t deliver(json::object more = {}) {
    more["url"] = url();
    more["tenant"] = kRoaster;
    return sandbox.control().xero("events", more).at("status").to_number<std::int64_t>();
  }

  /// Counted over all hosts of this process.
  static std::uint64_t counted(const std::string& outcome) {
    return eventTotals()["xero"].deliveries[outcome];
  }

  /// Whether Xero is asked for data again, now or soon: events are worked off after the answer.
  bool isAskedAgain() {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (callsFor("") == 0 && std::chrono::steady_clock::now() < give_up) {
      EXPECT_EQ(client.look("shop", kData).status, 200u);
      std::this_thread::yield();
    }
    return callsFor("") > 0;
  }
};

TEST_F(XeroEventsFlow, AreWantedAsTheIntentToReceiveAsks) {
  const json::object answer = sandbox.control().xero("intent-to-receive", {{"url", url()}});
  EXPECT_EQ(answer.at("passed"), true) << answer;
  EXPECT_EQ(answer.at("deliveries").as_array().size(), 4u);
}

TEST_F(XeroEventsFlow, OfABookingMakeDataBeFetchedAnew) {
  client.connect("shop", kRoaster);
  const Answer before = client.look("shop", kData);
  ASSERT_EQ(before.status, 200u) << before.json;
  sandbox.control().clearXeroCalls();
  EXPECT_EQ(client.look("shop", kData).status, 200u);
  EXPECT_EQ(callsFor(""), 0u);
  EXPECT_EQ(deliver({{"category", "CREDITNOTE"}}), 200);
  EXPECT_TRUE(isAskedAgain());
  EXPECT_EQ(client.look("shop", kData).json.at("data"), before.json.at("data"));
}

TEST_F(XeroEventsFlow, ThatComeAgainAreDropped) {
  const auto accepted = counted("accepted");
  const auto duplicate = counted("duplicate");
  EXPECT_EQ(deliver(), 200);
  EXPECT_EQ(deliver({{"repeat", true}}), 200);
  EXPECT_EQ(deliver({{"count", 3}}), 200);
  EXPECT_EQ(counted("accepted"), accepted + 2);
  EXPECT_EQ(counted("duplicate"), duplicate + 1);
}

TEST_F(XeroEventsFlow, AreRefusedWithAWrongSignature) {
  client.connect("shop", kRoaster);
  ASSERT_EQ(client.look("shop", kData).status, 200u);
  sandbox.control().clearXeroCalls();
  const auto refused = counted("refused");
  EXPECT_EQ(deliver({{"signed", false}}), 401);
  EXPECT_EQ(counted("refused"), refused + 1);
  EXPECT_EQ(client.look("shop", kData).status, 200u);
  EXPECT_EQ(callsFor(""), 0u);
}

}  // namespace
}  // namespace patchbay
