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
      TenantCount::many, kNow));
  EXPECT_EQ(tenantIds(again.value()), (Ids{"C", "B"}));
  EXPECT_EQ(again->tenants[1].name, "last name");
}

TEST_P(IntegrationStoreContract, AttachesNothingWhenTheGenerationMoved) {
  const auto grant = insert(store(), "acme", "1");
  EXPECT_FALSE(
      run(store().attachTenants(grant.grant_id, 2, {Tenant("A", "")}, TenantCount::many, kNow)));
  EXPECT_FALSE(
      run(store().attachTenants("grant_none", 1, {Tenant("A", "")}, TenantCount::many, kNow)));
  EXPECT_TRUE(run(store().findGrant(grant.grant_id))->tenants.empty());
}

TEST_P(IntegrationStoreContract, HealsTheOlderRecordOfTheSameTenant) {
  const auto old = connect(store(), "acme", "old", {"A"});
  const auto temporary = insert(otherHost(), "acme", "new");
  const auto later = kNow + Seconds(5);
  const auto healed = run(otherHost().attachTenants(temporary.grant_id, 1, {Tenant("A", "Acme")},
                                                    TenantCount::many, later))
                          .value();
  EXPECT_EQ(healed.grant_id, old.grant_id);
  EXPECT_EQ(healed.generation, 2);
  EXPECT_EQ(healed.token.access_token.reveal(), "access-new");
  EXPECT_EQ(healed.token.refresh_token.reveal(), "refresh-new");
  EXPECT_EQ(healed.connected_at, kNow);
  EXPECT_EQ(healed.refreshed_at, later);
  EXPECT_EQ(tenantIds(healed), (Ids{"A"}));
  EXPECT_EQ(run(store().findGrant(temporary.grant_id))->grant_id, old.grant_id);
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
  const auto three =
      run(store().attachTenants(xero.grant_id, 1, {Tenant("A", "")}, TenantCount::many, kNow))
          .value();
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
  EXPECT_EQ(run(store().findGrant(emptied.grant_id))->grant_id, oldest.grant_id);
}

TEST_P(IntegrationStoreContract, AnOlderGrantThatReachesMoreKeepsItsPair) {
  const auto older = connect(store(), "acme", "1", {"A"});
  const auto younger = connect(store(), "acme", "2", {"B"});
  const auto kept = run(store().attachTenants(older.grant_id, 1, {Tenant("A", ""), Tenant("B", "")},
                                              TenantCount::many, kNow))
                        .value();
  EXPECT_EQ(kept.grant_id, older.grant_id);
  EXPECT_EQ(kept.generation, 1);
  EXPECT_EQ(kept.token.access_token.reveal(), "access-1");
  EXPECT_EQ(tenantIds(kept), (Ids{"A", "B"}));
  EXPECT_EQ(run(store().findGrant(younger.grant_id))->grant_id, older.grant_id);
}

TEST_P(IntegrationStoreContract, KeepsWhatAProviderSaysOfATenant) {
  const auto grant = insert(store(), "acme", "1");
  Tenant tenant("A", "Acme", "ORGANISATION", "connection-7");
  run(store().attachTenants(grant.grant_id, 1, {tenant}, TenantCount::many, kNow));
  const auto found = run(otherHost().findGrant(grant.grant_id)).value();
  EXPECT_EQ(found.tenants[0].type, "ORGANISATION");
  EXPECT_EQ(found.tenants[0].connection_id, "connection-7");
  EXPECT_EQ(found.tenants[0].state, TenantState::active);
  EXPECT_FALSE(found.tenants[0].is_default);
}

TEST_P(IntegrationStoreContract, RefusesASecondTenantWhereOneIsAllowed) {
  const auto first = insert(store(), "acme", "1");
  const auto attach = [this](const std::string& grant, const std::vector<Tenant>& tenants) {
    return run(otherHost().attachTenants(grant, 1, tenants, TenantCount::one, kNow));
  };
  const std::vector<Tenant> several{Tenant("A", ""), Tenant("B", "")};
  EXPECT_EQ(codeOf([&] { attach(first.grant_id, several); }), ErrorCode::tenant_refused);
  EXPECT_TRUE(run(store().findGrant(first.grant_id))->tenants.empty());
  EXPECT_TRUE(attach(first.grant_id, {Tenant("A", "")}));

  const auto second = insert(store(), "acme", "2");
  EXPECT_EQ(codeOf([&] { attach(second.grant_id, {Tenant("B", "")}); }), ErrorCode::tenant_refused);
  EXPECT_EQ(tenantIds(run(store().findGrant(first.grant_id)).value()), (Ids{"A"}));
  EXPECT_EQ(attach(second.grant_id, {Tenant("A", "")})->grant_id, first.grant_id);
}

