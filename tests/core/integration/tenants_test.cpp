#include <gmock/gmock.h>

#include "core/tenants/tenant_list.hpp"
#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IntegrationFixture;

std::vector<std::string> idsOf(const std::vector<Tenant>& tenants) {
  std::vector<std::string> ids;
  for (const Tenant& tenant : tenants) ids.push_back(tenant.id);
  return ids;
}

class Tenants : public AcmeTest {
 protected:
  Tenants() : Tenants(TenantCount::many, TenantCount::many) {}
  Tenants(TenantCount reaches, TenantCount holds)
      : provider(host.context(), [=](OAuthApp& app) {
          app.tenancy.grant_reaches = reaches;
          app.tenancy.workspace_holds = holds;
        }) {}

  /// A connect whose grant reaches these; JSON, e.g. `["A","B"]`.
  CallbackResult connectTo(const std::string& ids, const std::string& workspace = "shop") {
    answerPair(std::to_string(++pairs_));
    host.http.answer(200, ids);
    return host.connect(provider, workspace);
  }

  IntegrationAccess access(const std::string& tenant = "", const std::string& workspace = "shop") {
    return host.run(provider.getIntegrationAccess(AccessRequest(workspace, tenant, Seconds(60))));
  }

  IntegrationError refusal(const std::string& tenant = "") {
    try {
      access(tenant);
    } catch (const IntegrationError& error) {
      return error;
    }
    ADD_FAILURE() << "the access was given";
    return IntegrationError(ErrorCode::internal, "");
  }

  std::vector<IntegrationAccess> grants(const std::string& workspace = "shop") {
    return host.run(provider.listAccess(workspace));
  }

  ErrorCode codeOfDefault(const std::string& tenant) {
    try {
      host.run(provider.setDefaultTenant("shop", tenant));
    } catch (const IntegrationError& error) {
      return error.code();
    }
    return ErrorCode::internal;
  }

  AcmeIntegration provider;

 private:
  int pairs_ = 0;
};

TEST_F(Tenants, OfAGrantCanBeSeveral) {
  const auto result = connectTo(R"(["A","B"])");
  ASSERT_TRUE(result.access);
  EXPECT_THAT(idsOf(result.access->tenants), ElementsAre("A", "B"));
  EXPECT_EQ(access("B").tenant_id, "B");
  EXPECT_EQ(access("A").token.access_token.reveal(), "access-1");
}

TEST_F(Tenants, AreListedInTheProblemWhenNoneIsNamed) {
  connectTo(R"(["A","B"])");
  const auto error = refusal();
  EXPECT_EQ(error.code(), ErrorCode::conflict);
  EXPECT_EQ(error.memberName(), "tenants");
  const std::string grant = grants().front().grant_id;
  EXPECT_EQ(error.memberJson(), R"([{"id":"A","name":"Name of A","type":"company","grant":")" +
                                    grant +
                                    R"(","state":"active","default":false},)"
                                    R"({"id":"B","name":"Name of B","type":"company","grant":")" +
                                    grant + R"(","state":"active","default":false}])");
}

TEST_F(Tenants, NeedNoNameWhereThereIsOne) {
  connectTo(R"(["A"])");
  EXPECT_EQ(access().tenant_id, "A");
}

TEST_F(Tenants, TheChosenDefaultServesWhoNamesNone) {
  connectTo(R"(["A","B"])");
  connectTo(R"(["C"])");
  host.run(provider.setDefaultTenant("shop", "B"));
  EXPECT_EQ(access().tenant_id, "B");
  host.run(provider.setDefaultTenant("shop", "C"));
  EXPECT_EQ(access().tenant_id, "C") << "also what was remembered";
  EXPECT_EQ(access().token.access_token.reveal(), "access-2");
}

TEST_F(Tenants, ADefaultIsOneThatTheWorkspaceReaches) {
  connectTo(R"(["A","B"])");
  connectTo(R"(["C"])", "other");
  EXPECT_EQ(codeOfDefault("C"), ErrorCode::not_connected);
  EXPECT_EQ(codeOfDefault(""), ErrorCode::not_connected);
  EXPECT_EQ(refusal().code(), ErrorCode::conflict);
}

