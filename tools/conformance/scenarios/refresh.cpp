#include <algorithm>
#include <set>
#include <sstream>

#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

/// The token call of a refresh that went well.
Call refreshed(Stage& stage) {
  const Refreshed once = refreshOnce(stage);
  expect(once.outcome.access.has_value(), "the refresh brings a token", once.outcome.text());
  return onlyCall(stage, CallKind::refresh);
}

std::set<std::string> wordsOf(const std::string& text) {
  std::istringstream stream(text);
  std::set<std::string> words;
  for (std::string word; stream >> word;) words.insert(word);
  return words;
}

void handsOutTheNewPair(Stage& stage) {
  const Refreshed once = refreshOnce(stage);
  expect(once.outcome.access.has_value(), "the refresh brings a token", once.outcome.text());
  const auto issued = stage.provider.book().tokens();
  const std::string& newest = issued[issued.size() - 2];
  expect(once.outcome.token() == newest, "the new access token is handed out",
         once.outcome.token().empty() ? "an empty one" : "another one");
  const auto stored = stage.onlyStored();
  expect(stored.token.access_token.equals(newest), "the new access token is stored", "another is");
  expect(stored.token.refresh_token.equals(issued.back()), "the new refresh token is stored",
         "another one is");
}

void waitsForTheEnd(Stage& stage) {
  stage.seed();
  stage.clock.advance(Seconds(600));
  const Outcome outcome = stage.access();
  expect(outcome.access.has_value(), "the stored token", outcome.text());
  const auto count = stage.provider.calls().size();
  expect(count == 0, "a token that is valid is handed out without a call",
         std::to_string(count) + " calls");
}

void remembers(Stage& stage) {
  refreshed(stage);
  const Outcome again = stage.access();
  expect(again.access.has_value(), "the same token", again.text());
  onlyCall(stage, CallKind::refresh);
}

void sendsTheRefreshToken(Stage& stage) {
  const Call call = refreshed(stage);
  const auto issued = stage.provider.book().tokens();
  const OAuthApp& app = stage.app();
  const std::string grant_type =
      statedValue(app.refresh_parameters, "grant_type",
                  statedValue(app.token_parameters, "grant_type", "refresh_token"));
  expect(call.parameter("grant_type") == grant_type && call.count("grant_type") < 2,
         "grant_type=" + grant_type, "`" + call.parameter("grant_type") + "`");
  expect(call.count("refresh_token") == 1, "one refresh_token",
         std::to_string(call.count("refresh_token")) + " are sent");
  expect(call.parameter("refresh_token") == issued[1], "the stored refresh token", "another text");
}

void sendsNothingOfTheCode(Stage& stage) {
  const Call call = refreshed(stage);
  for (const char* const name : {"code", "code_verifier", "state"}) {
    expect(call.count(name) == 0, std::string("no ") + name, "it is sent");
  }
  const bool has_redirect_uri = call.count("redirect_uri") > 0;
  const bool wants_it = stage.app().refresh_repeats_redirect_uri;
  expect(!wants_it || has_redirect_uri, "the redirect_uri, which this provider wants again",
         "it is absent");
  expect(!has_redirect_uri || call.parameter("redirect_uri") == stage.integration().redirectUri(),
         "no redirect_uri, or the same as ever", "`" + call.parameter("redirect_uri") + "`");
}

void doesNotWidenTheScope(Stage& stage) {
  const Call call = refreshed(stage);
  const OAuthApp& app = stage.app();
  const auto& granted = app.scopes;
  if (!statedValue(app.refresh_parameters, "scope", "").empty()) return;  // the provider wants it
  for (const std::string& scope : wordsOf(call.parameter("scope"))) {
    const bool was_granted = std::find(granted.begin(), granted.end(), scope) != granted.end();
    expect(was_granted, "no scope, or some of those granted", "it asks for " + scope);
  }
}

