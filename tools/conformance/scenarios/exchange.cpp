#include "core/crypto/digest.hpp"
#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

/// The token call of a login that was agreed to; what follows it does not matter.
Call exchanged(Stage& stage) {
  stage.connect();
  return onlyCall(stage, CallKind::exchange);
}

void sendsTheCode(Stage& stage) {
  const Call call = exchanged(stage);
  const std::string grant_type =
      statedValue(stage.app().token_parameters, "grant_type", "authorization_code");
  const std::size_t grant_types = call.count("grant_type");
  expect(call.parameter("grant_type") == grant_type && grant_types == (grant_type.empty() ? 0 : 1),
         "grant_type=" + grant_type,
         "`" + call.parameter("grant_type") + "`, " + std::to_string(grant_types) + " times");
  expect(call.count("code") == 1, "the code, once", std::to_string(call.count("code")) + " times");
}

void encodesAsDeclared(Stage& stage) { expectBodyEncoding(stage.app(), exchanged(stage)); }

void repeatsTheRedirectUri(Stage& stage) {
  const Call call = exchanged(stage);
  const std::string expected =
      statedValue(stage.app().token_parameters, "redirect_uri", stage.integration().redirectUri());
  expect(call.count("redirect_uri") == (expected.empty() ? 0 : 1) &&
             call.parameter("redirect_uri") == expected,
         "redirect_uri=" + expected, "`" + call.parameter("redirect_uri") + "`");
}

void provesTheChallenge(Stage& stage) {
  const Call call = exchanged(stage);
  const std::string verifier = call.parameter("code_verifier");
  expect(verifier.size() >= 43 && verifier.size() <= 128, "a code_verifier of 43 to 128 characters",
         "it has " + std::to_string(verifier.size()));
  const auto& challenges = stage.provider.challenges();
  const auto challenge = challenges.find(call.parameter("code"));
  const bool fits = challenge != challenges.end() &&
                    crypto::base64url(crypto::sha256(verifier)) == challenge->second;
  expect(fits, "the verifier whose SHA-256 was the challenge", "another one");
}

void authenticates(Stage& stage) { expectClientAuthentication(stage.app(), exchanged(stage)); }
void sendsExtraHeaders(Stage& stage) { expectExtraHeaders(stage.app(), exchanged(stage)); }

void sendsACodeOnce(Stage& stage) {
  stage.provider.next(CallKind::exchange, Script::lost());
  const CallbackResult result = stage.connect();
  onlyCall(stage, CallKind::exchange);
  expect(result.failure.has_value(), "a failure", "it connected without an answer");
  expect(stage.stored().empty(), "nothing is stored", "a grant is");
}

void storesNothingRefused(Stage& stage) {
  stage.provider.next(CallKind::exchange, Script::answer(400, R"({"error":"invalid_grant"})"));
  const CallbackResult result = stage.connect();
  expect(result.failure.has_value(), "a failure", "it connected");
  expect(stage.stored().empty(), "nothing is stored", "a grant is");
}

std::string unlessRenewable(const OAuthApp& app, const RecordedAnswers&) {
  return app.requires_refresh_token
             ? ""
             : "a grant without refresh token is of use (requires_refresh_token)";
}

void refusesWithoutRefreshToken(Stage& stage) {
  const std::string name = oauth::nameOf(stage.app().token_response.names, "refresh_token");
  stage.provider.next(CallKind::exchange, Script::rewritten([name](std::string body) {
                        const auto place = body.find("\"" + name + "\":");
                        return place == std::string::npos ? body : body.replace(place, 2, "\"_");
                      }));
  const CallbackResult result = stage.connect();
  expect(result.failure.has_value(), "a failure", "it connected for an hour");
  expect(stage.stored().empty(), "nothing is stored", "a grant is");
}

std::string unlessScopesAreNeeded(const OAuthApp& app, const RecordedAnswers& recorded) {
  if (app.required_scopes.empty()) return "no scope is needed (required_scopes)";
  return unlessConnectable(app, recorded);
}

void storesNothingUnreadable(Stage& stage) {
  for (const char* const body :
       {"", "null", "[]", "{}", "<html></html>", R"({"access_token":null})",
        R"({"access_token":7})", R"({"access_token":"kit)"}) {
    stage.provider.next(CallKind::exchange, Script::answer(200, body));
    const CallbackResult result = stage.connect();
    const std::string answer = "the answer `" + std::string(body) + "`";
    expect(result.failure.has_value(), "an error", answer + " is taken for a pair");
    expect(stage.stored().empty(), "nothing is stored", answer + " is");
  }
}