TEST_F(Tenants, DoNotChangeAtARefresh) {  // O5
  connectTo(R"(["A","B"])");
  host.run(provider.setDefaultTenant("shop", "B"));
  host.clock.advance(Seconds(7200));
  answerPair("9");
  const auto fresh = access();
  EXPECT_EQ(fresh.tenant_id, "B");
  EXPECT_EQ(fresh.token.access_token.reveal(), "access-9");
  EXPECT_TRUE(host.http.isExhausted()) << "and the provider is not asked for tenants";
}

TEST_F(Tenants, WhereThereAreNoneTheConnectionIsRefused) {  // O6
  answerPair("1");
  host.http.answer(200, "[]");
  const auto result = host.connect(provider, "shop");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::access_denied);
  EXPECT_TRUE(grants().empty());
}

TEST_F(Tenants, ALostOneSaysSoAndLeavesTheOthers) {
  connectTo(R"(["A","B"])");
  host.run(provider.reportTenantLost(access("B")));
  EXPECT_EQ(refusal("B").code(), ErrorCode::requires_reconnect);
  EXPECT_THAT(refusal("B").publicText(), HasSubstr("tenant_lost"));
  EXPECT_EQ(access("A").tenant_id, "A");
  EXPECT_EQ(refusal().code(), ErrorCode::conflict) << "the other is not taken silently";
  connectTo(R"(["A","B"])");
  EXPECT_EQ(access("B").token.access_token.reveal(), "access-2");
}

TEST_F(Tenants, OneOfSeveralIsDisconnectedAlone) {
  connectTo(R"(["A","B"])");
  access("A");
  host.http.answer(204, "");
  const auto result = host.run(provider.disconnectTenant("shop", "A"));
  EXPECT_EQ(host.http.lastRequest().method, "DELETE");
  EXPECT_EQ(host.http.lastRequest().url, "https://acme.test/api/connection-A");
  EXPECT_EQ(result.tenants, 1);
  EXPECT_EQ(result.grants, 0);
  EXPECT_EQ(result.revoked_at_provider, 1);
  EXPECT_EQ(refusal("A").code(), ErrorCode::not_connected);
  EXPECT_EQ(access().tenant_id, "B");
}

TEST_F(Tenants, TheLastOneTakesItsGrantAlong) {
  connectTo(R"(["A"])");
  host.http.answer(200, "");
  const auto result = host.run(provider.disconnectTenant("shop", "A"));
  EXPECT_EQ(host.http.lastRequest().url, "https://acme.test/revoke");
  EXPECT_EQ(result.grants, 1);
  EXPECT_EQ(result.revoked_at_provider, 1);
  EXPECT_TRUE(grants().empty());
}

TEST_F(Tenants, AreForgottenHereAlsoWhenTheProviderFails) {  // O14
  connectTo(R"(["A","B"])");
  host.http.answer(500, "");
  const auto result = host.run(provider.disconnectTenant("shop", "A"));
  EXPECT_EQ(result.tenants, 1);
  EXPECT_EQ(result.revoked_at_provider, 0);
  EXPECT_EQ(refusal("A").code(), ErrorCode::not_connected);
}

TEST_F(Tenants, OneThatAnotherWorkspaceReachesStaysAtTheProvider) {
  connectTo(R"(["A","B"])");
  connectTo(R"(["A"])", "other");
  const auto calls = host.http.requests().size();
  EXPECT_EQ(host.run(provider.disconnectTenant("shop", "A")).revoked_at_provider, 0);
  EXPECT_EQ(host.http.requests().size(), calls);
  EXPECT_EQ(access("A", "other").tenant_id, "A");
}

TEST_F(Tenants, OfAnotherWorkspaceAreNotDisconnected) {
  connectTo(R"(["A"])", "other");
  connectTo(R"(["B"])");
  EXPECT_THROW(host.run(provider.disconnectTenant("shop", "A")), IntegrationError);
  EXPECT_EQ(grants("other").size(), 1U);
}

