#include <algorithm>
#include <array>
#include <ctime>

#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

using http::TransportFault;

constexpr const char* kDecision = "core/refresh/refresh_decision.hpp";

bool hasAlert(const Stage& stage) {
  const auto lines = stage.log.lines();
  return std::any_of(lines.begin(), lines.end(),
                     [](const auto& line) { return line.first == LogLevel::error; });
}

/// A failure that is no reason to give anything up.
Scenario kept(std::string id, std::string title, std::string source, Script script, ErrorCode code,
              bool alerts = false) {
  const std::string name(describe(code).name);
  return {std::move(id),
          std::move(title),
          alerts ? "the pair is kept, and an operator is told" : "the pair is kept",
          std::move(source),
          nullptr,
          [script, code, name, alerts](Stage& stage) {
            const Refreshed once = refreshOnce(stage, script);
            expect(once.outcome.is(code), "the error " + name, once.outcome.text());
            expectKept(stage, once.before);
            onlyCall(stage, CallKind::refresh);
            expect(!alerts || hasAlert(stage), "a log line of level error", "there is none");
          }};
}

/// A failure after which only the end user can help.
Scenario ended(std::string id, std::string title, std::string source, Script script,
               ReconnectCause cause) {
  return {std::move(id),
          std::move(title),
          "the end user has to connect again; nothing is deleted, nothing is asked again",
          std::move(source),
          nullptr,
          [script, cause](Stage& stage) {
            const Refreshed once = refreshOnce(stage, script);
            expect(once.outcome.is(ErrorCode::requires_reconnect), "the error requires_reconnect",
                   once.outcome.text());
            const auto stored = stage.onlyStored();
            expect(stored.requires_reconnect && stored.reconnect_cause == cause,
                   "a reconnect is required for the cause " + std::string(name(cause)),
                   stored.requires_reconnect
                       ? "for the cause " + std::string(name(stored.reconnect_cause))
                       : "none is required");
            const Outcome again = stage.access();
            expect(again.is(ErrorCode::requires_reconnect), "the next call fails at once alike",
                   again.text());
            onlyCall(stage, CallKind::refresh);
          }};
}

Script oauthError(unsigned status, const std::string& error) {
  return Script::answer(status, R"({"error":")" + error + "\"}");
}

Script busy(unsigned status, const std::string& retry_after) {
  return Script::answer(status, "", {{"Retry-After", retry_after}});
}

