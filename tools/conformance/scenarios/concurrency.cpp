#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

constexpr const char* kExactlyOne = "docs/decisions/0004-exactly-one-refresh.md";

std::future<IntegrationAccess> ask(Stage& stage, IntegrationOAuth& host,
                                   const std::string& workspace = kWorkspace) {
  return stage.ask(host, AccessRequest(workspace, "", Seconds(60)));
}

/// Callers that come while the provider has not answered yet.
std::vector<std::future<IntegrationAccess>> rush(Stage& stage) {
  stage.seed();
  stage.expire();
  stage.provider.hold(CallKind::refresh);
  std::vector<std::future<IntegrationAccess>> callers;
  for (int i = 0; i < 50; ++i) callers.push_back(ask(stage, stage.integration()));
  stage.settle();
  onlyCall(stage, CallKind::refresh);
  stage.provider.release(CallKind::refresh);
  return callers;
}

void sharesOneRefresh(Stage& stage) {
  auto callers = rush(stage);
  std::string token;
  for (auto& caller : callers) {
    const Outcome outcome = stage.outcomeOf(caller);
    expect(outcome.access.has_value(), "every caller gets a token", outcome.text());
    expect(token.empty() || token == outcome.token(), "all get the same token", "another one");
    token = outcome.token();
  }
  onlyCall(stage, CallKind::refresh);
}

void sharesOneFailure(Stage& stage) {
  stage.provider.next(CallKind::refresh, Script::answer(500, ""));
  auto callers = rush(stage);
  for (auto& caller : callers) {
    const Outcome outcome = stage.outcomeOf(caller);
    expect(outcome.error.has_value(), "every caller gets the error", outcome.text());
  }
  onlyCall(stage, CallKind::refresh);
}

void refreshesOnceOnTwoHosts(Stage& stage) {
  stage.seed();
  stage.expire();
  stage.provider.hold(CallKind::refresh);
  auto first = ask(stage, stage.integration());
  stage.settle();
  auto second = ask(stage, stage.otherHost());
  stage.settle();
  onlyCall(stage, CallKind::refresh);
  stage.provider.release(CallKind::refresh);
  const Outcome here = stage.outcomeOf(first);
  expect(here.access.has_value(), "the host that refreshes gets the pair", here.text());
  stage.outcomeOf(second);
  const Outcome there = stage.accessAt(stage.otherHost());
  expect(there.token() == here.token(), "the other host hands out the same pair", there.text());
  onlyCall(stage, CallKind::refresh);
}

void refreshesGrantsSideBySide(Stage& stage) {
  stage.seed();
  stage.seed("kit-workspace-2");
  stage.expire();
  stage.provider.hold(CallKind::refresh);
  auto first = ask(stage, stage.integration());
  auto second = ask(stage, stage.integration(), "kit-workspace-2");
  stage.settle();
  const auto calls = stage.provider.calls(CallKind::refresh).size();
  stage.provider.release(CallKind::refresh);
  expect(calls == 2, "both calls are under way together", std::to_string(calls) + " is");
  expect(stage.outcomeOf(first).token() != stage.outcomeOf(second).token(), "a pair each",
         "both got the same");
}

/// A refresh is under way; the user connects again, which brings another pair.
std::future<IntegrationAccess> reconnectDuringRefresh(Stage& stage) {
  const CallbackResult first = stage.connect();
  expect(!first.failure, "a connection to begin with", first.failure ? first.failure->what() : "");
  stage.expire();
  stage.provider.hold(CallKind::refresh);
  auto caller = ask(stage, stage.integration());
  stage.settle();
  onlyCall(stage, CallKind::refresh);
  const CallbackResult again = stage.connect();
  expect(!again.failure, "the new consent connects", again.failure ? again.failure->what() : "");
  stage.provider.release(CallKind::refresh);
  return caller;
}

void outlivesARefusedRefresh(Stage& stage) {
  stage.provider.next(CallKind::refresh, Script::answer(400, R"({"error":"invalid_grant"})"));
  auto caller = reconnectDuringRefresh(stage);
  stage.outcomeOf(caller);
  expect(!stage.onlyStored().requires_reconnect, "the new connection is healthy",
         "the old token's invalid_grant condemned it");
  const Outcome later = stage.access();
  expect(later.access.has_value(), "its token is handed out", later.text());
}

void keepsTheNewConsent(Stage& stage) {
  auto caller = reconnectDuringRefresh(stage);
  stage.outcomeOf(caller);
  const auto exchanges = stage.provider.calls(CallKind::exchange).size();
  expect(exchanges == 2, "two codes were exchanged", std::to_string(exchanges));
  const Outcome later = stage.access();
  const auto issued = stage.provider.book().tokens();
  expect(later.token() == issued[issued.size() - 2], "the pair of the new consent",
         "the late pair of the old one, or none");
}

void forgetsALatePair(Stage& stage) {
  stage.seed();
  stage.expire();
  stage.provider.hold(CallKind::refresh);
  auto caller = ask(stage, stage.integration());
  stage.settle();
  stage.disconnect();
  stage.provider.release(CallKind::refresh);
  const Outcome outcome = stage.outcomeOf(caller);
  expect(outcome.error.has_value(), "no token of what was disconnected", outcome.text());
  expect(stage.stored().empty(), "nothing is stored", "the late pair is");
}

}  // namespace

Scenarios concurrencyScenarios() {
  return {
      {"concurrency.callers", "fifty callers come while a pair is refreshed",
       "one refresh serves all", kExactlyOne, nullptr, sharesOneRefresh},
      {"concurrency.failure", "fifty callers come while a refresh fails", "one call serves all",
       kExactlyOne, nullptr, sharesOneFailure},
      {"concurrency.hosts", "two hosts need the same pair", "one of them refreshes", kExactlyOne,
       nullptr, refreshesOnceOnTwoHosts},
      {"concurrency.grants", "two workspaces need a pair each", "neither waits for the other",
       kExactlyOne, nullptr, refreshesGrantsSideBySide},
      {"concurrency.reconnect", "the user connects again while a refresh is refused",
       "invalid_grant is about the old pair only", kExactlyOne, unlessConnectable,
       outlivesARefusedRefresh},
      {"concurrency.reconnect-pair", "the user connects again while a refresh brings a pair",
       "the new consent's pair wins", kExactlyOne, unlessConnectable, keepsTheNewConsent},
      {"concurrency.disconnect", "the workspace is disconnected while a pair is refreshed",
       "the late pair is stored and handed out nowhere", kExactlyOne, nullptr, forgetsALatePair},
  };
}

}  // namespace patchbay::conformance
