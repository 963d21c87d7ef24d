#pragma once

#include "tests/core/store/integration_store_contract.hpp"

// What comes late, under the name of a grant that is no more.

namespace patchbay::testing {

/// A grant that reaches a tenant, and a later consent to the same that is not attached yet.
struct HandOver {
  explicit HandOver(IntegrationStore& store, std::string tenant_id = "A")
      : tenant(std::move(tenant_id)),
        older(connect(store, "acme", "old", {tenant})),
        newcomer(insert(store, "acme", "new")) {}

  void takePlace(IntegrationStore& store) const {
    const std::vector<Tenant> tenants{Tenant(tenant, "")};
    EXPECT_TRUE(run(store.attachTenants(newcomer.grant_id, newcomer.generation, tenants,
                                        TenantCount::many, kNow)));
  }

  std::string tenant;
  IntegrationAccess older;
  IntegrationAccess newcomer;
};

/// What came of inserting a grant: whether it is there.
inline awaitable<bool> insertAgain(IntegrationStore& store, IntegrationAccess access) {
  bool is_there = false;
  try {
    co_await store.insertGrant(std::move(access), kNow);
    is_there = true;
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::conflict) << error.what();
  }
  co_return is_there;
}

TEST_P(IntegrationStoreContract, DoesNotBringARemovedGrantBackByARepeatedInsert) {
  auto access = makeAccess("acme", "1");
  access.grant_id = "grant_of_the_caller";
  run(store().insertGrant(access, kNow));
  EXPECT_TRUE(run(store().removeGrant(access.grant_id, 1)));
  EXPECT_FALSE(run(insertAgain(otherHost(), access)));
  EXPECT_FALSE(run(store().findGrant(access.grant_id)));
  EXPECT_TRUE(run(store().findGrants("acme", "gusto")).empty());
}

TEST_P(IntegrationStoreContract, DoesNotBringAGrantBackThatIsRemovedWhileItsInsertIsRepeated) {
  for (int round = 0; round < 20; ++round) {
    auto access = makeAccess("acme", "1");
    access.grant_id = "grant_" + std::to_string(round);
    run(store().insertGrant(access, kNow));
    const auto [is_removed, was_there] =
        runBoth(store().removeGrant(access.grant_id, 1), insertAgain(otherHost(), access));
    EXPECT_TRUE(is_removed);
    EXPECT_FALSE(run(store().findGrant(access.grant_id))) << "was there: " << was_there;
  }
}

TEST_P(IntegrationStoreContract, ShowsARepeatedInsertWhoTookTheGrantOver) {
  const auto older = connect(store(), "acme", "old", {"A"});
  auto access = makeAccess("acme", "new");
  access.grant_id = "grant_of_the_caller";
  run(store().insertGrant(access, kNow));
  run(store().attachTenants(access.grant_id, 1, {Tenant("A", "")}, TenantCount::many, kNow));
  const auto again = run(otherHost().insertGrant(access, kNow));
  EXPECT_EQ(again.grant_id, older.grant_id);
  EXPECT_EQ(again.token.refresh_token.reveal(), "refresh-new");
  EXPECT_EQ(run(store().findGrants("acme", "gusto")).size(), 1U);
}

TEST_P(IntegrationStoreContract, FindsAGrantUnderTheNameThatTookItOver) {
  const HandOver change(store());
  change.takePlace(store());
  EXPECT_EQ(run(otherHost().findGrant(change.newcomer.grant_id))->grant_id, change.older.grant_id);
  EXPECT_FALSE(run(store().removeGrant(change.newcomer.grant_id, 1))) << "it is not there any more";
  EXPECT_EQ(run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", kLease)).kind,
            RefreshClaim::Kind::gone);
}

TEST_P(IntegrationStoreContract, StoresAPairWhoseGrantWasHandedOverDuringItsRefresh) {
  const HandOver change(store());
  run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", kLease));
  change.takePlace(otherHost());
  auto token = makeToken("next");
  token.refresh_token = Secret();
  const auto next = run(store().commitRefresh(change.newcomer.grant_id, 1, token, kNow)).value();
  EXPECT_EQ(next.grant_id, change.older.grant_id);
  EXPECT_EQ(next.generation, 3);
  EXPECT_EQ(next.token.access_token.reveal(), "access-next");
  EXPECT_EQ(next.token.refresh_token.reveal(), "refresh-new") << "kept, as none came";
  EXPECT_EQ(tenantIds(next), (std::vector<std::string>{"A"}));
  EXPECT_EQ(run(otherHost().claimRefresh(next.grant_id, 3, "host-2", kLease)).kind,
            RefreshClaim::Kind::claimed);
}

TEST_P(IntegrationStoreContract, LetsNobodyBeginASecondRefreshAfterAHandOver) {
  const HandOver change(store());
  run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", kLease));
  change.takePlace(otherHost());
  for (const char* host : {"host-2", "host-1"}) {
    EXPECT_EQ(run(otherHost().claimRefresh(change.older.grant_id, 2, host, kLease)).kind,
              RefreshClaim::Kind::busy)
        << host;
  }
}