/// RFC 9110 section 5.6.7.
std::string httpDate(TimePoint time) {
  const std::time_t seconds = toEpochSeconds(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

void expectPause(Stage& stage, const Outcome& outcome, Seconds pause) {
  expect(outcome.is(ErrorCode::temporarily_unavailable), "the error temporarily_unavailable",
         outcome.text());
  expect(outcome.error->retryAfter() == pause,
         "to be tried again in " + std::to_string(pause.count()) + " s", outcome.text());
  stage.clock.advance(pause - Seconds(5));
  stage.access();
  onlyCall(stage, CallKind::refresh);
  stage.clock.advance(Seconds(6));
  const Outcome later = stage.access();
  expect(later.access.has_value(), "a token once the pause is over", later.text());
}

void waitsAsAskedInSeconds(Stage& stage) {
  expectPause(stage, refreshOnce(stage, busy(429, "120")).outcome, Seconds(120));
}

void waitsAsAskedByDate(Stage& stage) {
  stage.seed();
  stage.expire();
  stage.provider.next(CallKind::refresh, busy(503, httpDate(stage.clock.now() + Seconds(120))));
  expectPause(stage, stage.access(), Seconds(120));
}

void waitsAnHourAtMost(Stage& stage) {
  expectPause(stage, refreshOnce(stage, busy(503, "86400")).outcome, Seconds(3600));
}

void goesOnHandingOut(Stage& stage) {
  stage.seed();
  stage.clock.advance(Seconds(3500));
  stage.provider.always(CallKind::refresh, busy(503, "60"));
  const Outcome outcome = stage.access(kWorkspace, Seconds(600));
  expect(outcome.access && outcome.access->generation == 1,
         "the stored token, which lives for 100 s still", outcome.text());
}

void recovers(Stage& stage) {
  const Refreshed once = refreshOnce(stage, Script::answer(500, ""));
  expect(once.outcome.error.has_value(), "an error first", once.outcome.text());
  stage.clock.advance(Seconds(60));
  const Outcome later = stage.access();
  expect(later.access.has_value(), "a token at the next attempt", later.text());
}

void backsOff(Stage& stage) {
  stage.provider.always(CallKind::refresh, Script::answer(500, ""));
  refreshOnce(stage);
  for (int i = 0; i < 20; ++i) stage.access();
  const auto calls = stage.provider.calls(CallKind::refresh).size();
  expect(calls == 1, "no further call before the pause is over", std::to_string(calls) + " calls");
}

void sparesAProviderThatRefusesUs(Stage& stage) {
  stage.provider.next(CallKind::refresh, oauthError(401, "invalid_client"));
  stage.seed("kit-workspace-2");
  refreshOnce(stage);
  const Outcome other = stage.access("kit-workspace-2");
  expect(other.is(ErrorCode::invalid_client), "other connections fail alike", other.text());
  onlyCall(stage, CallKind::refresh);
  stage.clock.advance(Seconds(3700));
  const Outcome later = stage.access("kit-workspace-2");
  expect(later.access.has_value(), "a token once the credentials are right again", later.text());
}

void followsNoRedirect(Stage& stage) {
  refreshOnce(stage, Script::answer(307, "", {{"Location", "https://attacker.conformance.test/"}}));
  const auto calls = stage.provider.calls().size();
  expect(calls == 1, "no call follows the redirect", std::to_string(calls) + " calls are made");
}

void addTransport(Scenarios& all) {
  all.push_back(kept("outcome.not-sent", "the provider cannot be reached", kDecision,
                     Script::broken(TransportFault::not_sent), ErrorCode::provider_unavailable));
  all.push_back(kept("outcome.certificate", "the provider's certificate does not verify",
                     "RFC 6749 section 10.9", Script::broken(TransportFault::certificate),
                     ErrorCode::provider_unavailable, true));
  all.push_back(kept("outcome.timeout", "no whole answer comes in time", kDecision,
                     Script::broken(TransportFault::ambiguous), ErrorCode::ambiguous_answer));
  all.push_back(kept("outcome.not-http", "the answer is no HTTP, or too large", kDecision,
                     Script::broken(TransportFault::unreadable), ErrorCode::ambiguous_answer));
}

void addStatuses(Scenarios& all) {
  const std::string source = "RFC 9110 section 15, " + std::string(kDecision);
  const auto row = [&](unsigned status, ErrorCode code, bool alerts) {
    const std::string text = std::to_string(status);
    all.push_back(kept("outcome.status-" + text, "the answer is a bare " + text, source,
                       Script::answer(status, ""), code, alerts));
  };
  for (const unsigned status : {500U, 502U, 504U}) row(status, ErrorCode::ambiguous_answer, false);
  for (const unsigned status : {408U, 425U, 429U, 503U}) {
    row(status, ErrorCode::temporarily_unavailable, false);
  }
  for (const unsigned status : {302U, 400U, 401U, 403U, 404U}) {
    row(status, ErrorCode::provider_configuration, true);
  }
  all.push_back({"outcome.redirect", "the answer is a redirect", "credentials follow no redirect",
                 "RFC 9700 section 4.12", nullptr, followsNoRedirect});
}

void addErrors(Scenarios& all) {
  const std::string source = "RFC 6749 section 5.2";
  for (const unsigned status : {400U, 401U, 403U, 200U}) {
    const std::string text = std::to_string(status);
    all.push_back(ended("outcome.invalid-grant-" + text, "invalid_grant comes with status " + text,
                        source, oauthError(status, "invalid_grant"), ReconnectCause::revoked));
  }
  for (const char* const error : {"interaction_required", "login_required", "consent_required"}) {
    std::string id = std::string("outcome.") + error;
    std::replace(id.begin(), id.end(), '_', '-');
    all.push_back(ended(id, std::string("the answer is ") + error,
                        "OpenID Connect Core section 3.1.2.6", oauthError(400, error),
                        ReconnectCause::interaction_required));
  }
  const auto row = [&](const std::string& error, unsigned status, ErrorCode code) {
    std::string id = "outcome." + error;
    std::replace(id.begin(), id.end(), '_', '-');
    all.push_back(
        kept(id, "the answer is " + error, source, oauthError(status, error), code, true));
  };
  row("invalid_client", 401, ErrorCode::invalid_client);
  row("unauthorized_client", 400, ErrorCode::invalid_client);
  row("invalid_request", 400, ErrorCode::provider_configuration);
  row("invalid_scope", 400, ErrorCode::provider_configuration);
  row("unsupported_grant_type", 400, ErrorCode::provider_configuration);
}

void addPauses(Scenarios& all) {
  const std::string retry_after = "RFC 9110 section 10.2.3";
  all.push_back({"outcome.retry-after", "the provider asks to wait 120 s",
                 "it is left alone for so long", retry_after, nullptr, waitsAsAskedInSeconds});
  all.push_back({"outcome.retry-after-date", "the provider asks to wait until a date",
                 "it is left alone for so long", retry_after, nullptr, waitsAsAskedByDate});
  all.push_back({"outcome.retry-after-day", "the provider asks to wait a day",
                 "it is asked again after an hour", kDecision, nullptr, waitsAnHourAtMost});
  all.push_back({"outcome.still-valid", "a refresh ahead of expiry fails for now",
                 "a token that works goes on being handed out", kDecision, nullptr,
                 goesOnHandingOut});
  all.push_back({"outcome.recovers", "the provider is well again after a 500",
                 "the connection works by itself", kDecision, nullptr, recovers});
  all.push_back({"outcome.backs-off", "twenty callers come while the provider fails",
                 "it is not asked again before a pause is over", kDecision, nullptr, backsOff});
  all.push_back({"outcome.credentials", "the provider refuses this host's credentials",
                 "it is left alone for a while, with all connections",
                 "docs/decisions/0004-exactly-one-refresh.md", nullptr,
                 sparesAProviderThatRefusesUs});
}

}  // namespace

Scenarios outcomeScenarios() {
  Scenarios all;
  addTransport(all);
  addStatuses(all);
  addErrors(all);
  addPauses(all);
  return all;
}

}  // namespace patchbay::conformance
