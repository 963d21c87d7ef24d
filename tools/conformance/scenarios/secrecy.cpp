#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

/// A life with troubles: what goes wrong is what tempts to log too much.
std::vector<std::string> live(Stage& stage) {
  std::vector<std::string> texts;
  const auto note = [&texts](const std::optional<IntegrationError>& error) {
    if (error) texts.emplace_back(error->what());
  };
  stage.provider.next(CallKind::exchange, Script::answer(400, R"({"error":"invalid_grant"})"));
  note(stage.connect().failure);
  note(stage.connect().failure);
  stage.seed("kit-workspace-2");
  stage.expire("kit-workspace-2");
  stage.provider.next(CallKind::refresh, Script::answer(500, "<html>"));
  note(stage.access("kit-workspace-2").error);
  stage.clock.advance(Seconds(60));
  note(stage.access("kit-workspace-2").error);
  stage.expire("kit-workspace-2");
  stage.provider.next(CallKind::refresh, Script::answer(400, R"({"error":"invalid_grant"})"));
  note(stage.access("kit-workspace-2").error);
  stage.provider.next(CallKind::revocation, Script::answer(503, ""));
  stage.disconnect("kit-workspace-2");
  return texts;
}

void expectCleanLog(Stage& stage) {
  for (const auto& [level, line] : stage.log.lines()) {
    expectNoSecret(stage, line, "the log");
  }
}

void keepsTheLogClean(Stage& stage) {
  live(stage);
  expectCleanLog(stage);
}

void keepsErrorsClean(Stage& stage) {
  for (const std::string& text : live(stage)) expectNoSecret(stage, text, "an error text");
}

void keepsUrlsClean(Stage& stage) {
  live(stage);
  const bool asks_by_url = stage.app().token_method == oauth::TokenMethod::get;
  for (const Call& call : stage.provider.calls()) {
    const bool is_token_call = call.kind == CallKind::exchange || call.kind == CallKind::refresh;
    if (asks_by_url && is_token_call) continue;
    expectNoSecret(stage, call.request.url, "a URL");
  }
}

void repeatsNoEcho(Stage& stage) {
  const IntegrationAccess before = stage.seed();
  const std::string token(before.token.refresh_token.reveal());
  stage.expire();
  stage.provider.next(CallKind::refresh,
                      Script::answer(400, R"({"error":")" + token +
                                              R"(","error_description":"no )" + token + "\"}"));
  const Outcome outcome = stage.access();
  expect(outcome.error.has_value(), "an error", outcome.text());
  expectNoSecret(stage, outcome.error->what(), "an error text");
  expectCleanLog(stage);
}

void staysWithinItsProvider(Stage& stage) {
  live(stage);
  for (const Call& call : stage.provider.calls(CallKind::elsewhere)) {
    throw Violation("calls go to the declared endpoints only",
                    call.request.method + " " + call.request.url);
  }
}

void waitsForNoCallForEver(Stage& stage) {
  live(stage);
  for (const Call& call : stage.provider.calls()) {
    const bool has_end =
        call.request.deadline > Milliseconds(0) && call.request.deadline <= Milliseconds(120'000);
    expect(has_end, "a deadline of at most two minutes",
           call.request.url + ": " + std::to_string(call.request.deadline.count()) + " ms");
  }
}

std::string unlessEvents(const OAuthApp& app, const RecordedAnswers&) {
  return app.event_signature.header.empty() ? "the provider sends no events (event_signature)" : "";
}

std::string unlessEventKey(const OAuthApp& app, const RecordedAnswers& recorded) {
  if (app.event_signature.key.empty() && !app.event_signature.header.empty()) {
    return "the settings hold no key for events";
  }
  return unlessEvents(app, recorded);
}

std::function<void(Stage&)> refusesEvents(std::string signature) {
  return [signature](Stage& stage) {
    const auto outcome = stage.run(
        stage.integration().acceptEvents(EventDelivery(signature, R"({"events":[{"kit":true}]})")));
    expect(outcome == EventOutcome::refused, "the delivery is refused", "it is taken");
  };
}

void outlivesNonsense(Stage& stage) {
  const auto& key = stage.app().event_signature;
  for (const char* const body : {"", "null", "[]", "{}", "not json", R"({"events":7})"}) {
    const std::string mac = crypto::hmacSha256(key.key, body);
    const bool is_hex = key.encoding == EventSignature::Encoding::hex;
    EventDelivery delivery(is_hex ? crypto::hex(mac) : crypto::base64(mac), body);
    try {
      stage.run(stage.integration().acceptEvents(std::move(delivery)));
    } catch (const IntegrationError& error) {
      expect(error.code() != ErrorCode::internal, "an error that says what is wrong", error.what());
    }
  }
}

}  // namespace

Scenarios secrecyScenarios() {
  const std::string tokens = "RFC 6750 section 5.3, RFC 6819 section 5.1.4.1";
  return {
      {"secrecy.log", "a connection lives through troubles", "no secret stands in the log", tokens,
       nullptr, keepsTheLogClean},
      {"secrecy.errors", "a connection lives through troubles", "no secret stands in an error text",
       tokens, nullptr, keepsErrorsClean},
      {"secrecy.urls", "a connection lives through troubles", "no secret stands in a URL",
       "RFC 6749 section 2.3.1, RFC 6750 section 2.3", nullptr, keepsUrlsClean},
      {"secrecy.echo", "the provider's error repeats the refresh token",
       "nobody repeats it further", tokens, nullptr, repeatsNoEcho},
      {"calls.declared", "a connection lives through troubles",
       "calls go to the declared endpoints only", "RFC 9700 section 2.6", nullptr,
       staysWithinItsProvider},
      {"calls.deadline", "a connection lives through troubles", "every call ends",
       "core/http/http_client.hpp, HttpRequest::deadline", nullptr, waitsForNoCallForEver},
      {"events.unsigned", "an event comes without signature", "it is refused",
       "the provider's fact event_signature", unlessEvents, refusesEvents("")},
      {"events.signature", "an event is signed with another key", "it is refused",
       "the provider's fact event_signature", unlessEvents,
       refusesEvents("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")},
      {"events.nonsense", "a signed delivery holds nonsense", "it is refused, or without effect",
       "core/integration_oauth.hpp, readEvents", unlessEventKey, outlivesNonsense},
  };
}

}  // namespace patchbay::conformance