TEST_P(IntegrationStoreContract, AllowsOneTenantInEachWorkspace) {
  const auto here = insert(store(), "acme", "1");
  const auto there = insert(store(), "other", "2");
  EXPECT_TRUE(
      run(store().attachTenants(here.grant_id, 1, {Tenant("A", "")}, TenantCount::one, kNow)));
  EXPECT_TRUE(
      run(store().attachTenants(there.grant_id, 1, {Tenant("B", "")}, TenantCount::one, kNow)));
}

TEST_P(IntegrationStoreContract, OfTwoFirstTenantsAtOnceOneIsRefused) {
  const auto first = insert(store(), "acme", "1");
  const auto second = insert(store(), "acme", "2");
  const auto [one, two] = runBoth(attachOnly(store(), first.grant_id, "A"),
                                  attachOnly(otherHost(), second.grant_id, "B"));
  EXPECT_NE(one, two);
}

TEST_P(IntegrationStoreContract, KeepsOneDefaultTenant) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  const auto other = connect(store(), "acme", "2", {"C"});
  EXPECT_TRUE(run(store().setDefaultTenant("acme", "gusto", "B")));
  EXPECT_TRUE(run(otherHost().findGrant(grant.grant_id))->tenants[1].is_default);
  EXPECT_TRUE(run(otherHost().setDefaultTenant("acme", "gusto", "C")));
  EXPECT_FALSE(run(store().findGrant(grant.grant_id))->tenants[1].is_default);
  EXPECT_TRUE(run(store().findGrant(other.grant_id))->tenants[0].is_default);
}

TEST_P(IntegrationStoreContract, ChoosesNoDefaultThatTheWorkspaceDoesNotHold) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  connect(store(), "other", "2", {"B"});
  run(store().setDefaultTenant("acme", "gusto", "A"));
  EXPECT_FALSE(run(store().setDefaultTenant("acme", "gusto", "B")));
  EXPECT_FALSE(run(store().setDefaultTenant("acme", "xero", "A")));
  EXPECT_FALSE(run(store().setDefaultTenant("nobody", "gusto", "A")));
  EXPECT_TRUE(run(store().findGrant(grant.grant_id))->tenants[0].is_default);
}

TEST_P(IntegrationStoreContract, AReconnectKeepsTheDefault) {
  connect(store(), "acme", "1", {"A", "B"});
  run(store().setDefaultTenant("acme", "gusto", "B"));
  const auto again = connect(store(), "acme", "2", {"B", "A"});
  EXPECT_TRUE(findTenant(again, "B")->is_default);
  EXPECT_FALSE(findTenant(again, "A")->is_default);
}

TEST_P(IntegrationStoreContract, ADefaultGoesWithItsTenant) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  run(store().setDefaultTenant("acme", "gusto", "B"));
  EXPECT_TRUE(run(store().removeTenant(grant.grant_id, "B")));
  const auto again = connect(store(), "acme", "2", {"A", "B"});
  EXPECT_FALSE(findTenant(again, "B")->is_default);
}

TEST_P(IntegrationStoreContract, ALostTenantIsFoundAgainByAReconnect) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  EXPECT_TRUE(run(store().setTenantState(grant.grant_id, 1, "B", TenantState::lost)));
  auto found = run(otherHost().findGrant(grant.grant_id)).value();
  EXPECT_EQ(findTenant(found, "A")->state, TenantState::active);
  EXPECT_EQ(findTenant(found, "B")->state, TenantState::lost);
  found = connect(store(), "acme", "2", {"A", "B"});
  EXPECT_EQ(findTenant(found, "B")->state, TenantState::active);
}

TEST_P(IntegrationStoreContract, AStateFoundOutWithAnOlderPairIsNotRecorded) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  EXPECT_FALSE(run(store().setTenantState(grant.grant_id, 2, "B", TenantState::lost)));
  EXPECT_FALSE(run(store().setTenantState(grant.grant_id, 1, "C", TenantState::lost)));
  EXPECT_FALSE(run(store().setTenantState("grant_none", 1, "A", TenantState::lost)));
  EXPECT_FALSE(run(store().requireReconnect(grant.grant_id, 2, ReconnectCause::revoked, kNow)));
  EXPECT_FALSE(run(store().findGrant(grant.grant_id))->requires_reconnect);
}

TEST_P(IntegrationStoreContract, RemovesATenantButNotTheLast) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  EXPECT_FALSE(run(store().removeTenant(grant.grant_id, "C")));
  EXPECT_TRUE(run(store().removeTenant(grant.grant_id, "A")));
  EXPECT_FALSE(run(store().removeTenant(grant.grant_id, "B")));
  EXPECT_FALSE(run(store().removeTenant("grant_none", "B")));
  EXPECT_EQ(tenantIds(run(otherHost().findGrant(grant.grant_id)).value()), (Ids{"B"}));
}

