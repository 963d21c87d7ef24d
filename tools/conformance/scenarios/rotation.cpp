#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

using Kind = Rotation::Kind;

std::string unlessRotated(const OAuthApp& app, const RecordedAnswers&) {
  return app.rotation.kind == Kind::none ? "the refresh token stays the same (rotation)" : "";
}

std::string unlessUnrotated(const OAuthApp& app, const RecordedAnswers&) {
  return app.rotation.kind == Kind::none ? "" : "the refresh token is replaced (rotation)";
}

std::string unlessGrace(const OAuthApp& app, const RecordedAnswers&) {
  return app.rotation.kind == Kind::grace ? "" : "the provider grants no grace period (rotation)";
}

std::string unlessStrict(const OAuthApp& app, const RecordedAnswers&) {
  return app.rotation.kind == Kind::strict ? "" : "the old refresh token works on (rotation)";
}

std::string unlessForgiving(const OAuthApp& app, const RecordedAnswers&) {
  return app.rotation.kind == Kind::strict ? "the old refresh token is dead at once (rotation)"
                                           : "";
}

std::vector<std::string> refreshTokensSent(Stage& stage) {
  std::vector<std::string> sent;
  for (const Call& call : stage.provider.calls(CallKind::refresh)) {
    sent.push_back(call.parameter("refresh_token"));
  }
  return sent;
}

std::vector<std::string> refreshTwice(Stage& stage) {
  refreshOnce(stage);
  stage.expire();
  const Outcome second = stage.access();
  expect(second.access.has_value(), "the second refresh brings a token", second.text());
  auto sent = refreshTokensSent(stage);
  expect(sent.size() == 2, "two refreshes", std::to_string(sent.size()));
  return sent;
}

void usesTheNewToken(Stage& stage) {
  const auto sent = refreshTwice(stage);
  expect(sent[0] != sent[1], "the second refresh uses the token that the first one brought",
         "it uses the replaced one");
}

void keepsTheToken(Stage& stage) {
  const auto sent = refreshTwice(stage);
  expect(sent[0] == sent[1], "the second refresh uses the same token", "it uses another");
}

/// The provider acted, its answer got lost, and `pause` later somebody asks again.
Outcome afterALostAnswer(Stage& stage, Seconds pause, Script script = Script::lost()) {
  const Refreshed once = refreshOnce(stage, std::move(script));
  expect(once.outcome.error.has_value(), "an error while the outcome is unknown",
         once.outcome.text());
  expectKept(stage, once.before);
  stage.clock.advance(pause);
  return stage.access();
}

void retriesAfterALostAnswer(Stage& stage) {
  const Outcome later = afterALostAnswer(stage, Seconds(5));
  expect(later.access.has_value(), "the old refresh token, sent again soon, brings a pair",
         later.text());
  const auto sent = refreshTokensSent(stage);
  expect(sent.size() == 2 && sent[0] == sent[1], "the old refresh token is sent again",
         std::to_string(sent.size()) + " refreshes, with other tokens");
}

void expectLostRotation(Stage& stage, const Outcome& later) {
  expect(later.is(ErrorCode::requires_reconnect), "the error requires_reconnect", later.text());
  const auto cause = stage.onlyStored().reconnect_cause;
  expect(cause == ReconnectCause::lost_rotation, "the cause lost_rotation",
         std::string(name(cause)));
}

void namesALostRotation(Stage& stage) {
  expectLostRotation(stage, afterALostAnswer(stage, Seconds(5)));
}

void namesALostRotationAfterGrace(Stage& stage) {
  expectLostRotation(stage, afterALostAnswer(stage, stage.app().rotation.grace + Seconds(60)));
}

void distrustsAGateway(Stage& stage) {
  Script gateway = Script::answer(503, "<html>bad gateway</html>");
  gateway.acts = true;
  expectLostRotation(stage, afterALostAnswer(stage, Seconds(60), gateway));
}

void sendsATokenOnce(Stage& stage) {
  refreshOnce(stage, Script::lost());
  onlyCall(stage, CallKind::refresh);
}

void keepsALateAnswer(Stage& stage) {
  stage.seed();
  stage.expire();
  stage.provider.hold(CallKind::refresh);
  auto caller = stage.ask(stage.integration(), AccessRequest(kWorkspace, "", Seconds(60)));
  stage.settle();
  stage.clock.advance(Seconds(90));  // longer than a lease
  stage.provider.release(CallKind::refresh);
  const Outcome outcome = stage.outcomeOf(caller);
  expect(outcome.access.has_value(), "the late pair is stored and handed out", outcome.text());
  expect(stage.store.wasCommitted(outcome.token()), "it is committed", "it was dropped");
}

void healsADeadGrant(Stage& stage) {
  stage.connect();
  stage.expire();
  stage.provider.next(CallKind::refresh, Script::answer(400, R"({"error":"invalid_grant"})"));
  const Outcome dead = stage.access();
  expect(dead.is(ErrorCode::requires_reconnect), "the error requires_reconnect", dead.text());
  stage.connect();
  const Outcome healed = stage.access();
  expect(healed.access.has_value(), "a token after the user connected again", healed.text());
  expect(!stage.onlyStored().requires_reconnect, "one healthy connection",
         "it still requires a reconnect");
}

}  // namespace

Scenarios rotationScenarios() {
  const std::string fact = "the provider's fact rotation";
  const std::string section = "RFC 6749 section 6, " + fact;
  return {
      {"rotation.new-token", "a pair is refreshed twice",
       "a new refresh token replaces the old one", section, unlessRotated, usesTheNewToken},
      {"rotation.same-token", "a pair is refreshed twice", "the refresh token stays", section,
       unlessUnrotated, keepsTheToken},
      {"rotation.lost-answer", "the provider issued a pair, and its answer got lost",
       "the old refresh token, which still works, is tried again", fact, unlessForgiving,
       retriesAfterALostAnswer},
      {"rotation.lost-pair", "the provider issued a pair, and its answer got lost",
       "the user has to connect again, and the cause says why", fact, unlessStrict,
       namesALostRotation},
      {"rotation.grace-over", "an answer got lost, and the grace period is over",
       "the user has to connect again, and the cause says why", fact, unlessGrace,
       namesALostRotationAfterGrace},
      {"rotation.gateway", "a gateway answers 503 though the provider issued a pair",
       "a bare 503 does not prove that nothing happened", fact, unlessStrict, distrustsAGateway},
      {"rotation.sent-once", "the answer of a refresh gets lost",
       "a refresh token is not sent again behind the host's back",
       "RFC 9110 section 9.2.2, docs/decisions/0004-exactly-one-refresh.md", nullptr,
       sendsATokenOnce},
      {"rotation.late-answer", "the provider answers when the lease has run out",
       "a pair that nobody else replaced is still the newest",
       "docs/decisions/0004-exactly-one-refresh.md", nullptr, keepsALateAnswer},
      {"rotation.dead-token", "a grant died, and the user connects again",
       "the same connection is healed", "core/store/integration_store.hpp, attachTenants",
       unlessConnectable, healsADeadGrant},
  };
}

}  // namespace patchbay::conformance
