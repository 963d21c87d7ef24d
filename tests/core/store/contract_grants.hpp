#pragma once

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

TEST_P(IntegrationStoreContract, StoresANewPairAsGenerationOne) {
  const auto inserted = insert(store(), "acme", "1");
  const auto found = run(otherHost().findGrant(inserted.grant_id)).value();
  EXPECT_EQ(found.generation, 1);
  EXPECT_EQ(found.workspace_id, "acme");
  EXPECT_EQ(found.integration, "gusto");
  EXPECT_EQ(found.token.access_token.reveal(), "access-1");
  EXPECT_EQ(found.token.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(found.token.id_token.reveal(), "id-1");
  EXPECT_EQ(found.token.token_type, "Bearer");
  EXPECT_EQ(found.token.scope, "read write");
  EXPECT_EQ(found.token.expires_at, kNow + Seconds(7200));
  EXPECT_EQ(found.connected_at, kNow);
  EXPECT_EQ(found.refreshed_at, kNow);
  EXPECT_FALSE(found.requires_reconnect);
  EXPECT_FALSE(found.reconnect_since);
  EXPECT_TRUE(found.tenants.empty());
}

TEST_P(IntegrationStoreContract, ReturnsAnInsertedGrantAsItIsStored) {
  const auto inserted = insert(store(), "acme", "1");
  EXPECT_FALSE(inserted.grant_id.empty());
  EXPECT_EQ(inserted.generation, 1);
  EXPECT_EQ(inserted.connected_at, kNow);
  EXPECT_EQ(inserted.token.access_token.reveal(), "access-1");
}

TEST_P(IntegrationStoreContract, RepeatsAnInsertOfTheSameGrantWithoutASecondOne) {
  auto access = makeAccess("acme", "1");
  access.grant_id = "grant_of_the_caller";
  EXPECT_EQ(run(store().insertGrant(access, kNow)).grant_id, access.grant_id);
  const auto again = run(otherHost().insertGrant(access, kNow + Seconds(5)));
  EXPECT_EQ(again.grant_id, access.grant_id);
  EXPECT_EQ(again.connected_at, kNow) << "as it was stored the first time";
  EXPECT_EQ(again.token.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(run(store().findGrants("acme", "gusto")).size(), 1U);
}

TEST_P(IntegrationStoreContract, ShowsARepeatedInsertWhatBecameOfTheGrant) {
  auto access = makeAccess("acme", "1");
  access.grant_id = "grant_of_the_caller";
  run(store().insertGrant(access, kNow));
  run(store().commitRefresh(access.grant_id, 1, makeToken("2"), kNow));
  const auto again = run(otherHost().insertGrant(access, kNow));
  EXPECT_EQ(again.generation, 2);
  EXPECT_EQ(again.token.refresh_token.reveal(), "refresh-2");
}

TEST_P(IntegrationStoreContract, KeepsAnEmptyRefreshTokenEmpty) {
  auto access = makeAccess("acme", "1");
  access.token.refresh_token = Secret();
  const auto inserted = run(store().insertGrant(access, kNow));
  EXPECT_TRUE(run(store().findGrant(inserted.grant_id))->token.refresh_token.empty());
}

TEST_P(IntegrationStoreContract, FindsAWorkspacesGrantsOldestFirst) {
  const auto one = insert(store(), "acme", "1");
  const auto two = insert(otherHost(), "acme", "2");
  insert(store(), "other", "3");
  run(store().insertGrant(makeAccess("acme", "4", "xero"), kNow));
  const auto grants = run(store().findGrants("acme", "gusto"));
  ASSERT_EQ(grants.size(), 2U);
  EXPECT_EQ(grants[0].grant_id, one.grant_id);
  EXPECT_EQ(grants[1].grant_id, two.grant_id);
  EXPECT_TRUE(run(store().findGrants("nobody", "gusto")).empty());
  EXPECT_FALSE(run(store().findGrant("grant_none")));
}

TEST_P(IntegrationStoreContract, KeepsTextsThatLookLikeSql) {
  const std::string workspace = "o'hara\"; DROP TABLE grants; -- :name ünïcödé \xF0\x9F\x98\x80";
  insert(store(), workspace, "1");
  EXPECT_EQ(run(store().findGrants(workspace, "gusto")).size(), 1U);
}

TEST_P(IntegrationStoreContract, RemovesAGrantOnlyAtItsGeneration) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  EXPECT_FALSE(run(store().removeGrant(grant.grant_id, 2)));
  EXPECT_TRUE(run(store().findGrant(grant.grant_id)));
  EXPECT_TRUE(run(store().removeGrant(grant.grant_id, 1)));
  EXPECT_FALSE(run(otherHost().findGrant(grant.grant_id)));
  EXPECT_FALSE(run(store().removeGrant(grant.grant_id, 1)));
}

TEST_P(IntegrationStoreContract, ForgetsTheTenantsOfARemovedGrant) {
  const auto grant = connect(store(), "acme", "1", {"A"});
  run(store().removeGrant(grant.grant_id, 1));
  const auto next = connect(store(), "acme", "2", {"A"});
  EXPECT_NE(next.grant_id, grant.grant_id);
  EXPECT_EQ(next.generation, 1);
}

TEST_P(IntegrationStoreContract, CanBeProvedWritableAgainAndAgain) {
  run(store().checkWritable());
  run(otherHost().checkWritable());
  run(store().checkWritable());
}

}  // namespace patchbay::testing
