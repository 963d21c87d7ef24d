#include <gtest/gtest.h>

#include <filesystem>

#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "core/store/sql_integration_store.hpp"
#include "tests/host/running_host.hpp"
#include "tests/support/run.hpp"
#include "tests/support/step_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {
namespace {

constexpr const char* kConnection = "/v1/workspaces/shop/integrations/acme";
constexpr std::size_t kLoopsOfAHost = 5;  // of its upkeep

// Two hosts over one database. The workspace "shop" is connected, and both have its token in
// memory. What a host learns it learns when the clock is put on.
class TwoHosts : public ::testing::Test {
 protected:
  void SetUp() override {
    DatabaseLocation location;
    location.sqlite_file = file;
    migrateDatabase(location);
    for (RunningHost* host : {&one, &two}) {
      host->goBy(clock);
      host->keepIn(openSqlStore(location, crypto::KeyRing({{"k1", Secret(std::string(32, 'k'))}}),
                                host->log));
    }
    key = one.addKey({});
    one.start();
    two.start();
    ASSERT_TRUE(clock.awaitLoops(2 * kLoopsOfAHost));
    ASSERT_EQ(one.connect(key, "shop").status, 200U);
    look();
    EXPECT_EQ(token(one), "access-1");
    EXPECT_EQ(token(two), "access-1");
  }

  /// The time within which a host looks what others changed.
  void look() { ASSERT_TRUE(clock.step(Milliseconds(400))); }

  http::HttpResponse askToken(RunningHost& host, const std::string& query = "") {
    return host.call(key, "GET", std::string(kConnection) + "/token" + query);
  }
  std::string token(RunningHost& host, const std::string& query = "") {
    const auto answer = askToken(host, query);
    return answer.status == 200 ? std::string(bodyOf(answer).at("access_token").as_string())
                                : std::to_string(answer.status);
  }

