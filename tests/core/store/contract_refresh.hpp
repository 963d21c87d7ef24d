#pragma once

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

using Claim = RefreshClaim::Kind;

TEST_P(IntegrationStoreContract, ClaimsAFreeGrantWithItsPair) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  const auto claim = run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  EXPECT_EQ(claim.kind, Claim::claimed);
  EXPECT_EQ(claim.access.token.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(tenantIds(claim.access), std::vector<std::string>{"A"});
  EXPECT_EQ(claim.history.failures, 0);
}

TEST_P(IntegrationStoreContract, TellsOthersHowLongAGrantIsLeased) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  const auto claim = run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease));
  EXPECT_EQ(claim.kind, Claim::busy);
  EXPECT_GT(claim.busy_for, Milliseconds(0));
  EXPECT_LE(claim.busy_for, kLease);
}

TEST_P(IntegrationStoreContract, LetsAnOwnerClaimAgain) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  EXPECT_EQ(run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease)).kind, Claim::claimed);
}

TEST_P(IntegrationStoreContract, LetsOthersClaimOnceTheLeaseRanOut) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", Milliseconds(0)));
  EXPECT_EQ(run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease)).kind,
            Claim::claimed);
}

TEST_P(IntegrationStoreContract, RemembersThatALeaseWasNeverGivenBack) {
  const auto grant = insert(store(), "acme", "1");
  EXPECT_FALSE(run(store().claimRefresh(grant.grant_id, 1, "host-1", Milliseconds(0)))
                   .history.ambiguous_open);
  EXPECT_TRUE(run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", Milliseconds(0)))
                  .history.ambiguous_open)
      << "host-1 may have died behind its token call";
  EXPECT_TRUE(run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease)).history.ambiguous_open)
      << "and that stays so until a pair is committed";
  run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  EXPECT_FALSE(
      run(otherHost().claimRefresh(grant.grant_id, 2, "host-2", kLease)).history.ambiguous_open);
}

TEST_P(IntegrationStoreContract, RemembersThatAnOwnLeaseWasNeverGivenBack) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  EXPECT_TRUE(
      run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease)).history.ambiguous_open);
}

TEST_P(IntegrationStoreContract, ForgetsALeaseThatWasGivenBackUnused) {
  const auto grant = insert(store(), "acme", "1");
  const auto claim = run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  RefreshFailure unchanged;
  unchanged.history = claim.history;
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1", unchanged, kNow));
  const auto next = run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease));
  EXPECT_FALSE(next.history.ambiguous_open);
  EXPECT_EQ(next.history.failures, 0);
}

TEST_P(IntegrationStoreContract, GivesTheRightToRefreshToOneOfTwoHosts) {
  const auto grant = insert(store(), "acme", "1");
  for (std::int64_t generation = 1; generation <= 20; ++generation) {
    const auto [one, two] =
        runBoth(store().claimRefresh(grant.grant_id, generation, "host-1", kLease),
                otherHost().claimRefresh(grant.grant_id, generation, "host-2", kLease));
    EXPECT_EQ((one.kind == Claim::claimed) + (two.kind == Claim::claimed), 1);
    EXPECT_EQ((one.kind == Claim::busy) + (two.kind == Claim::busy), 1);
    run(store().commitRefresh(grant.grant_id, generation, makeToken("next"), kNow));
  }
}

TEST_P(IntegrationStoreContract, ShowsTheNewPairToAClaimThatComesLate) {
  const auto grant = insert(store(), "acme", "1");
  run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  const auto claim = run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease));
  EXPECT_EQ(claim.kind, Claim::moved);
  EXPECT_EQ(claim.access.generation, 2);
  EXPECT_EQ(claim.access.token.access_token.reveal(), "access-2");
  EXPECT_EQ(run(store().claimRefresh(grant.grant_id, 2, "host-1", kLease)).kind, Claim::claimed);
}

TEST_P(IntegrationStoreContract, SaysThatAGrantIsGone) {
  EXPECT_EQ(run(store().claimRefresh("grant_none", 1, "host-1", kLease)).kind, Claim::gone);
}

TEST_P(IntegrationStoreContract, CommitsTheNextGenerationAndFreesTheLease) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  const auto later = kNow + Seconds(7);
  const auto next = run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), later)).value();
  EXPECT_EQ(next.generation, 2);
  EXPECT_EQ(next.refreshed_at, later);
  EXPECT_EQ(next.connected_at, kNow);
  EXPECT_EQ(tenantIds(next), std::vector<std::string>{"A"});
  const auto found = run(otherHost().findGrant(grant.grant_id)).value();
  EXPECT_EQ(found.token.access_token.reveal(), "access-2");
  EXPECT_EQ(found.token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(run(otherHost().claimRefresh(grant.grant_id, 2, "host-2", kLease)).kind,
            Claim::claimed);
}

TEST_P(IntegrationStoreContract, TellsOfACommitWhatItStored) {
  const auto grant = connect(store(), "acme", "1", {"A", "B"});
  run(store().requireReconnect(grant.grant_id, 1, ReconnectCause::revoked, kNow));
  auto token = makeToken("2");
  token.refresh_token = Secret();
  token.id_token = Secret("id-2");
  const auto told = run(store().commitRefresh(grant.grant_id, 1, token, kNow + Seconds(7))).value();
  const auto found = run(otherHost().findGrant(grant.grant_id)).value();
  EXPECT_EQ(told.generation, found.generation);
  EXPECT_EQ(told.token.access_token.reveal(), found.token.access_token.reveal());
  EXPECT_EQ(told.token.refresh_token.reveal(), found.token.refresh_token.reveal());
  EXPECT_EQ(told.token.id_token.reveal(), found.token.id_token.reveal());
  EXPECT_EQ(told.token.token_type, found.token.token_type);
  EXPECT_EQ(told.token.scope, found.token.scope);
  EXPECT_EQ(told.token.expires_at, found.token.expires_at);
  EXPECT_EQ(told.requires_reconnect, found.requires_reconnect);
  EXPECT_EQ(told.reconnect_cause, found.reconnect_cause);
  EXPECT_EQ(told.reconnect_since, found.reconnect_since);
  EXPECT_EQ(told.connected_at, found.connected_at);
  EXPECT_EQ(told.refreshed_at, found.refreshed_at);
  EXPECT_EQ(tenantIds(told), tenantIds(found));
}

