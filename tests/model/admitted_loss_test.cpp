#include <gtest/gtest.h>

#include <algorithm>

#include "tests/model/protocol_model.hpp"
#include "tests/model/scenarios.hpp"

// What the rotations admit does happen in the model, and only as stated: a search in which nothing
// can be lost would prove nothing.

namespace patchbay::model {
namespace {

Scenario twoHosts(const ProviderRules& rules, std::uint8_t faults) {
  Scenario scenario;
  scenario.rules = rules;
  scenario.budget.faults = faults;
  scenario.budget.expiries = 1;
  return scenario;
}

template <typename Condition>
bool happens(const Scenario& scenario, Condition condition) {
  const ProtocolModel model(scenario);
  ProtocolExplorer explorer(model);
  explorer.run();
  return explorer.findState([&](const World& world) {
    const Record& record = world.database[kFirstGrant];
    return record.is_present != 0 && condition(world, record);
  }) != nullptr;
}

bool endsAs(const ProviderRules& rules, std::uint8_t faults, ReconnectCause cause) {
  return happens(twoHosts(rules, faults),
                 [&](const World&, const Record& record) { return record.cause() == cause; });
}

TEST(WithoutFaults, NoStoredPairIsEverDead) {
  for (const auto& rules : {kNone, kGrace, kUntilFirstUse, kStrict, kStrictReuseEndsConsent}) {
    const auto isReported = [](const World&, const Record& record) {
      return record.cause() != ReconnectCause::none;
    };
    EXPECT_FALSE(happens(twoHosts(rules, 0), isReported)) << rules.name;
  }
}

TEST(NoRotation, LosesNothingWhateverHappens) {
  EXPECT_FALSE(endsAs(kNone, 3, ReconnectCause::lost_rotation));
  EXPECT_FALSE(endsAs(kNone, 3, ReconnectCause::revoked));
}

TEST(RotationUntilFirstUse, LosesNothingWhateverHappens) {
  EXPECT_FALSE(endsAs(kUntilFirstUse, 3, ReconnectCause::lost_rotation));
  EXPECT_FALSE(endsAs(kUntilFirstUse, 3, ReconnectCause::revoked));
}

TEST(RotationWithGrace, LosesAPairOnlyWhenNobodyTriesAgainInTime) {
  EXPECT_TRUE(endsAs(kGrace, 1, ReconnectCause::lost_rotation));
  EXPECT_FALSE(endsAs(kGrace, 3, ReconnectCause::revoked));
}

TEST(StrictRotation, LosesAPairToOneFaultBetweenSendAndCommit) {
  EXPECT_TRUE(endsAs(kStrict, 1, ReconnectCause::lost_rotation));
  EXPECT_FALSE(endsAs(kStrict, 3, ReconnectCause::revoked));
}

TEST(StrictRotation, OutlivesALeaseThatRunsOutUnderWay) {
  const auto isLostToALapse = [](const World& world, const Record& record) {
    const IssuedPair& token = world.provider.token(record.pair);
    const bool nobody_is_at_it =
        std::all_of(world.hosts.begin(), world.hosts.end(),
                    [](const Host& host) { return host.phase == Phase::idle; });
    return nobody_is_at_it && token.death == Death::rotated && token.excuses == kLeaseLapsed;
  };
  EXPECT_FALSE(happens(twoHosts(kStrict, 2), isLostToALapse));
}

TEST(StrictRotationThatEndsTheConsentAtReuse, ReportsThatAsRevoked) {
  EXPECT_TRUE(endsAs(kStrictReuseEndsConsent, 1, ReconnectCause::lost_rotation));
  EXPECT_TRUE(endsAs(kStrictReuseEndsConsent, 1, ReconnectCause::revoked));
}

// A request that its host has given up may still end the pair that the next one brought.
TEST(YoungestPairOnly, LosesAPairToARequestLeftBehind) {
  EXPECT_TRUE(endsAs(kUntilFirstUseYoungestOnly, 1, ReconnectCause::revoked));
  EXPECT_TRUE(endsAs(kGraceYoungestOnly, 1, ReconnectCause::revoked));
}

}  // namespace
}  // namespace patchbay::model
