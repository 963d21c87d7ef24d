#include <algorithm>

#include "core/base/url_rules.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

void expectUrl(const std::string& fact, const std::string& url) {
  if (url.empty()) return;
  const std::string problem = findUrlProblem(url);
  expect(problem.empty(), fact + " is an absolute https URL", "`" + url + "` " + problem);
}

void statesUsableEndpoints(Stage& stage) {
  const OAuthApp& app = stage.app();
  expectUrl("authorization_endpoint", app.authorization_endpoint);
  expectUrl("token_endpoint", app.token_endpoint);
  expectUrl("revocation_endpoint", app.revocation_endpoint);
  expectUrl("introspection_endpoint", app.introspection_endpoint);
  expectUrl("jwks_uri", app.jwks_uri);
  expectUrl("api_base_url", app.api_base_url);
  expect(!app.api_base_url.ends_with('/'), "api_base_url has no slash at its end", "it has one");
}

void requiresOnlyWhatIsAskedFor(Stage& stage) {
  const auto& asked = stage.app().scopes;
  for (const std::string& scope : stage.app().required_scopes) {
    const bool is_asked =
        asked.empty() || std::find(asked.begin(), asked.end(), scope) != asked.end();
    expect(is_asked, "each of required_scopes stands in scopes", scope + " does not");
  }
}

void checksTheIdTokenItAsksFor(Stage& stage) {
  const auto& scopes = stage.app().scopes;
  const bool asks = std::find(scopes.begin(), scopes.end(), "openid") != scopes.end();
  expect(!asks || !stage.app().jwks_uri.empty(), "jwks_uri and issuer are stated",
         "the scope openid is asked for, and nothing checks the id_token");
}

void statesAWholeRotation(Stage& stage) {
  const Rotation& rotation = stage.app().rotation;
  const bool is_grace = rotation.kind == Rotation::Kind::grace;
  expect(is_grace == (rotation.grace > Seconds(0)), "a grace period exactly with kind grace",
         "kind and grace contradict each other");
}

void startsWithoutAnybody(Stage& stage) {
  const auto& calls = stage.provider.calls();
  expect(calls.empty(), "no call while the integration is set up",
         calls.empty() ? "" : calls.front().request.method + " " + calls.front().request.url);
}

void makesItsAdapter(Stage& stage) {
  try {
    stage.integration().makeFetchAdapter();
  } catch (const std::exception& error) {
    throw Violation("makeFetchAdapter makes an adapter or nothing", error.what());
  }
}

}  // namespace

Scenarios factScenarios() {
  return {
      {"facts.endpoints", "the declared addresses are read",
       "every endpoint is an absolute https URL without fragment",
       "RFC 6749 sections 3.1 and 3.2, RFC 9700 section 2.6", nullptr, statesUsableEndpoints},
      {"facts.required-scopes", "required_scopes are compared with scopes",
       "what a connection needs is also asked for", "the provider's facts scopes, required_scopes",
       nullptr, requiresOnlyWhatIsAskedFor},
      {"facts.openid", "the scope openid is looked for", "an id_token that is asked for is checked",
       "OpenID Connect Core sections 3.1.2.1, 3.1.3.7", nullptr, checksTheIdTokenItAsksFor},
      {"facts.rotation", "the declared rotation is read",
       "a grace period is stated with that kind of rotation, and only there",
       "the provider's fact rotation", nullptr, statesAWholeRotation},
      {"facts.offline", "the integration is set up",
       "a host starts also while the provider is down", "core/integration_oauth.hpp, setup",
       nullptr, startsWithoutAnybody},
      {"facts.adapter", "the data adapter is made", "making it neither throws nor waits",
       "core/integration_oauth.hpp, makeFetchAdapter", nullptr, makesItsAdapter},
  };
}

}  // namespace patchbay::conformance