void authenticates(Stage& stage) { expectClientAuthentication(stage.app(), refreshed(stage)); }
void encodesAsDeclared(Stage& stage) { expectBodyEncoding(stage.app(), refreshed(stage)); }
void sendsExtraHeaders(Stage& stage) { expectExtraHeaders(stage.app(), refreshed(stage)); }

void goesToTheTokenEndpoint(Stage& stage) {
  const Call call = refreshed(stage);
  const OAuthApp& app = stage.app();
  const std::string& expected =
      app.refresh_endpoint.empty() ? app.token_endpoint : app.refresh_endpoint;
  const bool asks_by_url = app.token_method == oauth::TokenMethod::get;
  const std::string url =
      asks_by_url ? call.request.url.substr(0, expected.size()) : call.request.url;
  expect(url == expected, expected,
         call.request.url.substr(0, call.request.url.find('?')) +
             (url.find('?') == url.npos ? "" : " with a query"));
}

void commitsBeforeUse(Stage& stage) {
  const Refreshed once = refreshOnce(stage);
  for (const Call& call : stage.provider.calls()) {
    expect(call.was_durable, "the pair is committed before its access token is used",
           call.request.url + " was called with a token that a crash would have lost");
  }
  expect(!once.outcome.access || stage.store.wasCommitted(once.outcome.token()),
         "the pair is committed before it is handed out", "it is stored nowhere");
}

void endsWithoutDatabase(Stage& stage) {
  stage.seed();
  stage.expire();
  stage.store.failCommits(4);
  const Outcome outcome = stage.access();
  expect(outcome.access.has_value(), "the pair, once the database is back", outcome.text());
  onlyCall(stage, CallKind::refresh);
  expect(stage.store.wasCommitted(outcome.token()), "it is committed", "it was dropped");
}

}  // namespace

Scenarios refreshScenarios() {
  const std::string section = "RFC 6749 section 6";
  return {
      {"refresh.fresh", "a token that is valid is asked for", "it is handed out without a call",
       "core/freshness.hpp", nullptr, waitsForTheEnd},
      {"refresh.pair", "a token has run out", "the new pair is stored and handed out", section,
       nullptr, handsOutTheNewPair},
      {"refresh.once", "a refreshed token is asked for again", "it is refreshed once", section,
       nullptr, remembers},
      {"refresh.endpoint", "a pair is refreshed", "the call goes to the token endpoint",
       section + ", facts token_endpoint, refresh_endpoint", nullptr, goesToTheTokenEndpoint},
      {"refresh.request", "a pair is refreshed", "the stored refresh token is sent, once", section,
       nullptr, sendsTheRefreshToken},
      {"refresh.nothing-else", "a pair is refreshed", "nothing of the code exchange is sent again",
       section, nullptr, sendsNothingOfTheCode},
      {"refresh.scope", "a pair is refreshed", "no scope is asked for that was not granted",
       section, nullptr, doesNotWidenTheScope},
      {"refresh.client-authentication", "a pair is refreshed",
       "the client proves itself by the declared method and no other",
       "RFC 6749 sections 2.3 and 6, fact client_authentication", nullptr, authenticates},
      {"refresh.encoding", "a pair is refreshed", "a POST with the declared body",
       section + ", fact body_encoding", nullptr, encodesAsDeclared},
      {"refresh.headers", "a pair is refreshed", "the declared headers are sent",
       "the provider's fact extra_headers", nullptr, sendsExtraHeaders},
      {"refresh.commit-first", "a pair is refreshed",
       "it is durable before its first use or hand-out",
       "docs/decisions/0004-exactly-one-refresh.md", nullptr, commitsBeforeUse},
      {"refresh.database-away", "the database is away while a pair is refreshed",
       "an issued pair, which exists nowhere else, is not dropped",
       "docs/decisions/0008-what-a-crash-leaves-behind.md", nullptr, endsWithoutDatabase},
  };
}

}  // namespace patchbay::conformance