TEST_P(IntegrationStoreContract, FindsTheGrantsOfAllWorkspacesThatReachATenant) {
  const auto one = connect(store(), "acme", "1", {"A", "B"});
  const auto two = connect(store(), "other", "2", {"B"});
  connect(store(), "third", "3", {"C"});
  const auto found = run(otherHost().findGrantsReaching("gusto", "B"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].grant_id, one.grant_id);
  EXPECT_EQ(tenantIds(found[0]), (Ids{"A", "B"}));
  EXPECT_EQ(found[0].refreshed_at, kNow);
  EXPECT_TRUE(found[0].token.access_token.empty());
  EXPECT_EQ(found[1].workspace_id, "other");
  EXPECT_TRUE(run(store().findGrantsReaching("xero", "B")).empty());
}

TEST_P(IntegrationStoreContract, RequiresAReconnectWhoeverHoldsTheLease) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  EXPECT_TRUE(
      run(otherHost().requireReconnect(grant.grant_id, 1, ReconnectCause::deprovisioned, kNow)));
  EXPECT_TRUE(run(otherHost().requireReconnect(grant.grant_id, 1, ReconnectCause::tenant_lost,
                                               kNow + Seconds(9))));
  const auto found = run(store().findGrant(grant.grant_id)).value();
  EXPECT_TRUE(found.requires_reconnect);
  EXPECT_EQ(found.reconnect_cause, ReconnectCause::deprovisioned);
  EXPECT_EQ(found.reconnect_since, kNow);
  DueQuery query;
  query.integration = "gusto";
  query.most = 10;
  EXPECT_TRUE(run(store().takeDueGrants(query, kNow + std::chrono::hours(9))).grants.empty());
}

TEST_P(IntegrationStoreContract, TellsOtherHostsOfEveryChangeOfTenants) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  const auto newest = [this] { return run(otherHost().findGrantChanges(0, 100)).newest; };
  std::int64_t last = newest();
  const auto moved = [&] { return newest() > std::exchange(last, newest()); };
  run(store().setDefaultTenant("acme", "gusto", "B"));
  EXPECT_TRUE(moved());
  run(store().setTenantState(grant.grant_id, 1, "B", TenantState::lost));
  EXPECT_TRUE(moved());
  run(store().noteGrantChange(grant.grant_id));
  EXPECT_TRUE(moved());
  run(store().removeTenant(grant.grant_id, "B"));
  EXPECT_TRUE(moved());
  run(store().requireReconnect(grant.grant_id, 1, ReconnectCause::deprovisioned, kNow));
  EXPECT_TRUE(moved());
  run(store().noteGrantChange("grant_none"));
  EXPECT_FALSE(moved());
}

inline PendingChoice makeChoice(const std::string& hash, const std::string& grant_id) {
  PendingChoice choice;
  choice.choice_hash = hash;
  choice.browser_hash = "browser";
  choice.workspace_id = "acme";
  choice.integration = "gusto";
  choice.grant_id = grant_id;
  choice.tenants = {Tenant("A", "Acme \"Ltd\"", "company", "c-1"), Tenant("B", "")};
  choice.return_url = "https://app.example/done";
  choice.expires_at = kNow + Seconds(600);
  return choice;
}

TEST_P(IntegrationStoreContract, GivesAPendingChoiceToOneOfTwoHosts) {
  run(store().insertPendingChoice(makeChoice("c", "grant-1")));
  const auto [one, two] =
      runBoth(store().takePendingChoice("c", kNow), otherHost().takePendingChoice("c", kNow));
  EXPECT_NE(one.has_value(), two.has_value());
  const PendingChoice& taken = one ? *one : *two;
  EXPECT_EQ(taken.browser_hash, "browser");
  EXPECT_EQ(taken.workspace_id, "acme");
  EXPECT_EQ(taken.integration, "gusto");
  EXPECT_EQ(taken.grant_id, "grant-1");
  EXPECT_EQ(taken.return_url, "https://app.example/done");
  ASSERT_EQ(taken.tenants.size(), 2U);
  EXPECT_EQ(taken.tenants[0].name, "Acme \"Ltd\"");
  EXPECT_EQ(taken.tenants[0].type, "company");
  EXPECT_EQ(taken.tenants[0].connection_id, "c-1");
}

TEST_P(IntegrationStoreContract, AnExpiredChoiceTakesItsGrantWithIt) {
  const auto left = insert(store(), "acme", "1");
  const auto settled = connect(store(), "acme", "2", {"A"});
  run(store().insertPendingChoice(makeChoice("c1", left.grant_id)));
  run(store().insertPendingChoice(makeChoice("c2", settled.grant_id)));
  EXPECT_FALSE(run(store().takePendingChoice("c1", kNow + Seconds(600))));
  run(store().removeExpired(kNow + Seconds(599)));
  EXPECT_TRUE(run(store().findGrant(left.grant_id)));
  EXPECT_EQ(run(otherHost().removeExpired(kNow + Seconds(600))), 2);
  EXPECT_FALSE(run(store().findGrant(left.grant_id)));
  EXPECT_TRUE(run(store().findGrant(settled.grant_id)));
}

}  // namespace patchbay::testing