TEST_F(Tenants, HowManyAWorkspaceHoldsIsASetting) {
  const auto heldWith = [](const std::string& value) {
    IntegrationFixture other(Settings::of({{"ACME_TENANTS", value}}));
    return AcmeIntegration(other.context()).app().tenancy.workspace_holds;
  };
  EXPECT_EQ(heldWith("one"), TenantCount::one);
  EXPECT_EQ(heldWith("many"), TenantCount::many);
  EXPECT_THROW(heldWith("two"), IntegrationError);
}

class OneCompany : public Tenants {
 protected:
  OneCompany() : Tenants(TenantCount::one, TenantCount::one) {}
};

TEST_F(OneCompany, RefusesASecondAndLeavesTheFirstUntouched) {
  connectTo(R"(["A"])");
  answerPair("2");
  host.http.answer(200, R"(["B"])");
  host.http.answer(200, "");  // the new grant is revoked
  const auto result = host.connect(provider, "shop");
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->code(), ErrorCode::tenant_refused);
  EXPECT_EQ(host.http.lastRequest().url, "https://acme.test/revoke");
  EXPECT_THAT(host.http.lastRequest().body, HasSubstr("refresh-2"));
  ASSERT_EQ(grants().size(), 1U);
  EXPECT_EQ(access().tenant_id, "A");
  EXPECT_EQ(access().token.access_token.reveal(), "access-1");
}

TEST_F(OneCompany, RefusesASecondAlsoWhenItCannotBeRevoked) {
  connectTo(R"(["A"])");
  answerPair("2");
  host.http.answer(200, R"(["B"])");
  host.http.answer(503, "");
  EXPECT_EQ(host.connect(provider, "shop").failure->code(), ErrorCode::tenant_refused);
  EXPECT_EQ(grants().size(), 1U);
}

TEST_F(OneCompany, IsHealedByAReconnectOfTheSame) {
  const auto first = connectTo(R"(["A"])");
  const auto again = connectTo(R"(["A"])");
  ASSERT_TRUE(again.access);
  EXPECT_EQ(again.access->grant_id, first.access->grant_id);
  EXPECT_EQ(again.access->generation, 2);
  EXPECT_EQ(access().token.access_token.reveal(), "access-2");
}

TEST_F(OneCompany, MayBeAnotherInAnotherWorkspace) {
  connectTo(R"(["A"])");
  EXPECT_TRUE(connectTo(R"(["B"])", "other").access);
}

class OneOfSeveral : public Tenants {
 protected:
  OneOfSeveral() : Tenants(TenantCount::many, TenantCount::one) {}

  /// A login up to the choice, with the cookie that the answer needs.
  TenantChoice offered(const std::string& ids) {
    answerPair("1");
    host.http.answer(200, ids);
    auto login = host.run(provider.oauthLogin(LoginRequest("shop", "")));
    cookie = login.browser_binding;
    const auto result = host.run(
        provider.oauthCallback(CallbackRequest(codeAndState(login), login.browser_binding)));
    EXPECT_FALSE(result.access || result.failure);
    return result.choice.value_or(TenantChoice());
  }

  CallbackResult choose(const TenantChoice& choice, const std::string& tenant) {
    return host.run(provider.chooseTenant(TenantChoiceRequest(choice.token, tenant, cookie)));
  }

  Secret cookie;
};

TEST_F(OneOfSeveral, IsChosenByTheUser) {
  const auto choice = offered(R"(["A","B"])");
  EXPECT_THAT(idsOf(choice.tenants), ElementsAre("A", "B"));
  const auto result = choose(choice, "B");
  ASSERT_TRUE(result.access);
  EXPECT_EQ(result.workspace_id, "shop");
  EXPECT_THAT(idsOf(result.access->tenants), ElementsAre("B"));
  EXPECT_EQ(access().tenant_id, "B");
  EXPECT_EQ(access().token.access_token.reveal(), "access-1");
}

TEST_F(OneOfSeveral, NeedsNoChoiceWhereThereIsOne) { EXPECT_TRUE(connectTo(R"(["A"])").access); }

