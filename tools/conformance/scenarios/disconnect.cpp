#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

constexpr const char* kForgets = "core/integration_oauth.hpp, disconnect";

/// The revocation of a grant that works.
Call revoked(Stage& stage) {
  stage.seed();
  stage.disconnect();
  const auto calls = stage.provider.calls(CallKind::revocation);
  expect(!calls.empty(), "a call to the revocation endpoint", "there is none");
  return calls.front();
}

void revokes(Stage& stage) {
  const IntegrationAccess before = stage.seed();
  const DisconnectResult result = stage.disconnect();
  expect(stage.provider.book().isRevoked(before.token.access_token.reveal()),
         "the grant is gone at the provider", "its tokens live on");
  expect(result.revoked_at_provider == 1, "it is reported as confirmed", "it is not");
}

void sendsTheToken(Stage& stage) {
  const Call call = revoked(stage);
  expectBodyEncoding(stage.app(), call);
  expect(call.count("token") == 1, "the token in the body, once",
         "it stands there " + std::to_string(call.count("token")) + " times");
}

void authenticates(Stage& stage) { expectClientAuthentication(stage.app(), revoked(stage)); }

/// It is forgotten here in any case, and what the provider did not confirm is said so.
std::function<void(Stage&)> forgetsUnconfirmed(Script script) {
  return [script](Stage& stage) {
    stage.provider.always(CallKind::revocation, script);
    stage.provider.always(CallKind::api, script);
    stage.seed();
    const DisconnectResult result = stage.disconnect();
    expect(result.grants == 1 && stage.stored().empty(), "the connection is forgotten here",
           "it is still stored");
    expect(result.revoked_at_provider == 0, "the provider is not said to have confirmed it",
           "it is");
  };
}

void forgets(Stage& stage) {
  stage.seed();
  stage.access();  // and so it is remembered in memory too
  stage.disconnect();
  const Outcome outcome = stage.access();
  expect(outcome.is(ErrorCode::not_connected), "the error not_connected", outcome.text());
  try {
    stage.disconnect();
  } catch (const IntegrationError& error) {
    expect(error.code() == ErrorCode::not_connected, "the error not_connected", error.what());
    return;
  }
  throw Violation("a second disconnect fails: not_connected", "it succeeds");
}

void disconnectsADeadGrant(Stage& stage) {
  refreshOnce(stage, Script::answer(400, R"({"error":"invalid_grant"})"));
  const DisconnectResult result = stage.disconnect();
  expect(result.grants == 1 && stage.stored().empty(), "the connection is forgotten",
         "it is still stored");
}

void leavesOthersAlone(Stage& stage) {
  stage.seed();
  const IntegrationAccess other = stage.seed("kit-workspace-2");
  stage.disconnect();
  const Outcome outcome = stage.access("kit-workspace-2");
  expect(outcome.token() == other.token.access_token.reveal(), "the other workspace's token",
         outcome.text());
}

}  // namespace

Scenarios disconnectScenarios() {
  const std::string unconfirmed = "it is forgotten here, and not reported as confirmed";
  return {
      {"disconnect.revokes", "a workspace is disconnected", "the grant ends at the provider too",
       "RFC 7009 section 2.1", unlessRevocation, revokes},
      {"disconnect.request", "a token is revoked", "a POST with the token in its body",
       "RFC 7009 section 2.1", unlessRevocation, sendsTheToken},
      {"disconnect.client-authentication", "a token is revoked",
       "the client proves itself by the declared method and no other", "RFC 7009 section 2.1",
       unlessRevocation, authenticates},
      {"disconnect.busy", "the provider answers a revocation with 503", unconfirmed,
       "RFC 7009 section 2.2.1", nullptr, forgetsUnconfirmed(Script::answer(503, ""))},
      {"disconnect.unreachable", "the provider cannot be reached for a revocation", unconfirmed,
       kForgets, nullptr, forgetsUnconfirmed(Script::broken(http::TransportFault::not_sent))},
      {"disconnect.forgets", "what was disconnected is asked for", "nobody gets it any more",
       kForgets, nullptr, forgets},
      {"disconnect.dead-grant", "a dead connection is disconnected", "it can be", kForgets, nullptr,
       disconnectsADeadGrant},
      {"disconnect.others", "one of two workspaces is disconnected", "the other one keeps its pair",
       kForgets, nullptr, leavesOthersAlone},
  };
}

}  // namespace patchbay::conformance
