#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

constexpr const char* kAttacker = "https://attacker.conformance.test";

/// Nothing was exchanged and nothing is stored.
void expectRefused(Stage& stage, const CallbackResult& result, std::size_t exchanges = 0) {
  expect(result.failure.has_value(), "the callback is refused", "it connected");
  const auto count = stage.provider.calls(CallKind::exchange).size();
  expect(count == exchanges, std::to_string(exchanges) + " token calls",
         std::to_string(count) + " were made");
  const std::size_t grants = stage.stored().size();
  expect(grants <= exchanges, "nothing is stored by it", "a connection is");
}

void set(oauth::Parameters& query, const std::string& name, const std::string& value) {
  std::erase_if(query, [&](const auto& parameter) { return parameter.first == name; });
  if (!value.empty()) query.emplace_back(name, value);
}

/// Plays one callback whose query was changed.
void refusesWith(Stage& stage, const std::function<void(oauth::Parameters&)>& change) {
  const LoginRedirect redirect = stage.login();
  auto query = stage.provider.consent(redirect.location);
  change(query);
  expectRefused(stage, stage.callBack(std::move(query), redirect.browser_binding));
}

void connects(Stage& stage) {
  const CallbackResult result = stage.connect();
  expect(!result.failure, "the workspace is connected",
         result.failure ? result.failure->what() : "");
  expect(result.access.has_value(), "the workspace is connected", "no access came of it");
  const Outcome outcome = stage.access();
  expect(outcome.access.has_value(), "its token is handed out", outcome.text());
  const auto pairs = stage.provider.book().tokens();
  expect(!pairs.empty() && outcome.token() == pairs.front(), "the token that the provider issued",
         "another text");
}

void spendsAState(Stage& stage) {
  const LoginRedirect redirect = stage.login();
  const auto query = stage.provider.consent(redirect.location);
  stage.callBack(query, redirect.browser_binding);
  const CallbackResult again = stage.callBack(query, redirect.browser_binding);
  expectRefused(stage, again, 1);
}

void refusesUnknownStates(Stage& stage) {
  refusesWith(stage, [](auto& query) { set(query, "state", crypto::randomToken()); });
}

void refusesOldStates(Stage& stage) {
  const LoginRedirect redirect = stage.login();
  auto query = stage.provider.consent(redirect.location);
  stage.clock.advance(Seconds(601));
  expectRefused(stage, stage.callBack(std::move(query), redirect.browser_binding));
}

void refusesOtherBrowsers(Stage& stage) {
  auto query = stage.provider.consent(stage.login().location);
  expectRefused(stage, stage.callBack(std::move(query), Secret(crypto::randomToken())));
}

void refusesWithoutCookie(Stage& stage) {
  auto query = stage.provider.consent(stage.login().location);
  expectRefused(stage, stage.callBack(std::move(query), Secret()));
}

/// A failed attempt spends the state, so that a stolen answer cannot be tried twice.
void spendsAStateOnceRefused(Stage& stage) {
  const LoginRedirect redirect = stage.login();
  const auto query = stage.provider.consent(redirect.location);
  stage.callBack(query, Secret(crypto::randomToken()));
  expectRefused(stage, stage.callBack(query, redirect.browser_binding));
}

void refusesAnothersLogin(Stage& stage) {
  const std::string state = crypto::randomToken();
  const Secret cookie(crypto::randomToken());
  PendingLogin login;
  login.state_hash = crypto::sha256Hex(state);
  login.browser_hash = crypto::sha256Hex(cookie.reveal());
  login.workspace_id = kWorkspace;
  login.integration = "another" + stage.integration().integrationName();
  login.redirect_uri = stage.integration().redirectUri();
  login.expires_at = stage.clock.now() + Seconds(600);
  stage.run(stage.store.insertPendingLogin(std::move(login)));
  auto query = stage.provider.consent(stage.login().location);
  set(query, "state", state);
  expectRefused(stage, stage.callBack(std::move(query), cookie));
}

std::string unlessIssuerIsNamed(const OAuthApp& app, const RecordedAnswers&) {
  return app.authorization_response_iss_parameter_supported
             ? ""
             : "the provider does not advertise iss (RFC 9207)";
}

void refusesAnotherIssuer(Stage& stage) {
  refusesWith(stage, [](auto& query) { set(query, "iss", kAttacker); });
}

void missesTheIssuer(Stage& stage) {
  refusesWith(stage, [](auto& query) { set(query, "iss", ""); });
}

void tellsADenial(Stage& stage) {
  const LoginRedirect redirect = stage.login();
  auto query = stage.provider.consent(redirect.location);
  set(query, stage.app().code_parameter, "");
  set(query, "error", "access_denied");
  const CallbackResult result = stage.callBack(std::move(query), redirect.browser_binding);
  expectRefused(stage, result);
  expect(result.failure->code() == ErrorCode::access_denied, "the failure access_denied",
         std::string(describe(result.failure->code()).name));
}