TEST_F(OneOfSeveral, StaysTheOneThatWasChosenAtAReconnect) {
  choose(offered(R"(["A","B"])"), "B");
  const auto again = connectTo(R"(["A","B"])");
  ASSERT_TRUE(again.access) << "nobody is asked again";
  EXPECT_THAT(idsOf(again.access->tenants), ElementsAre("B"));
}

TEST_F(OneOfSeveral, RefusesAConsentWithoutTheOneThatIsHeld) {
  choose(offered(R"(["A","B"])"), "B");
  answerPair("2");
  host.http.answer(200, R"(["A","C"])");
  host.http.answer(204, "");  // both are given back, and nothing is revoked
  host.http.answer(204, "");
  EXPECT_EQ(host.connect(provider, "shop").failure->code(), ErrorCode::tenant_refused);
  EXPECT_EQ(host.http.lastRequest().url, "https://acme.test/api/connection-C");
  EXPECT_EQ(access().token.access_token.reveal(), "access-1");
}

TEST_F(OneOfSeveral, IsChosenOnce) {
  const auto choice = offered(R"(["A","B"])");
  choose(choice, "B");
  EXPECT_EQ(choose(choice, "A").failure->code(), ErrorCode::invalid_request);
  EXPECT_EQ(access().tenant_id, "B");
}

TEST_F(OneOfSeveral, IsNotChosenFromAnotherBrowser) {
  const auto choice = offered(R"(["A","B"])");
  const Secret ours = cookie;
  cookie = Secret("another");
  EXPECT_EQ(choose(choice, "B").failure->code(), ErrorCode::invalid_request);
  cookie = ours;
  EXPECT_EQ(choose(choice, "B").failure->code(), ErrorCode::invalid_request) << "it is spent";
  EXPECT_TRUE(grants().empty());
}

TEST_F(OneOfSeveral, IsOneOfThoseThatWereOffered) {
  EXPECT_EQ(choose(offered(R"(["A","B"])"), "C").failure->code(), ErrorCode::invalid_request);
  EXPECT_TRUE(grants().empty());
}

TEST_F(OneOfSeveral, CannotBeChosenForAnotherProvider) {
  const auto choice = offered(R"(["A","B"])");
  AcmeIntegration other(host.context(), [](OAuthApp& app) { app.name = "Other"; });
  const auto result = host.run(other.chooseTenant(TenantChoiceRequest(choice.token, "A", cookie)));
  EXPECT_EQ(result.failure->code(), ErrorCode::invalid_request);
}

TEST_F(OneOfSeveral, CannotBeChosenAfterTenMinutes) {
  const auto choice = offered(R"(["A","B"])");
  host.clock.advance(Seconds(600));
  EXPECT_EQ(choose(choice, "A").failure->code(), ErrorCode::invalid_request);
  host.run(host.store.removeExpired(host.clock.now()));
  EXPECT_TRUE(grants().empty()) << "what was not chosen is forgotten";
}

TEST_F(OneOfSeveral, IsRefusedWhenAnotherWasConnectedMeanwhile) {
  const auto choice = offered(R"(["A","B"])");
  answerPair("2");
  host.http.answer(200, R"(["C"])");
  ASSERT_TRUE(host.connect(provider, "shop").access);
  EXPECT_EQ(choose(choice, "A").failure->code(), ErrorCode::tenant_refused);
  EXPECT_EQ(access().tenant_id, "C");
}

TEST_F(OneOfSeveral, MayBeChosenByTheBackendInstead) {
  offered(R"(["A","B"])");
  host.http.answer(200, R"(["A","B"])");
  const auto error = refusal();
  EXPECT_EQ(error.code(), ErrorCode::conflict);
  EXPECT_THAT(error.memberJson(), HasSubstr(R"("id":"B")"));
  host.http.answer(200, R"(["A","B"])");
  host.run(provider.setDefaultTenant("shop", "B"));
  EXPECT_EQ(access().tenant_id, "B");
}

}  // namespace
}  // namespace patchbay