TEST_P(IntegrationStoreContract, KeepsRefreshTokenAndScopeWhenNoneCame) {
  const auto grant = insert(store(), "acme", "1");
  auto token = makeToken("2");
  token.refresh_token = Secret();
  token.scope.clear();
  const auto next = run(store().commitRefresh(grant.grant_id, 1, token, kNow)).value();
  EXPECT_EQ(next.token.access_token.reveal(), "access-2");
  EXPECT_EQ(next.token.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(next.token.scope, "read write");
  EXPECT_EQ(run(store().findGrant(grant.grant_id))->token.refresh_token.reveal(), "refresh-1");
}

TEST_P(IntegrationStoreContract, RefusesASecondCommitOfTheSameGeneration) {
  const auto grant = insert(store(), "acme", "1");
  run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  EXPECT_FALSE(run(otherHost().commitRefresh(grant.grant_id, 1, makeToken("3"), kNow)));
  EXPECT_FALSE(run(store().commitRefresh("grant_none", 1, makeToken("3"), kNow)));
  EXPECT_EQ(run(store().findGrant(grant.grant_id))->token.access_token.reveal(), "access-2");
}

TEST_P(IntegrationStoreContract, LetsALateSuccessWinOverAnotherHostsLease) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", Milliseconds(-1)));
  run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease));
  EXPECT_TRUE(run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)));
  EXPECT_FALSE(
      run(otherHost().recordRefreshFailure(grant.grant_id, 1, "host-2", RefreshFailure(), kNow)));
}

TEST_P(IntegrationStoreContract, SavesAPairWhateverItsProviderSaysBesides) {
  auto access = makeAccess("acme", "1");
  const std::string odd("a\0b\xff\xc3", 5);
  access.token.scope = odd;
  const auto grant = run(store().insertGrant(access, kNow));
  auto token = makeToken("2");
  token.scope = odd;
  token.token_type = odd;
  EXPECT_TRUE(run(store().commitRefresh(grant.grant_id, 1, token, kNow)));
  const std::vector<Tenant> tenants{Tenant("t1", odd)};
  EXPECT_TRUE(run(store().attachTenants(grant.grant_id, 2, tenants, TenantCount::many, kNow)));
  const auto found = run(otherHost().findGrant(grant.grant_id)).value();
  EXPECT_EQ(found.token.refresh_token.reveal(), "refresh-2");
  EXPECT_EQ(found.tenants.size(), 1U);
}

TEST_P(IntegrationStoreContract, RemembersAFailureAndFreesTheLease) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  EXPECT_TRUE(run(store().recordRefreshFailure(grant.grant_id, 1, "host-1",
                                               makeFailure(ReconnectCause::none), kNow)));
  const auto claim = run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease));
  EXPECT_EQ(claim.kind, Claim::claimed);
  EXPECT_EQ(claim.history.failures, 2);
  EXPECT_TRUE(claim.history.ambiguous_open);
  EXPECT_EQ(claim.history.not_before, kNow + Seconds(30));
  EXPECT_FALSE(claim.access.requires_reconnect);
  EXPECT_EQ(claim.access.token.refresh_token.reveal(), "refresh-1");
}

TEST_P(IntegrationStoreContract, RecordsAFailureOnlyForOwnerAndGeneration) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  const auto failure = makeFailure(ReconnectCause::revoked);
  EXPECT_FALSE(run(store().recordRefreshFailure(grant.grant_id, 1, "host-2", failure, kNow)));
  EXPECT_FALSE(run(store().recordRefreshFailure(grant.grant_id, 2, "host-1", failure, kNow)));
  EXPECT_FALSE(run(store().findGrant(grant.grant_id))->requires_reconnect);
  EXPECT_EQ(run(otherHost().claimRefresh(grant.grant_id, 1, "host-2", kLease)).kind, Claim::busy);
}

TEST_P(IntegrationStoreContract, KeepsSinceWhenAGrantNeedsTheUser) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  const auto failure = makeFailure(ReconnectCause::lost_rotation);
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1", failure, kNow));
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1", failure, kNow + Seconds(9)));
  const auto found = run(store().findGrant(grant.grant_id)).value();
  EXPECT_TRUE(found.requires_reconnect);
  EXPECT_EQ(found.reconnect_cause, ReconnectCause::lost_rotation);
  EXPECT_EQ(found.reconnect_since, kNow);
  EXPECT_EQ(found.token.refresh_token.reveal(), "refresh-1");
}

TEST_P(IntegrationStoreContract, ClearsReconnectStateAtASuccess) {
  const auto grant = insert(store(), "acme", "1");
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  const auto failure = makeFailure(ReconnectCause::revoked);
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1", failure, kNow));
  const auto next = run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow)).value();
  EXPECT_FALSE(next.requires_reconnect);
  EXPECT_FALSE(next.reconnect_since);
  EXPECT_EQ(run(store().claimRefresh(grant.grant_id, 2, "host-1", kLease)).history.failures, 0);
}

}  // namespace patchbay::testing
