#pragma once

#include <algorithm>

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

constexpr Seconds kDay{86'400};
constexpr TimePoint kExpiry = kNow + Seconds(7'200);  // as `makeToken` says

inline DueQuery makeQuery(std::int64_t most = 100, const std::string& integration = "gusto") {
  DueQuery query;
  query.integration = integration;
  query.rules.used_within = 7 * kDay;
  query.rules.keep_alive = 30 * kDay;
  query.most = most;
  query.hold = Seconds(120);
  return query;
}

inline std::vector<std::string> takeDue(IntegrationStore& store, TimePoint now,
                                        const DueQuery& query = makeQuery()) {
  std::vector<std::string> ids;
  for (const auto& grant : run(store.takeDueGrants(query, now)).grants) {
    ids.push_back(grant.grant_id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

TEST_P(IntegrationStoreContract, TakesAGrantInUseAheadOfItsExpiry) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  EXPECT_TRUE(takeDue(store(), kExpiry - Seconds(1'300)).empty());
  const auto due = run(store().takeDueGrants(makeQuery(), kExpiry - Seconds(590)));
  ASSERT_EQ(due.grants.size(), 1U);
  EXPECT_FALSE(due.may_be_more);
  const auto& taken = due.grants.front();
  EXPECT_EQ(taken.grant_id, grant.grant_id);
  EXPECT_EQ(taken.workspace_id, "acme");
  EXPECT_EQ(taken.integration, "gusto");
  EXPECT_EQ(taken.generation, 1);
  EXPECT_EQ(taken.token.expires_at, kExpiry);
  EXPECT_TRUE(taken.token.access_token.empty());
}

TEST_P(IntegrationStoreContract, GivesADueGrantToOneHostUntilItsHoldIsOver) {
  const auto grant = insert(store(), "acme", "1");
  const TimePoint due = kExpiry - Seconds(590);
  EXPECT_EQ(takeDue(store(), due).size(), 1U);
  EXPECT_TRUE(takeDue(otherHost(), due + Seconds(119)).empty());
  EXPECT_EQ(takeDue(otherHost(), due + Seconds(120)), std::vector{grant.grant_id});
}

TEST_P(IntegrationStoreContract, SharesDueGrantsBetweenHosts) {
  for (int i = 0; i < 20; ++i) insert(store(), "acme", std::to_string(i));
  const auto [one, two] = runBoth(store().takeDueGrants(makeQuery(10), kExpiry),
                                  otherHost().takeDueGrants(makeQuery(10), kExpiry));
  EXPECT_TRUE(one.may_be_more);
  std::vector<std::string> ids;
  for (const auto& due : {one, two}) {
    for (const auto& grant : due.grants) ids.push_back(grant.grant_id);
  }
  for (const auto& id : takeDue(store(), kExpiry)) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
  EXPECT_EQ(ids.size(), 20U);
}

TEST_P(IntegrationStoreContract, TakesTheLongestDueFirstAndOnlyTheNamedIntegration) {
  const auto late = run(store().insertGrant(makeAccess("acme", "1"), kNow));
  auto access = makeAccess("bakery", "2");
  access.token.expires_at = kNow + Seconds(3'600);
  const auto early = run(store().insertGrant(access, kNow));
  run(store().insertGrant(makeAccess("acme", "3", "xero"), kNow));
  EXPECT_EQ(takeDue(store(), kExpiry, makeQuery(1)), std::vector{early.grant_id});
  EXPECT_EQ(takeDue(store(), kExpiry, makeQuery(1)), std::vector{late.grant_id});
  EXPECT_TRUE(takeDue(store(), kExpiry, makeQuery(1)).empty());
  EXPECT_EQ(takeDue(store(), kExpiry, makeQuery(9, "xero")).size(), 1U);
}

TEST_P(IntegrationStoreContract, LeavesAnUnusedGrantUntilItsRefreshTokenWouldAge) {
  const auto grant = insert(store(), "acme", "1");
  const TimePoint refreshed = kExpiry;
  run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), refreshed));  // used_at stays kNow
  const auto later = kNow + 8 * kDay;
  EXPECT_TRUE(takeDue(store(), later).empty());
  EXPECT_TRUE(takeDue(store(), refreshed + 26 * kDay).empty());
  EXPECT_EQ(takeDue(store(), refreshed + 30 * kDay).size(), 1U);
}

TEST_P(IntegrationStoreContract, RefreshesAgainWhatIsUsedAgain) {
  const auto grant = insert(store(), "acme", "1");
  run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow + Seconds(1)));
  const auto later = kNow + 8 * kDay;
  std::vector<std::string> used{grant.grant_id, "grant_none"};
  run(otherHost().recordUses(used, later));
  EXPECT_EQ(takeDue(store(), later), std::vector{grant.grant_id});
}

TEST_P(IntegrationStoreContract, LeavesGrantsThatAreDeadBackingOffOrLeased) {
  const auto dead = insert(store(), "acme", "1");
  const auto failing = insert(store(), "acme", "2");
  const auto leased = insert(store(), "acme", "3");
  for (const auto& grant : {dead, failing, leased}) {
    run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  }
  auto failure = makeFailure(ReconnectCause::revoked);
  run(store().recordRefreshFailure(dead.grant_id, 1, "host-1", failure, kExpiry));
  failure.reconnect_cause = ReconnectCause::none;
  failure.history.not_before = kExpiry + Seconds(30);
  run(store().recordRefreshFailure(failing.grant_id, 1, "host-1", failure, kExpiry));
  EXPECT_TRUE(takeDue(otherHost(), kExpiry + Seconds(29)).empty());
  EXPECT_EQ(takeDue(otherHost(), kExpiry + Seconds(30)), std::vector{failing.grant_id});
  run(store().commitRefresh(dead.grant_id, 1, makeToken("9"), kExpiry));
  EXPECT_EQ(takeDue(otherHost(), kExpiry + Seconds(7'200)).size(), 2U) << "alive again";
}

TEST_P(IntegrationStoreContract, LeavesGrantsWithoutARefreshToken) {
  auto access = makeAccess("acme", "1");
  access.token.refresh_token = Secret();
  const auto grant = run(store().insertGrant(access, kNow));
  EXPECT_TRUE(takeDue(store(), kNow + 60 * kDay).empty());
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1", makeFailure(ReconnectCause::none),
                                   kNow));
  EXPECT_TRUE(takeDue(store(), kNow + 60 * kDay).empty());
}

}  // namespace patchbay::testing