void tellsATemporaryFailure(Stage& stage) {
  const LoginRedirect redirect = stage.login();
  auto query = stage.provider.consent(redirect.location);
  set(query, stage.app().code_parameter, "");
  set(query, "error", "temporarily_unavailable");
  const CallbackResult result = stage.callBack(std::move(query), redirect.browser_binding);
  expectRefused(stage, result);
  expect(describe(result.failure->code()).retryable, "a failure that may be tried again",
         std::string(describe(result.failure->code()).name));
}

void refusesCodeAndError(Stage& stage) {
  refusesWith(stage, [](auto& query) { set(query, "error", "access_denied"); });
}

void refusesNeither(Stage& stage) {
  refusesWith(stage, [&](auto& query) { set(query, stage.app().code_parameter, ""); });
}

void refusesRepetition(Stage& stage) {
  refusesWith(stage,
              [&](auto& query) { query.emplace_back(stage.app().code_parameter, "another"); });
}

void keepsTabsApart(Stage& stage) {
  const LoginRedirect first = stage.login();
  const LoginRedirect second = stage.login("kit-workspace-2");
  const auto first_query = stage.provider.consent(first.location);
  const auto second_query = stage.provider.consent(second.location);
  stage.callBack(second_query, second.browser_binding);
  stage.callBack(first_query, first.browser_binding);
  const auto exchanges = stage.provider.calls(CallKind::exchange).size();
  expect(exchanges == 2, "both codes are exchanged", std::to_string(exchanges) + " are");
  const CallbackResult mixed = stage.callBack(first_query, second.browser_binding);
  expect(mixed.failure.has_value(), "a cookie serves its own login only", "it served another");
}

}  // namespace

Scenarios callbackScenarios() {
  const std::string once = "RFC 6749 section 10.12, RFC 9700 section 2.1";
  const std::string mix_up = "RFC 9700 section 4.4";
  const std::string repeated = "RFC 6749 sections 3.1 and 4.1.2.1";
  return {
      {"flow.connect", "the user agrees and comes back", "the flow ends with a token handed out",
       "RFC 6749 section 4.1", unlessConnectable, connects},
      {"callback.replay", "an answer comes twice", "a state is accepted once", once, nullptr,
       spendsAState},
      {"callback.unknown-state", "an answer brings a state of nobody", "it is refused unexchanged",
       once, nullptr, refusesUnknownStates},
      {"callback.old-state", "an answer comes after more than ten minutes",
       "a login is not accepted for ever", once, nullptr, refusesOldStates},
      {"callback.other-browser", "an answer comes in another browser",
       "a login is bound to the browser that began it", "RFC 9700 section 4.7", nullptr,
       refusesOtherBrowsers},
      {"callback.no-cookie", "an answer comes without the cookie",
       "a login is bound to the browser that began it", "RFC 9700 section 4.7", nullptr,
       refusesWithoutCookie},
      {"callback.stolen", "an answer is tried in another browser, then in the right one",
       "a refused attempt spends the state too", "RFC 9700 sections 4.5 and 4.7", nullptr,
       spendsAStateOnceRefused},
      {"callback.mix-up", "another provider's login comes back here",
       "no code is sent to a provider "
       "that did not issue it",
       mix_up, nullptr, refusesAnothersLogin},
      {"callback.issuer", "an answer names another issuer", "iss is compared exactly",
       "RFC 9207 section 2.4", unlessIssuer, refusesAnotherIssuer},
      {"callback.no-issuer", "an answer names no issuer", "an advertised iss has to be there",
       "RFC 9207 section 2.4", unlessIssuerIsNamed, missesTheIssuer},
      {"callback.denied", "the user does not agree",
       "it is told as what it is, and nothing changes", "RFC 6749 section 4.1.2.1", nullptr,
       tellsADenial},
      {"callback.provider-busy", "the provider answers temporarily_unavailable",
       "the user is told to try again", "RFC 6749 section 4.1.2.1", nullptr,
       tellsATemporaryFailure},
      {"callback.code-and-error", "an answer brings a code and an error", "it is refused", repeated,
       nullptr, refusesCodeAndError},
      {"callback.neither", "an answer brings neither code nor error", "it is refused", repeated,
       nullptr, refusesNeither},
      {"callback.repeated", "an answer brings two codes", "it is refused", repeated, nullptr,
       refusesRepetition},
      {"callback.two-tabs", "two logins are under way in one browser", "neither disturbs the other",
       once, nullptr, keepsTabsApart},
  };
}

}  // namespace patchbay::conformance
