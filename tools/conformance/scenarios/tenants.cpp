#include <algorithm>

#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

std::string unlessRecorded(const OAuthApp& app, const std::optional<TenantAnswers>& answers,
                           const std::string& which) {
  if (!app.has_tenants) return "a grant has no tenants (has_tenants)";
  return answers ? "" : "testdata/conformance.json does not say how the API lists " + which;
}

std::string unlessSeveral(const OAuthApp& app, const RecordedAnswers& recorded) {
  if (app.has_tenants && app.tenancy.grant_reaches == TenantCount::one) {
    return "a grant reaches one tenant (tenancy.grant_reaches)";
  }
  return unlessRecorded(app, recorded.several, "several tenants");
}

std::string unlessNone(const OAuthApp& app, const RecordedAnswers& recorded) {
  return unlessRecorded(app, recorded.none, "no tenant");
}

std::string unlessOne(const OAuthApp& app, const RecordedAnswers& recorded) {
  return unlessRecorded(app, recorded.one, "one tenant");
}

std::vector<std::string> sortedIds(const std::vector<Tenant>& tenants) {
  std::vector<std::string> ids;
  for (const Tenant& tenant : tenants) ids.push_back(tenant.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

void expectTenants(const std::vector<Tenant>& found, std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  const auto have = sortedIds(found);
  expect(have == ids, "the tenants " + joinedWords(ids), have.empty() ? "none" : joinedWords(have));
}

void findsOne(Stage& stage) {
  stage.connect();
  expectTenants(stage.onlyStored().tenants, stage.recorded().one->ids);
}

void findsSeveral(Stage& stage) {
  stage.provider.reach(stage.recorded().several);
  const LoginRedirect redirect = stage.login();
  const auto result =
      stage.callBack(stage.provider.consent(redirect.location), redirect.browser_binding);
  expect(!result.failure, "no failure", result.failure ? result.failure->what() : "");
  const bool must_choose = stage.app().tenancy.workspace_holds == TenantCount::one;
  expect(result.choice.has_value() == must_choose,
         must_choose ? "the user chooses one of them" : "all of them are connected",
         must_choose ? "no choice is offered" : "the user has to choose one");
  expectTenants(must_choose ? result.choice->tenants : stage.onlyStored().tenants,
                stage.recorded().several->ids);
}

void findsNone(Stage& stage) {
  stage.provider.reach(stage.recorded().none);
  const CallbackResult result = stage.connect();
  expect(result.failure.has_value(), "the login fails, and says so", "it connected");
  expect(result.failure->code() == ErrorCode::access_denied, "the failure access_denied",
         result.failure->what());
  expect(stage.stored().empty(), "nothing of it stays", "a grant without tenant is stored");
}

/// The pair outlasts a discovery that fails, and the next hand-out makes up for it.
std::function<void(Stage&)> outlasts(Script script) {
  return [script](Stage& stage) {
    stage.provider.always(CallKind::api, script);
    const CallbackResult result = stage.connect();
    expect(result.failure.has_value(), "the login tells the failure", "it connected");
    stage.onlyStored();
    const auto asked = stage.provider.calls(CallKind::api).size();
    expect(asked <= 20, "a bounded number of calls", std::to_string(asked) + " calls");
    expect(!stage.onlyStored().requires_reconnect, "the connection is not given up",
           "it requires a reconnect");
    if (!stage.recorded().one) return;
    stage.provider.normal(CallKind::api);
    stage.clock.advance(Seconds(120));
    const Outcome outcome = stage.access();
    expect(outcome.access.has_value(), "once the API answers, a token is handed out",
           outcome.text());
  };
}

/// What is no list may mean "none" to a provider, or nothing at all; it never means a tenant.
void concludesNothing(Stage& stage) {
  stage.provider.always(CallKind::api, Script::answer(200, R"({"surprise":[null,1,{"id":7}]})"));
  const CallbackResult result = stage.connect();
  expect(result.failure.has_value(), "the login tells the failure", "it connected");
  for (const IntegrationAccess& grant : stage.stored()) {
    expect(grant.tenants.empty(), "no tenant is made up", "one is stored");
  }
}

void endsWhenRefused(Stage& stage) {
  stage.provider.always(CallKind::api, Script::answer(401, R"({"error":"invalid_token"})"));
  const CallbackResult result = stage.connect();
  expect(result.failure.has_value(), "the login tells the failure", "it connected");
  const auto refreshes = stage.provider.calls(CallKind::refresh).size();
  expect(refreshes <= 1, "a refused token is refreshed at most once",
         std::to_string(refreshes) + " refreshes");
}

void bearsTheToken(Stage& stage) {
  stage.connect();
  for (const Call& call : stage.provider.calls(CallKind::api)) {
    expect(!call.bearer.empty(), "Authorization: Bearer <access token>",
           call.request.url + " was called without it");
  }
}

void doesNotAskAgain(Stage& stage) {
  stage.connect();
  const auto asked = stage.provider.calls(CallKind::api).size();
  stage.expire();
  const Outcome outcome = stage.access();
  expect(outcome.access.has_value(), "a token", outcome.text());
  expectTenants(stage.onlyStored().tenants, stage.recorded().one->ids);
  const auto now = stage.provider.calls(CallKind::api).size();
  expect(now == asked, "what was chosen is not asked for again",
         std::to_string(now - asked) + " more calls");
}

}  // namespace

Scenarios tenantScenarios() {
  const std::string discovery = "core/integration_oauth.hpp, completeTenants";
  const std::string kept = "the pair is kept, and the tenants are asked for again later";
  return {
      {"tenants.one", "a grant reaches one tenant", "it is found",
       "the provider's recorded answers", unlessOne, findsOne},
      {"tenants.several", "a grant reaches several tenants",
       "all are connected, or the user chooses one, as the tenancy says",
       "the provider's fact tenancy", unlessSeveral, findsSeveral},
      {"tenants.none", "a grant reaches no tenant", "it is told, and nothing half stays", discovery,
       unlessNone, findsNone},
      {"tenants.failing", "the API answers 500 while tenants are asked for", kept, discovery,
       unlessTenants, outlasts(Script::answer(500, "out of order"))},
      {"tenants.unreachable", "the API cannot be reached while tenants are asked for", kept,
       discovery, unlessTenants, outlasts(Script::broken(http::TransportFault::not_sent))},
      {"tenants.unreadable", "the API answers HTML while tenants are asked for", kept, discovery,
       unlessTenants, outlasts(Script::answer(200, "<html>maintenance</html>"))},
      {"tenants.nonsense", "the API answers JSON of another shape", "no tenant is made up of it",
       discovery, unlessTenants, concludesNothing},
      {"tenants.unauthorized", "the API refuses the new token",
       "it ends, after one refresh at most", discovery, unlessTenants, endsWhenRefused},
      {"tenants.bearer", "tenants are asked for", "the access token goes in its header only",
       "RFC 6750 sections 2.1 and 2.3", unlessTenants, bearsTheToken},
      {"tenants.refresh", "a pair is refreshed", "tenants are asked for at connect time only",
       discovery, unlessOne, doesNotAskAgain},
  };
}

}  // namespace patchbay::conformance
