#include "core/refresh/hand_out_memory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace patchbay {
namespace {

const TimePoint kNow = fromEpochSeconds(1'767'225'600);

IntegrationAccess accessOf(std::string token, Seconds life = Seconds(7200)) {
  IntegrationAccess access;
  access.workspace_id = "acme";
  access.integration = "gusto";
  access.token.access_token = Secret(std::move(token));
  access.token.scope = "public employees:read";
  access.token.expires_at = kNow + life;
  return access;
}

HandOutMemory::Key keyOf(std::string_view tenant = "") {
  HandOutMemory::Key key;
  key.workspace_id = "acme";
  key.integration = "gusto";
  key.tenant_id = tenant;
  return key;
}

void remember(HandOutMemory& memory, const IntegrationAccess& access) {
  memory.put(keyOf(), access, "company-1", memory.prepare("acme", "gusto"));
}

TEST(HandOutMemory, GivesTheAnswerThatCallersGet) {
  HandOutMemory memory;
  remember(memory, accessOf("token-1"));
  const auto found = memory.find(keyOf(), kNow, Seconds(60));
  ASSERT_TRUE(found);
  EXPECT_EQ(
      found->json(),
      R"({"access_token":"token-1","token_type":"Bearer","expires_at":"2026-01-01T02:00:00Z",)"
      R"("scope":"public employees:read","tenant_id":"company-1"})");
}

TEST(HandOutMemory, FindsNothingForAnotherKey) {
  HandOutMemory memory;
  remember(memory, accessOf("token-1"));
  EXPECT_FALSE(memory.find(keyOf("company-2"), kNow, Seconds(60)));
  HandOutMemory::Key other = keyOf();
  other.workspace_id = "umbrella";
  EXPECT_FALSE(memory.find(other, kNow, Seconds(60)));
}

TEST(HandOutMemory, WithholdsWhatRunsOutTooSoon) {
  HandOutMemory memory;
  remember(memory, accessOf("token-1", Seconds(100)));
  EXPECT_TRUE(memory.find(keyOf(), kNow, Seconds(100)));
  EXPECT_FALSE(memory.find(keyOf(), kNow, Seconds(101)));
}

TEST(HandOutMemory, KeepsNoTokenForAThreadThatItWasTooShortFor) {
  HandOutMemory memory;
  remember(memory, accessOf("token-1", Seconds(100)));
  const std::weak_ptr<const HandOut> seen = memory.find(keyOf(), kNow, Seconds(60));
  EXPECT_FALSE(seen.expired());
  EXPECT_FALSE(memory.find(keyOf(), kNow, Seconds(101)));
  memory.forget("acme", "gusto");
  EXPECT_TRUE(seen.expired()) << "the thread may never be asked for it again";
}

TEST(HandOutMemory, WithholdsWhatComesFromTheFuture) {
  HandOutMemory memory;
  IntegrationAccess access = accessOf("token-1");
  access.refreshed_at = kNow;
  remember(memory, access);
  EXPECT_TRUE(memory.find(keyOf(), kNow - std::chrono::minutes(5), Seconds(60)));
  EXPECT_FALSE(memory.find(keyOf(), kNow - std::chrono::minutes(6), Seconds(60)));
}

TEST(HandOutMemory, ForgetsOnAllThreadsAtOnce) {
  HandOutMemory memory;
  remember(memory, accessOf("token-1"));
  std::atomic<bool> has_seen = false;
  std::atomic<bool> may_look_again = false;
  bool is_found_after = true;
  std::thread other([&] {
    has_seen = memory.find(keyOf(), kNow, Seconds(60)) != nullptr;
    has_seen.notify_one();
    may_look_again.wait(false);
    is_found_after = memory.find(keyOf(), kNow, Seconds(60)) != nullptr;
  });
  has_seen.wait(false);
  memory.forget("acme", "gusto");
  may_look_again = true;
  may_look_again.notify_one();
  other.join();
  EXPECT_FALSE(is_found_after);
}

TEST(HandOutMemory, RefusesWhatWasReadBeforeAForget) {
  HandOutMemory memory;
  const auto ticket = memory.prepare("acme", "gusto");
  memory.forget("acme", "gusto");
  memory.put(keyOf(), accessOf("token-1"), "company-1", ticket);
  EXPECT_FALSE(memory.find(keyOf(), kNow, Seconds(60)));
}

IntegrationAccess pairOf(std::int64_t generation) {
  IntegrationAccess access = accessOf("token-" + std::to_string(generation));
  access.grant_id = "grant-1";
  access.generation = generation;
  return access;
}

TEST(HandOutMemory, ForgetsAGrantsOlderPairsOnly) {
  HandOutMemory memory;
  remember(memory, pairOf(2));
  memory.forgetOlder("acme", "gusto", "grant-1", 2);
  memory.forgetOlder("acme", "gusto", "grant-2", 9);
  memory.forgetOlder("umbrella", "gusto", "grant-1", 9);
  const auto known = memory.find(keyOf(), kNow, Seconds(60));
  ASSERT_TRUE(known);
  memory.forgetOlder("acme", "gusto", "grant-1", 3);
  EXPECT_FALSE(known->isCurrent());
  EXPECT_FALSE(memory.find(keyOf(), kNow, Seconds(60)));
}

TEST(HandOutMemory, KeepsOtherTenantsWhenOneGrantWasRefreshed) {
  HandOutMemory memory;
  IntegrationAccess other = pairOf(1);
  other.grant_id = "grant-2";
  memory.put(keyOf("a"), pairOf(1), "a", memory.prepare("acme", "gusto"));
  memory.put(keyOf("b"), other, "b", memory.prepare("acme", "gusto"));
  memory.forgetOlder("acme", "gusto", "grant-1", 2);
  EXPECT_FALSE(memory.find(keyOf("a"), kNow, Seconds(60)));
  EXPECT_TRUE(memory.find(keyOf("b"), kNow, Seconds(60)));
}

TEST(HandOutMemory, RefusesWhatWasReadBeforeARefreshElsewhere) {
  HandOutMemory memory;
  const auto ticket = memory.prepare("acme", "gusto");
  memory.forgetOlder("acme", "gusto", "grant-1", 2);
  memory.put(keyOf(), pairOf(1), "company-1", ticket);
  EXPECT_FALSE(memory.find(keyOf(), kNow, Seconds(60)));
}

TEST(HandOutMemory, ForgetsEverythingAndWhatIsBeingRead) {
  HandOutMemory memory;
  remember(memory, pairOf(1));
  const auto known = memory.find(keyOf(), kNow, Seconds(60));
  const auto ticket = memory.prepare("umbrella", "xero");
  memory.forgetAll();
  EXPECT_FALSE(known->isCurrent());
  EXPECT_FALSE(memory.find(keyOf(), kNow, Seconds(60)));
  HandOutMemory::Key other{"umbrella", "xero", ""};
  memory.put(other, pairOf(1), "", ticket);
  EXPECT_FALSE(memory.find(other, kNow, Seconds(60)));
  remember(memory, pairOf(2));
  EXPECT_TRUE(memory.find(keyOf(), kNow, Seconds(60)));
}

TEST(HandOutMemory, TellsOnceWhichGrantsAreUsed) {
  HandOutMemory memory;
  remember(memory, pairOf(1));
  remember(memory, pairOf(1));
  EXPECT_EQ(memory.takeUses(), std::vector<std::string>{"grant-1"});
  std::ignore = memory.find(keyOf(), kNow, Seconds(60));
  EXPECT_TRUE(memory.takeUses().empty()) << "callers that are served from memory cost nothing";
}

TEST(HandOutMemory, ReplacesAnOlderHandOut) {
  HandOutMemory memory;
  remember(memory, accessOf("token-1"));
  const auto older = memory.find(keyOf(), kNow, Seconds(60));
  remember(memory, accessOf("token-2"));
  EXPECT_FALSE(older->isCurrent());
  EXPECT_EQ(memory.find(keyOf(), kNow, Seconds(60))->access().token.access_token.reveal(),
            "token-2");
}

TEST(HandOutMemory, IsBounded) {
  HandOutMemory memory(2);
  const std::vector<std::string> workspaces{"a", "b", "c"};
  for (const std::string& workspace : workspaces) {
    HandOutMemory::Key key = keyOf();
    key.workspace_id = workspace;
    memory.put(key, accessOf("token"), "", memory.prepare(workspace, "gusto"));
  }
  HandOutMemory::Key key = keyOf();
  key.workspace_id = "a";
  EXPECT_FALSE(memory.find(key, kNow, Seconds(60))) << "the oldest goes first";
  key.workspace_id = "c";
  EXPECT_TRUE(memory.find(key, kNow, Seconds(60)));
}

}  // namespace
}  // namespace patchbay
