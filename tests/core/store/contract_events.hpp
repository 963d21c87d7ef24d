#pragma once

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

constexpr Milliseconds kHold(60'000);

inline ProviderEvent makeEvent(const std::string& id, const std::string& integration = "gusto") {
  ProviderEvent event(id, EventEffect::data_changed, "tenant-" + id, kNow - Seconds(7));
  event.integration = integration;
  return event;
}

inline std::vector<std::string> eventIds(const std::vector<ProviderEvent>& events) {
  std::vector<std::string> ids;
  for (const ProviderEvent& event : events) ids.push_back(event.id);
  return ids;
}

TEST_P(IntegrationStoreContract, KeepsEventsInTheirOrder) {
  EXPECT_EQ(run(store().insertProviderEvents({makeEvent("2"), makeEvent("1")}, 10, kNow)), 2);
  const auto taken = run(otherHost().takeProviderEvents(10, kHold));
  ASSERT_EQ(eventIds(taken), (std::vector<std::string>{"2", "1"}));
  EXPECT_EQ(taken[0].integration, "gusto");
  EXPECT_EQ(taken[0].effect, EventEffect::data_changed);
  EXPECT_EQ(taken[0].tenant_id, "tenant-2");
  EXPECT_EQ(taken[0].happened_at, kNow - Seconds(7));
  EXPECT_EQ(taken[0].attempts, 1);
}

TEST_P(IntegrationStoreContract, DropsEventsThatCameBefore) {
  run(store().insertProviderEvents({makeEvent("1")}, 10, kNow));
  EXPECT_EQ(run(otherHost().insertProviderEvents({makeEvent("1"), makeEvent("2"), makeEvent("2")},
                                                 10, kNow)),
            1);
  EXPECT_EQ(run(store().insertProviderEvents({makeEvent("1", "xero")}, 10, kNow)), 1);
  EXPECT_EQ(run(store().takeProviderEvents(10, kHold)).size(), 3U);
}

TEST_P(IntegrationStoreContract, KnowsAnEventThatWasWorkedOff) {
  run(store().insertProviderEvents({makeEvent("1")}, 10, kNow));
  run(store().finishProviderEvent("gusto", "1", kNow));
  EXPECT_TRUE(run(otherHost().takeProviderEvents(10, kHold)).empty());
  EXPECT_EQ(run(store().insertProviderEvents({makeEvent("1")}, 10, kNow)), 0);
  EXPECT_EQ(run(store().removeExpired(kNow + std::chrono::days(7) - Seconds(1))), 0);
  EXPECT_EQ(run(store().removeExpired(kNow + std::chrono::days(7))), 1);
  EXPECT_EQ(run(store().insertProviderEvents({makeEvent("1")}, 10, kNow)), 1);
}

TEST_P(IntegrationStoreContract, GivesAnEventToOneHostAtATime) {
  run(store().insertProviderEvents({makeEvent("1"), makeEvent("2")}, 10, kNow));
  EXPECT_EQ(eventIds(run(store().takeProviderEvents(1, kHold))), (std::vector<std::string>{"1"}));
  EXPECT_EQ(eventIds(run(otherHost().takeProviderEvents(10, kHold))),
            (std::vector<std::string>{"2"}));
  EXPECT_TRUE(run(store().takeProviderEvents(10, kHold)).empty());
}

TEST_P(IntegrationStoreContract, GivesAnEventAgainThatItsTakerDidNotFinish) {
  run(store().insertProviderEvents({makeEvent("1")}, 10, kNow));
  run(store().takeProviderEvents(10, Milliseconds(0)));
  const auto again = run(otherHost().takeProviderEvents(10, kHold));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 2);
}

TEST_P(IntegrationStoreContract, RefusesEventsWhenTooManyWait) {
  run(store().insertProviderEvents({makeEvent("1"), makeEvent("2")}, 2, kNow));
  const auto insertThird = [this](const std::vector<ProviderEvent>& events) {
    return run(store().insertProviderEvents(events, 2, kNow));
  };
  EXPECT_EQ(codeOf([&] { insertThird({makeEvent("3")}); }), ErrorCode::temporarily_unavailable);
  EXPECT_EQ(insertThird({makeEvent("1")}), 0);
  run(store().finishProviderEvent("gusto", "1", kNow));
  EXPECT_EQ(insertThird({makeEvent("3")}), 1);
}

TEST_P(IntegrationStoreContract, KeepsTheNewestHandshakesOfEachIntegration) {
  for (int number = 1; number <= 7; ++number) {
    EventHandshake handshake;
    handshake.integration = number == 1 ? "xero" : "gusto";
    handshake.verification_token = Secret("token-" + std::to_string(number));
    handshake.received_at = kNow + Seconds(number);
    run(store().insertEventHandshake(handshake));
  }
  const auto found = run(otherHost().listEventHandshakes("gusto"));
  ASSERT_EQ(found.size(), 5U);
  EXPECT_EQ(found[0].verification_token.reveal(), "token-7");
  EXPECT_EQ(found[0].received_at, kNow + Seconds(7));
  EXPECT_EQ(found[4].verification_token.reveal(), "token-3");
  EXPECT_EQ(run(store().listEventHandshakes("xero")).size(), 1U);
}

}  // namespace patchbay::testing
