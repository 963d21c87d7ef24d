#include "host/kept_providers.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "core/base/error.hpp"
#include "tests/core/integration/acme_integration.hpp"
#include "tests/host/running_host.hpp"
#include "tests/support/run.hpp"
#include "tests/support/step_clock.hpp"

namespace patchbay::testing {
namespace {

constexpr Seconds kDay{86'400};

std::vector<KeptProvider> keptWith(std::map<std::string, std::string> settings,
                                   Seconds refresh_token_lifetime = Seconds(0)) {
  const Settings given = Settings::of(std::move(settings));
  IntegrationFixture fixture(given);
  IntegrationRegistry registry;
  registry.add(std::make_unique<AcmeIntegration>(fixture.context(), [=](OAuthApp& app) {
    app.refresh_token_lifetime = refresh_token_lifetime;
  }));
  return host::keptProviders(registry, host::HostSettings::read(given), given);
}

TEST(KeptProviders, AreAllByDefault) {
  const auto kept = keptWith({});
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].integration, "acme");
  EXPECT_EQ(kept[0].rules.used_within, 7 * kDay);
  EXPECT_EQ(kept[0].rules.keep_alive, 30 * kDay);
}

TEST(KeptProviders, AreKeptAliveByHalfTheLifeOfTheirRefreshTokens) {
  EXPECT_EQ(keptWith({}, 60 * kDay)[0].rules.keep_alive, 30 * kDay);
  EXPECT_EQ(keptWith({}, 10 * kDay)[0].rules.keep_alive, 5 * kDay);
}

TEST(KeptProviders, FollowTheOperatorsSettings) {
  const auto kept =
      keptWith({{"ACME_KEEP_ALIVE_DAYS", "3"}, {"PATCHBAY_KEEP_FRESH_FOR", "12h"}}, 60 * kDay);
  EXPECT_EQ(kept[0].rules.keep_alive, 3 * kDay);
  EXPECT_EQ(kept[0].rules.used_within, Seconds(43'200));
  EXPECT_TRUE(keptWith({{"PATCHBAY_BACKGROUND_REFRESH", "false"}}).empty());
}

TEST(KeptProviders, RefuseSettingsThatMakeNoSense) {
  for (const char* days : {"0", "-1", "often", "4000"}) {
    EXPECT_THROW(keptWith({{"ACME_KEEP_ALIVE_DAYS", days}}), IntegrationError) << days;
  }
  EXPECT_THROW(keptWith({{"PATCHBAY_KEEP_FRESH_FOR", "a week"}}), IntegrationError);
}

TEST(KeptProviders, HaveTheirTokensRefreshedWithoutBeingAsked) {
  StepClock clock;
  const std::map<std::string, std::string> settings{{"PATCHBAY_BACKGROUND_REFRESH", "true"}};
  RunningHost host(settings);
  host.goBy(clock);
  const std::string key = host.addKey({});
  host.start();
  ASSERT_TRUE(clock.awaitLoops(5));  // four of its upkeep, and the provider's
  ASSERT_EQ(host.connect(key, "shop").status, 200U);
  const auto calls = host.acme->requests().size();
  ASSERT_TRUE(clock.step(Seconds(5)));
  EXPECT_EQ(host.acme->requests().size(), calls) << "it is fresh";
  host.scriptPair("2");
  ASSERT_TRUE(clock.step(Seconds(6'600)));  // ten minutes are left of two hours
  IntegrationStore& store = *host.store;
  EXPECT_TRUE(host.application().stop(Milliseconds(60'000))) << "a refresh under way finishes";
  const auto grants = run(store.findGrants("shop", "acme"));
  EXPECT_EQ(grants.at(0).token.access_token.reveal(), "access-2");
  EXPECT_EQ(host.acme->requests().size(), calls + 1);
}

}  // namespace
}  // namespace patchbay::testing