/// The ordinary answer with other scopes, or without any.
Script withScope(Stage& stage, const std::string& scope) {
  const std::string name = oauth::nameOf(stage.app().token_response.names, "scope");
  return Script::rewritten([name, scope](std::string body) {
    const std::string key = "\"" + name + "\":\"";
    const auto begin = body.find(key);
    if (begin == std::string::npos) return body;
    body.erase(begin, body.find('"', begin + key.size()) + 1 - begin);
    return body.insert(begin, scope.empty() ? R"("kit_left_out":0)" : key + scope + "\"");
  });
}

void reportsMissingScopes(Stage& stage) {
  stage.provider.next(CallKind::exchange, withScope(stage, "kit-other"));
  const CallbackResult result = stage.connect();
  expect(!result.failure, "the connection stands", result.failure ? result.failure->what() : "");
  expect(result.missing_scopes == stage.app().required_scopes,
         "all of required_scopes are reported",
         std::to_string(result.missing_scopes.size()) + " are");
}

std::string unlessScopesAreAskedFor(const OAuthApp& app, const RecordedAnswers&) {
  return app.scopes.empty() ? "no scope is asked for (scopes)" : "";
}

void takesAbsentScopeAsAsked(Stage& stage) {
  stage.provider.next(CallKind::exchange, withScope(stage, ""));
  stage.connect();
  const std::string scope = stage.onlyStored().token.scope;
  expect(scope == joinedWords(stage.app().scopes), "the scopes that were asked for",
         "`" + scope + "`");
}

void commitsBeforeUse(Stage& stage) {
  stage.connect();
  for (const Call& call : stage.provider.calls()) {
    expect(call.was_durable, "the pair is committed before its access token is used",
           call.request.url + " was called with a token that a crash would have lost");
  }
}

void endsWithoutDatabase(Stage& stage) {
  stage.store.failCommits(2);
  stage.connect();
  onlyCall(stage, CallKind::exchange);
  expect(stage.stored().size() == 1, "the pair is committed once the database is back",
         "it was dropped");
}

}  // namespace

Scenarios exchangeScenarios() {
  return {
      {"exchange.request", "a code is exchanged", "grant_type and code are sent, once each",
       "RFC 6749 section 4.1.3", nullptr, sendsTheCode},
      {"exchange.encoding", "a code is exchanged", "a POST with the declared body",
       "RFC 6749 section 4.1.3, fact body_encoding", nullptr, encodesAsDeclared},
      {"exchange.redirect-uri", "a code is exchanged",
       "the redirect URI is that of the authorization request", "RFC 6749 section 4.1.3", nullptr,
       repeatsTheRedirectUri},
      {"exchange.pkce", "a code is exchanged", "the verifier proves this login's challenge",
       "RFC 7636 sections 4.1, 4.5 and 4.6", unlessPkce, provesTheChallenge},
      {"exchange.client-authentication", "a code is exchanged",
       "the client proves itself by the declared method and no other",
       "RFC 6749 section 2.3, fact client_authentication", nullptr, authenticates},
      {"exchange.headers", "a code is exchanged", "the declared headers are sent",
       "the provider's fact extra_headers", nullptr, sendsExtraHeaders},
      {"exchange.once", "the answer to a code gets lost", "a code is sent once",
       "RFC 6749 sections 4.1.2 and 10.5", nullptr, sendsACodeOnce},
      {"exchange.refused", "a code is refused", "nothing is stored", "RFC 6749 section 5.2",
       nullptr, storesNothingRefused},
      {"exchange.unreadable", "the answer to a code is no pair",
       "it is an error, and nothing is stored", "RFC 6749 section 5.1, RFC 8259", nullptr,
       storesNothingUnreadable},
      {"exchange.scope-narrowed", "less is granted than is needed",
       "the connection stands, and what is missing is reported", "RFC 6749 sections 3.3 and 5.1",
       unlessScopesAreNeeded, reportsMissingScopes},
      {"exchange.scope-absent", "the answer names no scope", "that means what was asked for",
       "RFC 6749 section 5.1", unlessScopesAreAskedFor, takesAbsentScopeAsAsked},
      {"exchange.no-refresh-token", "no refresh token comes with the first pair",
       "what cannot be renewed is not connected", "the provider's fact requires_refresh_token",
       unlessRenewable, refusesWithoutRefreshToken},
      {"exchange.commit-first", "a workspace is connected",
       "a pair is durable before its first use, which may end the one before it",
       "docs/decisions/0004-exactly-one-refresh.md", nullptr, commitsBeforeUse},
      {"exchange.database-away", "the database is away while a workspace is connected",
       "an issued pair is not dropped", "docs/decisions/0008-what-a-crash-leaves-behind.md",
       nullptr, endsWithoutDatabase},
  };
}

}  // namespace patchbay::conformance
