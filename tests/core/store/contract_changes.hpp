#pragma once

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

inline std::vector<GrantChange> changesAfter(IntegrationStore& store, std::int64_t after) {
  return run(store.findGrantChanges(after, 1'000)).changes;
}

inline std::int64_t newestChange(IntegrationStore& store) {
  return run(store.findGrantChanges(0, 1)).newest;
}

/// The one change after `after`, as the other host sees it.
inline GrantChange onlyChange(IntegrationStore& store, std::int64_t after) {
  const auto changes = changesAfter(store, after);
  EXPECT_EQ(changes.size(), 1U);
  return changes.empty() ? GrantChange() : changes.front();
}

TEST_P(IntegrationStoreContract, HasAnEmptyFeedAtFirst) {
  const auto found = run(store().findGrantChanges(0, 10));
  EXPECT_TRUE(found.changes.empty());
  EXPECT_EQ(found.newest, 0);
  EXPECT_EQ(found.trimmed_through, 0);
}

TEST_P(IntegrationStoreContract, TellsOtherHostsOfANewGrantAndItsTenants) {
  const auto grant = insert(store(), "acme", "1");
  const auto inserted = onlyChange(otherHost(), 0);
  EXPECT_EQ(inserted.workspace_id, "acme");
  EXPECT_EQ(inserted.integration, "gusto");
  EXPECT_EQ(inserted.grant_id, grant.grant_id);
  EXPECT_EQ(inserted.generation, 0);
  run(store().attachTenants(grant.grant_id, 1, {Tenant("A", "A")}, TenantCount::many, kNow));
  EXPECT_EQ(onlyChange(otherHost(), inserted.sequence).generation, 0);
}

TEST_P(IntegrationStoreContract, TellsOtherHostsTheGenerationThatARefreshBrought) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  const auto before = newestChange(otherHost());
  run(store().commitRefresh(grant.grant_id, 1, makeToken("2"), kNow));
  const auto change = onlyChange(otherHost(), before);
  EXPECT_EQ(change.generation, 2);
  EXPECT_EQ(change.grant_id, grant.grant_id);
  EXPECT_GT(change.sequence, before);
}

TEST_P(IntegrationStoreContract, TellsOtherHostsOfADeadGrantButNotOfAFailureThatPasses) {
  const auto grant = insert(store(), "acme", "1");
  const auto before = newestChange(otherHost());
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1", makeFailure(ReconnectCause::none),
                                   kNow));
  EXPECT_TRUE(changesAfter(otherHost(), before).empty());
  run(store().claimRefresh(grant.grant_id, 1, "host-1", kLease));
  run(store().recordRefreshFailure(grant.grant_id, 1, "host-1",
                                   makeFailure(ReconnectCause::revoked), kNow));
  EXPECT_EQ(onlyChange(otherHost(), before).workspace_id, "acme");
}

TEST_P(IntegrationStoreContract, TellsOtherHostsOfARemovalAndNothingOfWhatFailed) {
  const auto grant = insert(store(), "acme", "1");
  const auto before = newestChange(otherHost());
  run(store().removeGrant(grant.grant_id, 7));
  run(store().commitRefresh(grant.grant_id, 7, makeToken("2"), kNow));
  EXPECT_TRUE(changesAfter(otherHost(), before).empty());
  run(store().removeGrant(grant.grant_id, 1));
  EXPECT_EQ(onlyChange(otherHost(), before).generation, 0);
}

TEST_P(IntegrationStoreContract, PagesThroughTheFeed) {
  for (int i = 0; i < 5; ++i) insert(store(), "acme", std::to_string(i));
  const auto first = run(store().findGrantChanges(0, 3));
  ASSERT_EQ(first.changes.size(), 3U);
  const auto rest = run(store().findGrantChanges(first.changes.back().sequence, 3));
  ASSERT_EQ(rest.changes.size(), 2U);
  EXPECT_EQ(rest.changes.back().sequence, first.newest);
}

TEST_P(IntegrationStoreContract, SaysHowFarTheFeedWasTrimmed) {
  insert(store(), "acme", "1");
  insert(store(), "acme", "2");
  EXPECT_EQ(run(store().trimGrantChanges(Seconds(3600))), 0);
  EXPECT_EQ(run(store().findGrantChanges(0, 9)).trimmed_through, 0);
  const auto newest = newestChange(store());
  EXPECT_EQ(run(store().trimGrantChanges(Milliseconds(-1))), 2);
  const auto found = run(otherHost().findGrantChanges(0, 9));
  EXPECT_TRUE(found.changes.empty());
  EXPECT_EQ(found.trimmed_through, newest);
  EXPECT_EQ(run(otherHost().trimGrantChanges(Milliseconds(-1))), 0);
  insert(store(), "acme", "3");
  EXPECT_GT(onlyChange(otherHost(), newest).sequence, newest) << "no number is given out twice";
}

TEST_P(IntegrationStoreContract, ShowsWithTheFeedThatApiKeysChanged) {
  const auto before = run(otherHost().findGrantChanges(0, 1)).api_keys_revision;
  ApiKey key;
  key.id = "0123456789abcdef";
  key.secret_hash = "hash";
  run(store().insertApiKey(key));
  const auto after = run(otherHost().findGrantChanges(0, 1)).api_keys_revision;
  EXPECT_GT(after, before);
  EXPECT_EQ(after, run(store().apiKeysRevision()));
}

}  // namespace patchbay::testing