  /// The status with which data of one month come.
  unsigned data(RunningHost& host) {
    return host
        .call(key, "GET",
              std::string(kConnection) + "/data?from_date=2025-11-01&to_date=2025-11-30")
        .status;
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "patchbay.db";
  StepClock clock;
  const std::map<std::string, std::string> settings{{"ACME_TENANTS", "one"},
                                                    {"ACME_EVENTS_KEY", "key-1"}};
  RunningHost one{settings};
  RunningHost two{settings};
  std::string key;
};

TEST_F(TwoHosts, SeeADisconnectOnTheOther) {
  one.acme->answer(200, "");
  EXPECT_EQ(one.call(key, "DELETE", kConnection).status, 200U);
  EXPECT_EQ(token(two), "access-1") << "it looks every 400 ms, and answers from memory meanwhile";
  look();
  EXPECT_EQ(token(two), "404");
}

TEST_F(TwoHosts, SeeAReconnectOnTheOther) {
  EXPECT_EQ(one.connect(key, "shop", "2").status, 200U);
  look();
  EXPECT_EQ(token(two), "access-2");
  EXPECT_EQ(token(one), "access-2");
}

TEST_F(TwoHosts, SeeARefreshOnTheOther) {
  ASSERT_TRUE(clock.step(Seconds(31)));  // a younger pair is as fresh as it gets
  one.scriptPair("2");
  EXPECT_EQ(token(one, "?min_ttl_seconds=7199"), "access-2");
  EXPECT_EQ(token(two), "access-1");
  look();
  EXPECT_EQ(token(two), "access-2");
  EXPECT_TRUE(two.acme->requests().empty()) << "it read what the other host stored";
}

TEST_F(TwoHosts, TakeAChoiceThatTheOtherOffered) {
  const auto login = one.beginLogin(one.openSession(key, "bakery"));
  one.scriptPair("7");
  one.acme->answer(200, R"(["A","B"])");
  const auto page = one.send("GET", login.callback, {{"Cookie", login.cookie}});
  ASSERT_EQ(page.status, 200U) << page.body;
  const auto done =
      two.send("POST", "/integration/acme/callback/tenant",
               {{"Cookie", login.cookie}, {"Content-Type", "application/x-www-form-urlencoded"}},
               "choice=" + formField(page, "choice") + "&login=" + formField(page, "login") +
                   "&tenant_id=B");
  EXPECT_EQ(done.status, 200U) << done.body;
  const auto token = one.call(key, "GET", "/v1/workspaces/bakery/integrations/acme/token");
  EXPECT_EQ(bodyOf(token).at("tenant_id").as_string(), "B");
}

TEST_F(TwoHosts, SeeWhatAProviderToldTheOther) {
  const std::string body =
      R"([["e1","deprovisioned","company-1",)" + std::to_string(toEpochSeconds(clock.now())) + "]]";
  EXPECT_EQ(
      one.send("POST", "/integration/acme/events",
               {{"X-Acme-Signature", crypto::hex(crypto::hmacSha256(Secret("key-1"), body))}}, body)
          .status,
      200U);
  EXPECT_EQ(token(one), "access-1") << "it was answered before it is worked off";
  look();  // it is worked off
  look();  // and seen
  EXPECT_EQ(token(two), "424");
  EXPECT_EQ(token(one), "424");
}

TEST_F(TwoHosts, WorkOffTheEventsOfAHostThatDied) {
  ProviderEvent event("e1", EventEffect::deprovisioned, "company-1", clock.now());
  event.integration = "acme";
  run(one.store->insertProviderEvents({event}, 10, clock.now()));
  ASSERT_EQ(run(one.store->takeProviderEvents(10, Milliseconds(0))).size(), 1U);
  for (int look_number = 0; look_number < 60; ++look_number) look();  // ten seconds, and more
  EXPECT_EQ(token(two), "424");
}

TEST_F(TwoHosts, SeeThatTheOtherFoundAConnectionDead) {
  ASSERT_TRUE(clock.step(Seconds(31)));
  one.acme->answer(400, R"({"error":"invalid_grant"})");
  EXPECT_EQ(token(one, "?min_ttl_seconds=7199"), "424");
  look();
  EXPECT_EQ(token(two), "424");
}

// A host reads its own changes too, and later: what it fetched since is not to be fetched again.
TEST_F(TwoHosts, KeepWhatTheyFetchedAfterTheirOwnChange) {
  ASSERT_EQ(one.connect(key, "shop", "2").status, 200U);
  one.acme->answer(200, R"({"Ines":"3000.00"})");
  EXPECT_EQ(data(one), 200U);
  const std::size_t calls = one.acme->requests().size();
  look();
  EXPECT_EQ(data(one), 200U);
  EXPECT_EQ(one.acme->requests().size(), calls);
}

TEST_F(TwoHosts, ForgetFetchedDataWhenTheOtherChangesTheConnection) {
  two.acme->answer(200, R"({"Ines":"3000.00"})");
  EXPECT_EQ(data(two), 200U);
  ASSERT_EQ(one.connect(key, "shop", "2").status, 200U);
  look();
  const std::size_t calls = two.acme->requests().size();
  two.acme->answer(200, R"({"Ines":"4000.00"})");
  EXPECT_EQ(data(two), 200U);
  EXPECT_EQ(two.acme->requests().size(), calls + 1);
}

TEST_F(TwoHosts, SeeAKeyThatWasRevokedOrMadeElsewhere) {
  const std::string id = key.substr(3, 16);
  EXPECT_TRUE(run(one.store->revokeApiKey(id, clock.now())));
  EXPECT_EQ(token(two), "access-1");
  look();
  EXPECT_EQ(token(two), "401");
  key = one.addKey({});
  EXPECT_EQ(token(two), "401");
  look();
  EXPECT_EQ(token(two), "access-1");
}

TEST_F(TwoHosts, ShareALoginThatBeginsAtOneAndReturnsToTheOther) {
  const auto login = one.beginLogin(one.openSession(key, "bakery"));
  two.scriptPair("7");
  two.scriptCompany("company-7");
  EXPECT_EQ(two.send("GET", login.callback, {{"Cookie", login.cookie}}).status, 200U);
  const auto answer = one.call(key, "GET", "/v1/workspaces/bakery/integrations/acme/token");
  EXPECT_EQ(bodyOf(answer).at("access_token").as_string(), "access-7");
  EXPECT_NE(one.send("GET", login.callback, {{"Cookie", login.cookie}}).status, 200U)
      << "a login counts once, wherever it returns to";
}

TEST_F(TwoHosts, ForgetAllWhenTheyCannotLookForAMinute) {
  const auto elsewhere = file.string() + ".away";
  std::filesystem::rename(file, elsewhere);
  for (int second = 0; second < 59; ++second) ASSERT_TRUE(clock.step(Seconds(1)));
  EXPECT_EQ(token(two), "access-1");
  for (int second = 0; second < 2; ++second) ASSERT_TRUE(clock.step(Seconds(1)));
  EXPECT_EQ(token(two), "503");
  std::filesystem::rename(elsewhere, file);
  look();
  EXPECT_EQ(token(two), "access-1");
  EXPECT_EQ(two.log.count("changes_unknown_so_all_forgotten"), 1);
  EXPECT_EQ(two.log.count("changes_not_read"), 1);
}

TEST_F(TwoHosts, NoteWhichConnectionsAreInUse) {
  ASSERT_TRUE(clock.step(std::chrono::hours(24 * 8)));
  two.scriptPair("2");
  EXPECT_EQ(token(two), "access-2");
  ASSERT_TRUE(clock.step(Seconds(20)));
  DueQuery query;
  query.integration = "acme";
  query.rules.used_within = std::chrono::hours(24 * 7);
  query.rules.keep_alive = std::chrono::hours(24 * 300);
  query.most = 10;
  // Nine days after the connect, and one after the last use.
  ASSERT_TRUE(clock.step(std::chrono::hours(24)));
  const auto due = run(one.store->takeDueGrants(query, clock.now())).grants;
  EXPECT_EQ(due.size(), 1U);
}

}  // namespace
}  // namespace patchbay::testing
