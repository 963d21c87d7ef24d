#include <gmock/gmock.h>

#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "core/fetch/data_purge.hpp"
#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NotedPurges final : public DataPurge {
 public:
  void purge(std::string_view workspace_id, std::string_view) override {
    workspaces.emplace_back(workspace_id);
  }
  void purgeAll() override {}

  std::vector<std::string> workspaces;
};

class Events : public AcmeTest {
 protected:
  static std::string signedWith(const std::string& key, const std::string& body) {
    return crypto::base64(crypto::hmacSha256(Secret(key), body));
  }

  EventOutcome accept(const std::string& body, const std::string& key = "key-1") {
    return host.run(provider.acceptEvents(EventDelivery(signedWith(key, body), body)));
  }

  /// Seconds since the epoch, now.
  std::string now() const { return std::to_string(toEpochSeconds(host.clock.now())); }

  std::vector<ProviderEvent> waiting() {
    return host.run(host.store.takeProviderEvents(100, Milliseconds(0)));
  }

  void workOff() {
    for (ProviderEvent& event : waiting()) host.run(provider.workOffEvent(std::move(event)));
  }

  IntegrationAccess grant() { return host.run(provider.listAccess("shop")).at(0); }

  NotedPurges purges;
  IntegrationContext context = [this] {
    IntegrationContext with_purge = host.context();
    with_purge.data_purge = &purges;
    return with_purge;
  }();
  AcmeIntegration provider{context, [](OAuthApp& app) {
                             app.event_signature.header = "x-acme-signature";
                             app.event_signature.encoding = EventSignature::Encoding::base64;
                             app.event_signature.key = Secret("key-1");
                           }};
};

TEST_F(Events, AreKeptWhenTheyAreSigned) {
  EXPECT_EQ(accept(R"([["e1","data_changed","company-1",)" + now() + "]]"), EventOutcome::accepted);
  const auto kept = waiting();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].integration, "acme");
  EXPECT_EQ(kept[0].id, "e1");
}

TEST_F(Events, AreRefusedWithoutTheRightSignature) {
  const std::string body = R"([["e1","data_changed","company-1",)" + now() + "]]";
  EXPECT_EQ(accept(body, "another key"), EventOutcome::refused);
  for (const std::string& signature : {std::string(), signedWith("key-1", body + " ")}) {
    EXPECT_EQ(host.run(provider.acceptEvents(EventDelivery(signature, body))),
              EventOutcome::refused);
  }
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(Events, AreRefusedAsLongAsNoKeyIsSet) {
  AcmeIntegration keyless(context);
  const auto outcome = host.run(keyless.acceptEvents(EventDelivery(signedWith("", "[]"), "[]")));
  EXPECT_EQ(outcome, EventOutcome::refused);
}

TEST_F(Events, MayBeNone) { EXPECT_EQ(accept("[]"), EventOutcome::accepted); }

TEST_F(Events, ThatAreSignedAndUnreadableAreNotWantedAgain) {
  EXPECT_EQ(accept("{"), EventOutcome::accepted);
  EXPECT_EQ(accept("{}"), EventOutcome::accepted);
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(Events, ThatComeTwiceCountOnce) {
  const std::string body = R"([["e1","data_changed","company-1",)" + now() + "]]";
  accept(body);
  accept(body);
  EXPECT_EQ(waiting().size(), 1U);
}

TEST_F(Events, OlderThanAnythingRememberedAreDropped) {
  const auto old = toEpochSeconds(host.clock.now() - std::chrono::days(7) - Seconds(1));
  accept(R"([["e1","deprovisioned","company-1",)" + std::to_string(old) + "]]");
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(Events, OfADeprovisionedCompanyRequireAReconnect) {
  ASSERT_TRUE(connect().access);
  host.access(acme, "shop");
  host.clock.advance(Seconds(5));
  accept(R"([["e1","deprovisioned","company-1",)" + now() + "]]");
  workOff();
  EXPECT_EQ(grant().reconnect_cause, ReconnectCause::deprovisioned);
  EXPECT_EQ(refusalOfAccess(), ErrorCode::requires_reconnect) << "nothing is remembered";
  EXPECT_THAT(purges.workspaces, ElementsAre("shop"));
}

TEST_F(Events, OfADeprovisionedCompanyDoNotHurtAConnectionMadeLater) {
  const std::string before = now();
  host.clock.advance(Seconds(5));
  ASSERT_TRUE(connect().access);
  accept(R"([["e1","deprovisioned","company-1",)" + before + "]]");
  workOff();
  EXPECT_FALSE(grant().requires_reconnect);
}

TEST_F(Events, ConcernTheirTenantOnly) {
  ASSERT_TRUE(connect().access);
  accept(R"([["e1","deprovisioned","company-2",)" + now() + "]]");
  workOff();
  EXPECT_FALSE(grant().requires_reconnect);
}

TEST_F(Events, TakeOneOfSeveralTenantsAway) {
  answerPair("1");
  host.http.answer(200, R"(["A","B"])");
  ASSERT_TRUE(host.connect(provider, "shop").access);
  accept(R"([["e1","deprovisioned","A",)" + now() + "]]");
  workOff();
  EXPECT_FALSE(grant().requires_reconnect);
  EXPECT_EQ(findTenant(grant(), "A")->state, TenantState::lost);
  EXPECT_EQ(findTenant(grant(), "B")->state, TenantState::active);
}

TEST_F(Events, OfChangedDataPurgeThemInAllWorkspaces) {
  ASSERT_TRUE(connect().access);
  answerPair("2");
  answerCompany();
  ASSERT_TRUE(host.connect(acme, "other").access);
  const auto newest = host.run(host.store.findGrantChanges(0, 100)).newest;
  accept(R"([["e1","data_changed","company-1",)" + now() + "]]");
  workOff();
  EXPECT_THAT(purges.workspaces, ElementsAre("shop", "other"));
  const auto told = host.run(host.store.findGrantChanges(newest, 100)).changes;
  EXPECT_EQ(told.size(), 2U) << "other hosts are told too";
}

TEST_F(Events, AHandshakeIsKeptForTheOperatorAndUsedForNothing) {
  const auto outcome = host.run(provider.acceptEvents(EventDelivery("", "key=offered by anybody")));
  EXPECT_EQ(outcome, EventOutcome::handshake);
  const auto kept = host.run(host.store.listEventHandshakes("acme"));
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].verification_token.reveal(), "offered by anybody");
  EXPECT_EQ(accept("[]", "offered by anybody"), EventOutcome::refused);
}

TEST_F(Events, HandshakesInARushAreTurnedAway) {
  host.run(provider.acceptEvents(EventDelivery("", "key=1")));
  EXPECT_THROW(host.run(provider.acceptEvents(EventDelivery("", "key=2"))), IntegrationError);
  host.clock.advance(Seconds(1));
  host.run(provider.acceptEvents(EventDelivery("", "key=3")));
  EXPECT_EQ(host.run(host.store.listEventHandshakes("acme")).size(), 2U);
}

}  // namespace
}  // namespace patchbay
