#pragma once

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

using Ids = std::vector<std::string>;

TEST_P(IntegrationStoreContract, AttachesTenantsInTheirOrder) {
  const auto grant = connect(store(), "acme", "1", {"B", "A", "C"});
  const auto found = run(store().findGrant(grant.grant_id)).value();
  EXPECT_EQ(tenantIds(found), (Ids{"B", "A", "C"}));
  EXPECT_EQ(found.tenants[0].name, "Name of B");
  EXPECT_EQ(found.generation, 1);
}

TEST_P(IntegrationStoreContract, ReplacesTheTenantsOfAGrant) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  const auto again = run(store().attachTenants(
      grant.grant_id, 1, {Tenant("B", "new name"), Tenant("C", ""), Tenant("B", "last name")},
      kNow));
  EXPECT_EQ(tenantIds(again.value()), (Ids{"C", "B"}));
  EXPECT_EQ(again->tenants[1].name, "last name");
}

TEST_P(IntegrationStoreContract, AttachesNothingWhenTheGenerationMoved) {
  const auto grant = insert(store(), "acme", "1");
  EXPECT_FALSE(run(store().attachTenants(grant.grant_id, 2, {Tenant("A", "")}, kNow)));
  EXPECT_FALSE(run(store().attachTenants("grant_none", 1, {Tenant("A", "")}, kNow)));
  EXPECT_TRUE(run(store().findGrant(grant.grant_id))->tenants.empty());
}

TEST_P(IntegrationStoreContract, HealsTheOlderRecordOfTheSameTenant) {
  const auto old = connect(store(), "acme", "old", {"A"});
  const auto temporary = insert(otherHost(), "acme", "new");
  const auto later = kNow + Seconds(5);
  const auto healed =
      run(otherHost().attachTenants(temporary.grant_id, 1, {Tenant("A", "Acme")}, later)).value();
  EXPECT_EQ(healed.grant_id, old.grant_id);
  EXPECT_EQ(healed.generation, 2);
  EXPECT_EQ(healed.token.access_token.reveal(), "access-new");
  EXPECT_EQ(healed.token.refresh_token.reveal(), "refresh-new");
  EXPECT_EQ(healed.connected_at, kNow);
  EXPECT_EQ(healed.refreshed_at, later);
  EXPECT_EQ(tenantIds(healed), (Ids{"A"}));
  EXPECT_FALSE(run(store().findGrant(temporary.grant_id)));
  EXPECT_EQ(run(store().findGrants("acme", "gusto")).size(), 1U);
}

TEST_P(IntegrationStoreContract, HealingClearsReconnectHistoryAndLease) {
  const auto old = connect(store(), "acme", "old", {"A"});
  run(store().claimRefresh(old.grant_id, 1, "host-1", kLease));
  RefreshFailure failure;
  failure.history.failures = 3;
  failure.history.ambiguous_open = true;
  failure.history.not_before = kNow + Seconds(900);
  failure.reconnect_cause = ReconnectCause::revoked;
  run(store().recordRefreshFailure(old.grant_id, 1, "host-1", failure, kNow));
  run(store().claimRefresh(old.grant_id, 1, "host-1", kLease));

  const auto healed = connect(store(), "acme", "new", {"A"});
  EXPECT_FALSE(healed.requires_reconnect);
  EXPECT_FALSE(healed.reconnect_since);
  const auto claim = run(otherHost().claimRefresh(old.grant_id, 2, "host-2", kLease));
  EXPECT_EQ(claim.kind, RefreshClaim::Kind::claimed);
  EXPECT_EQ(claim.history.failures, 0);
  EXPECT_FALSE(claim.history.ambiguous_open);
  EXPECT_FALSE(claim.history.not_before);
}

TEST_P(IntegrationStoreContract, HealsOnlyWithinWorkspaceAndIntegration) {
  const auto one = connect(store(), "acme", "1", {"A"});
  const auto two = connect(store(), "other", "2", {"A"});
  const auto xero = run(store().insertGrant(makeAccess("acme", "3", "xero"), kNow));
  const auto three = run(store().attachTenants(xero.grant_id, 1, {Tenant("A", "")}, kNow)).value();
  EXPECT_EQ(two.generation, 1);
  EXPECT_EQ(three.grant_id, xero.grant_id);
  EXPECT_EQ(run(store().findGrant(one.grant_id))->token.access_token.reveal(), "access-1");
}

TEST_P(IntegrationStoreContract, TheOldestOfSeveralOverlappingRecordsLivesOn) {
  const auto oldest = connect(store(), "acme", "1", {"A"});
  const auto middle = connect(store(), "acme", "2", {"B", "C"});
  const auto emptied = connect(store(), "acme", "3", {"D"});
  const auto healed = connect(store(), "acme", "4", {"D", "B", "A"});
  EXPECT_EQ(healed.grant_id, oldest.grant_id);
  EXPECT_EQ(tenantIds(healed), (Ids{"D", "B", "A"}));
  EXPECT_EQ(tenantIds(run(store().findGrant(middle.grant_id)).value()), (Ids{"C"}));
  EXPECT_FALSE(run(store().findGrant(emptied.grant_id)));
}

TEST_P(IntegrationStoreContract, AnOlderGrantThatReachesMoreKeepsItsPair) {
  const auto older = connect(store(), "acme", "1", {"A"});
  const auto younger = connect(store(), "acme", "2", {"B"});
  const auto kept =
      run(store().attachTenants(older.grant_id, 1, {Tenant("A", ""), Tenant("B", "")}, kNow))
          .value();
  EXPECT_EQ(kept.grant_id, older.grant_id);
  EXPECT_EQ(kept.generation, 1);
  EXPECT_EQ(kept.token.access_token.reveal(), "access-1");
  EXPECT_EQ(tenantIds(kept), (Ids{"A", "B"}));
  EXPECT_FALSE(run(store().findGrant(younger.grant_id)));
}

}  // namespace patchbay::testing
