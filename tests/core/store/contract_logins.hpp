#pragma once

#include "tests/core/store/integration_store_contract.hpp"

namespace patchbay::testing {

TEST_P(IntegrationStoreContract, ReturnsAPendingLoginAsItWas) {
  run(store().insertPendingLogin(makeLogin("s1")));
  const auto login = run(store().takePendingLogin("s1", kNow)).value();
  EXPECT_EQ(login.state_hash, "s1");
  EXPECT_EQ(login.browser_hash, "browser");
  EXPECT_EQ(login.workspace_id, "acme");
  EXPECT_EQ(login.integration, "gusto");
  EXPECT_EQ(login.code_verifier.reveal(), "verifier-s1");
  EXPECT_EQ(login.nonce, "nonce-s1");
  EXPECT_EQ(login.redirect_uri, "https://patchbay.example/integration/gusto/callback");
  EXPECT_EQ(login.return_url, "https://app.example/done");
  EXPECT_EQ(login.expires_at, kNow + Seconds(600));
}

TEST_P(IntegrationStoreContract, KeepsAnEmptyVerifierAndNonceEmpty) {
  auto login = makeLogin("s1");
  login.code_verifier = Secret();
  login.nonce.clear();
  run(store().insertPendingLogin(login));
  const auto taken = run(store().takePendingLogin("s1", kNow)).value();
  EXPECT_TRUE(taken.code_verifier.empty());
  EXPECT_TRUE(taken.nonce.empty());
}

TEST_P(IntegrationStoreContract, HandsAPendingLoginOutOnce) {
  run(store().insertPendingLogin(makeLogin("s1")));
  EXPECT_TRUE(run(store().takePendingLogin("s1", kNow)));
  EXPECT_FALSE(run(store().takePendingLogin("s1", kNow)));
  EXPECT_FALSE(run(otherHost().takePendingLogin("s1", kNow)));
}

TEST_P(IntegrationStoreContract, HandsAPendingLoginToOneOfTwoHosts) {
  for (int round = 0; round < 30; ++round) {
    const std::string state = "s" + std::to_string(round);
    run(store().insertPendingLogin(makeLogin(state)));
    const auto [one, two] =
        runBoth(store().takePendingLogin(state, kNow), otherHost().takePendingLogin(state, kNow));
    EXPECT_NE(one.has_value(), two.has_value());
  }
}

TEST_P(IntegrationStoreContract, CountsAnExpiredLoginAsAbsent) {
  run(store().insertPendingLogin(makeLogin("s1")));
  EXPECT_FALSE(run(store().takePendingLogin("s1", kNow + Seconds(600))));
}

TEST_P(IntegrationStoreContract, KeepsALoginUntilItsLastMillisecond) {
  run(store().insertPendingLogin(makeLogin("s1")));
  EXPECT_TRUE(run(store().takePendingLogin("s1", kNow + Seconds(600) - Milliseconds(1))));
}

inline ConnectSession makeSession(const std::string& token_hash) {
  ConnectSession session;
  session.token_hash = token_hash;
  session.workspace_id = "acme";
  session.integrations = {"gusto", "xero"};
  session.return_url = "https://app.example/done";
  session.expires_at = kNow + Seconds(600);
  return session;
}

TEST_P(IntegrationStoreContract, FindsAConnectSessionUntilItExpires) {
  run(store().insertConnectSession(makeSession("t1")));
  const auto session = run(otherHost().findConnectSession("t1", kNow)).value();
  EXPECT_EQ(session.token_hash, "t1");
  EXPECT_EQ(session.workspace_id, "acme");
  EXPECT_EQ(session.integrations, (std::vector<std::string>{"gusto", "xero"}));
  EXPECT_EQ(session.return_url, "https://app.example/done");
  EXPECT_EQ(session.expires_at, kNow + Seconds(600));
  EXPECT_FALSE(run(store().findConnectSession("t1", kNow + Seconds(600))));
  EXPECT_FALSE(run(store().findConnectSession("t2", kNow)));
}

TEST_P(IntegrationStoreContract, RemovesWhatExpiredAndNothingElse) {
  run(store().insertPendingLogin(makeLogin("old")));
  run(store().insertConnectSession(makeSession("old")));
  auto login = makeLogin("young");
  login.expires_at += Seconds(1);
  run(store().insertPendingLogin(login));
  EXPECT_EQ(run(store().removeExpired(kNow)), 0);
  EXPECT_EQ(run(store().removeExpired(kNow + Seconds(600))), 2);
  EXPECT_TRUE(run(store().takePendingLogin("young", kNow)));
}

inline ApiKey makeKey(const std::string& id) {
  ApiKey key;
  key.id = id;
  key.secret_hash = "hash of " + id;
  key.label = "payroll \"backend\"";
  key.workspaces = {"acme", "a,b"};
  key.created_at = kNow;
  key.expires_at = kNow + Seconds(60);
  return key;
}

TEST_P(IntegrationStoreContract, ListsApiKeysAsTheyWere) {
  run(store().insertApiKey(makeKey("k1")));
  const auto keys = run(otherHost().listApiKeys());
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id, "k1");
  EXPECT_EQ(keys[0].secret_hash, "hash of k1");
  EXPECT_EQ(keys[0].label, "payroll \"backend\"");
  EXPECT_EQ(keys[0].workspaces, (std::vector<std::string>{"acme", "a,b"}));
  EXPECT_TRUE(keys[0].operations.empty());
  EXPECT_EQ(keys[0].created_at, kNow);
  EXPECT_EQ(keys[0].expires_at, kNow + Seconds(60));
  EXPECT_FALSE(keys[0].revoked_at);
}

TEST_P(IntegrationStoreContract, KeepsTheFirstTimeAKeyWasRevoked) {
  run(store().insertApiKey(makeKey("k1")));
  EXPECT_TRUE(run(store().revokeApiKey("k1", kNow)));
  EXPECT_TRUE(run(store().revokeApiKey("k1", kNow + Seconds(5))));
  EXPECT_EQ(run(store().listApiKeys())[0].revoked_at, kNow);
  EXPECT_FALSE(run(store().revokeApiKey("k2", kNow)));
}

TEST_P(IntegrationStoreContract, MovesTheRevisionAtEveryChangeOfAKey) {
  const auto empty = run(store().apiKeysRevision());
  run(store().insertApiKey(makeKey("k1")));
  const auto inserted = run(otherHost().apiKeysRevision());
  EXPECT_NE(inserted, empty);
  run(store().revokeApiKey("k1", kNow));
  EXPECT_NE(run(otherHost().apiKeysRevision()), inserted);
}

TEST_P(IntegrationStoreContract, KeepsTheRevisionWhenAKeyIsRefused) {
  run(store().insertApiKey(makeKey("k1")));
  const auto before = run(store().apiKeysRevision());
  EXPECT_EQ(codeOf([&] { run(store().insertApiKey(makeKey("k1"))); }), ErrorCode::internal);
  run(store().revokeApiKey("k2", kNow));
  EXPECT_EQ(run(store().apiKeysRevision()), before);
}

}  // namespace patchbay::testing