TEST_P(IntegrationStoreContract, TakesALeaseOverThatWasHandedOverAndRanOut) {
  const HandOver change(store());
  run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", Milliseconds(0)));
  change.takePlace(otherHost());
  const auto claim = run(store().claimRefresh(change.older.grant_id, 2, "host-1", kLease));
  EXPECT_EQ(claim.kind, RefreshClaim::Kind::claimed);
  EXPECT_TRUE(claim.history.ambiguous_open);
  EXPECT_FALSE(run(
      store().recordRefreshFailure(change.newcomer.grant_id, 1, "host-1", RefreshFailure(), kNow)))
      << "the first attempt does not end the second one's lease";
}

TEST_P(IntegrationStoreContract, RemembersAFailureWhoseGrantWasHandedOver) {
  const HandOver change(store());
  run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", kLease));
  change.takePlace(otherHost());
  const auto failure = makeFailure(ReconnectCause::revoked);
  EXPECT_FALSE(
      run(store().recordRefreshFailure(change.newcomer.grant_id, 1, "host-2", failure, kNow)));
  EXPECT_TRUE(
      run(store().recordRefreshFailure(change.newcomer.grant_id, 1, "host-1", failure, kNow)));
  EXPECT_EQ(run(store().findGrant(change.older.grant_id))->reconnect_cause,
            ReconnectCause::revoked);
  EXPECT_EQ(run(otherHost().claimRefresh(change.older.grant_id, 2, "host-2", kLease)).kind,
            RefreshClaim::Kind::claimed);
}

TEST_P(IntegrationStoreContract, TakesTheDoubtOfAnEarlierAttemptAlong) {
  const HandOver change(store());
  run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", kLease));
  const auto failure = makeFailure(ReconnectCause::none);
  run(store().recordRefreshFailure(change.newcomer.grant_id, 1, "host-1", failure, kNow));
  change.takePlace(otherHost());
  const auto claim = run(otherHost().claimRefresh(change.older.grant_id, 2, "host-2", kLease));
  EXPECT_EQ(claim.kind, RefreshClaim::Kind::claimed);
  EXPECT_TRUE(claim.history.ambiguous_open);
  EXPECT_EQ(claim.history.failures, 2);
}

TEST_P(IntegrationStoreContract, RefusesAPairThatCameAfterItsSuccessorsNext) {
  const HandOver change(store());
  change.takePlace(store());
  run(store().commitRefresh(change.older.grant_id, 2, makeToken("3"), kNow));
  EXPECT_FALSE(run(store().commitRefresh(change.newcomer.grant_id, 1, makeToken("late"), kNow)));
  EXPECT_FALSE(run(store().commitRefresh(change.newcomer.grant_id, 3, makeToken("late"), kNow)));
  EXPECT_EQ(run(store().findGrant(change.older.grant_id))->token.access_token.reveal(), "access-3");
}

TEST_P(IntegrationStoreContract, RefusesAPairWhoseSuccessorWasRemoved) {
  const HandOver change(store());
  change.takePlace(store());
  EXPECT_TRUE(run(store().removeGrant(change.older.grant_id, 2)));
  EXPECT_FALSE(run(store().commitRefresh(change.newcomer.grant_id, 1, makeToken("late"), kNow)));
  EXPECT_FALSE(run(store().findGrant(change.newcomer.grant_id)));
}

TEST_P(IntegrationStoreContract, RefusesAPairOfAGrantThatAnotherConsentReplaced) {
  const auto survivor = connect(store(), "acme", "1", {"A"});
  const auto emptied = connect(store(), "acme", "2", {"B"});
  connect(store(), "acme", "3", {"A", "B"});
  EXPECT_FALSE(run(store().commitRefresh(emptied.grant_id, 1, makeToken("late"), kNow)));
  const auto found = run(otherHost().findGrant(emptied.grant_id)).value();
  EXPECT_EQ(found.grant_id, survivor.grant_id) << "it was not disconnected";
  EXPECT_EQ(found.token.access_token.reveal(), "access-3");
}

TEST_P(IntegrationStoreContract, FollowsAPairThroughSeveralHandOvers) {
  const auto oldest = connect(store(), "acme", "1", {"A"});
  const HandOver change(store(), "B");
  run(store().claimRefresh(change.newcomer.grant_id, 1, "host-1", kLease));
  change.takePlace(store());
  const std::vector<Tenant> tenants{Tenant("A", ""), Tenant("B", "")};
  EXPECT_EQ(run(store().attachTenants(change.older.grant_id, 2, tenants, TenantCount::many, kNow))
                ->grant_id,
            oldest.grant_id);
  EXPECT_TRUE(run(store().recordRefreshFailure(change.newcomer.grant_id, 1, "host-1",
                                               makeFailure(ReconnectCause::none), kNow)));
  const auto next =
      run(store().commitRefresh(change.newcomer.grant_id, 1, makeToken("next"), kNow)).value();
  EXPECT_EQ(next.grant_id, oldest.grant_id);
  EXPECT_EQ(next.generation, 3);
}

}  // namespace patchbay::testing
