#include <utility>

#include "core/crypto/digest.hpp"
#include "tests/conformance/faulty_integration.hpp"
#include "tools/conformance/provider/id_token_writer.hpp"

// Faults in asking for tokens, in reading the answers and in what follows from them.

namespace patchbay::conformance {
namespace {

using http::HttpRequest;
using http::HttpResponse;
using http::RequestPurpose;

using Change = std::function<void(HttpRequest&)>;

/// A change of the calls made for that purpose only.
Change at(RequestPurpose purpose, Change change) {
  return [purpose, change](HttpRequest& request) {
    if (request.purpose == purpose) change(request);
  };
}

Change adding(const std::string& text) {
  return [text](HttpRequest& request) { request.body += text; };
}

void setHeader(HttpRequest& request, const std::string& name, const std::string& value) {
  http::HeaderFields kept;
  for (const auto& [key, old] : request.headers.all()) {
    if (key != name) kept.add(key, old);
  }
  if (!value.empty()) kept.add(name, value);
  request.headers = std::move(kept);
}

Change replacing(const std::string& from, const std::string& to) {
  return [from, to](HttpRequest& request) {
    const auto place = request.body.find(from);
    if (place != std::string::npos) request.body.replace(place, from.size(), to);
  };
}

FaultCase request(std::string name, std::set<std::string> fails, Change change,
                  std::vector<std::string> along = {}) {
  FaultCase row;
  row.name = std::move(name);
  row.fails = std::move(fails);
  row.along = std::move(along);
  row.fault.request = std::move(change);
  return row;
}

void addRequests(std::vector<FaultCase>& all) {
  const auto code = RequestPurpose::connect;
  const auto refresh = RequestPurpose::refresh;
  const auto no_header = [](const std::string& name) {
    return [name](HttpRequest& sent) { setHeader(sent, name, ""); };
  };
  const auto plain_text = [](HttpRequest& sent) { setHeader(sent, "Content-Type", "text/plain"); };
  all.push_back(request("ExchangesTwice", {"exchange.request"},
                        at(code, adding("&grant_type=authorization_code"))));
  all.push_back(request("ExchangesAsText", {"exchange.encoding"}, at(code, plain_text)));
  all.push_back(request("ChangesTheRedirectUri", {"exchange.redirect-uri"},
                        at(code, replacing("redirect_uri=https", "redirect_uri=http"))));
  all.push_back(request("DropsTheVerifier", {"exchange.pkce"},
                        at(code, replacing("code_verifier", "verifier"))));
  all.push_back(request("ExchangesUnauthenticated", {"exchange.client-authentication"},
                        at(code, no_header("Authorization"))));
  all.push_back(request("RefreshesUnauthenticated", {"refresh.client-authentication"},
                        at(refresh, no_header("Authorization"))));
  all.push_back(request("AuthenticatesTwice", {"refresh.client-authentication"},
                        at(refresh, adding("&client_secret=kit"))));
  all.push_back(request("RefreshesAsText", {"refresh.encoding"}, at(refresh, plain_text)));
  all.push_back(request("RefreshesElsewhere", {"refresh.endpoint"},
                        at(refresh, [](HttpRequest& sent) { sent.url += "?version=2"; })));
  all.push_back(request("SendsTwoRefreshTokens", {"refresh.request"},
                        at(refresh, adding("&refresh_token=another"))));
  all.push_back(request("RefreshesWithTheVerifier", {"refresh.nothing-else"},
                        at(refresh, adding("&code_verifier=made-up-verifier"))));
  all.push_back(
      request("WidensTheScope", {"refresh.scope"}, at(refresh, adding("&scope=read+admin"))));
  all.push_back(request("RevokesUnauthenticated", {"disconnect.client-authentication"},
                        at(RequestPurpose::disconnect, no_header("Authorization"))));
  all.push_back(
      request("RevokesInTheUrl", {"disconnect.request", "disconnect.revokes"},
              at(RequestPurpose::disconnect,
                 [](HttpRequest& sent) { sent.url += "?" + std::exchange(sent.body, ""); }),
              {"secrecy.urls"}));
  all.push_back(request("RefreshesInTheUrl", {"secrecy.urls"},
                        at(refresh, [](HttpRequest& sent) { sent.url += "?" + sent.body; }),
                        {"refresh.endpoint"}));
  all.push_back(request("WaitsForEver", {"calls.deadline"},
                        [](HttpRequest& sent) { sent.deadline = std::chrono::hours(24); }));
  FaultCase headers = request("ForgetsItsHeaders", {"refresh.headers", "exchange.headers"},
                              no_header("X-Sound-Version"));
  headers.fault.kind = Kind::json;
  all.push_back(std::move(headers));
}

void addRepetitions(std::vector<FaultCase>& all) {
  FaultCase twice;
  twice.name = "SpendsTheRefreshTokenTwice";
  twice.fails = {"rotation.sent-once", "refresh.once", "concurrency.callers", "concurrency.failure",
                 "concurrency.hosts"};
  twice.along = {"tenants.unauthorized", "answers.expires-*", "outcome.*", "refresh.*",
                 "rotation.*",           "concurrency.*",     "secrecy.*"};
  twice.fault.sends_twice = true;
  all.push_back(twice);
  FaultCase lost;
  lost.name = "ExchangesACodeAgain";
  lost.fails = {"exchange.once"};
  lost.fault.repeats_lost = true;
  all.push_back(lost);
  FaultCase redirect;
  redirect.name = "FollowsRedirects";
  redirect.fails = {"outcome.redirect"};
  redirect.fault.follows_redirects = true;
  all.push_back(redirect);
}

using TokenChange = std::function<void(IntegrationAccessToken&)>;

FaultCase reading(std::string name, std::set<std::string> fails, TokenChange change,
                  std::vector<std::string> along = {}) {
  FaultCase row;
  row.name = std::move(name);
  row.fails = std::move(fails);
  row.along = std::move(along);
  row.fault.token = std::move(change);
  return row;
}

using AnswerChange = std::function<void(const HttpRequest&, HttpResponse&)>;

FaultCase misreading(std::string name, std::set<std::string> fails, AnswerChange change,
                     std::vector<std::string> along = {}) {
  FaultCase row;
  row.name = std::move(name);
  row.fails = std::move(fails);
  row.along = std::move(along);
  row.fault.response = std::move(change);
  return row;
}

void addReadings(std::vector<FaultCase>& all) {
  all.push_back(reading("HandsOutAnotherToken", {"refresh.pair", "flow.connect"},
                        [](IntegrationAccessToken& token) {
                          token.access_token = Secret("x" + token.access_token.reveal());
                        },
                        {"tenants.*", "concurrency.*", "rotation.dead-token",
                         "exchange.scope-narrowed", "exchange.commit-first"}));
  all.push_back(reading("KeepsTheOldRefreshToken", {"rotation.new-token", "refresh.pair"},
                        [](IntegrationAccessToken& token) { token.refresh_token = Secret(); },
                        {"rotation.*", "secrecy.*", "tenants.refresh", "concurrency.*"}));
  all.push_back(reading("ForgetsTheRefreshToken", {"answers.no-refresh-token"},
                        [](IntegrationAccessToken& token) {
                          if (token.refresh_token.empty()) token.refresh_token = Secret("none");
                        }));
  all.push_back(reading("ForgetsAbsentScopes", {"exchange.scope-absent", "answers.no-scope"},
                        [](IntegrationAccessToken& token) {
                          if (token.scope == "read pay") token.scope = "none";
                        },
                        {"exchange.scope-narrowed"}));
  all.push_back(reading("ClaimsAllScopes", {"exchange.scope-narrowed"},
                        [](IntegrationAccessToken& token) { token.scope = "read pay"; }));
  all.push_back(
      reading("KnowsItsOwnExpiry",
              {"answers.expires-text", "answers.expires-fraction", "answers.expires-absent",
               "answers.expires-flag", "answers.expires-object", "answers.expires-huge"},
              [](IntegrationAccessToken& token) { token.expires_at += Seconds(777); }));
  all.push_back(misreading("RefusesUnknownMembers", {"answers.unknown-member"},
                           [](const HttpRequest&, HttpResponse& response) {
                             if (response.body.find(R"("kit":{)") != std::string::npos) {
                               response.body = "{}";
                             }
                           }));
  all.push_back(misreading("ComparesTypesExactly", {"answers.type-case"},
                           [](const HttpRequest&, HttpResponse& response) {
                             if (response.body.find("bEARER") != std::string::npos) {
                               response.body = "{}";
                             }
                           }));
  all.push_back(misreading("TakesARefusalForAPair", {"exchange.refused"},
                           [](const HttpRequest& asked, HttpResponse& response) {
                             const bool is_code = asked.purpose == RequestPurpose::connect;
                             if (!is_code || response.status != 400) return;
                             response.status = 200;
                             response.body = R"({"access_token":"made-up","token_type":"Bearer"})";
                           },
                           {"callback.replay"}));
}

using Misjudgement = std::function<void(const RefreshFailed&, const IntegrationAccess&,
                                        std::optional<IntegrationAccessToken>&)>;

FaultCase misjudging(std::string name, std::set<std::string> fails, Misjudgement failure,
                     std::vector<std::string> along = {}) {
  FaultCase row;
  row.name = std::move(name);
  row.fails = std::move(fails);
  row.along = std::move(along);
  row.fault.failure = std::move(failure);
  return row;
}

[[noreturn]] void throwAs(oauth::OutcomeClass outcome, ErrorCode code, const RefreshFailed& error,
                          std::optional<Seconds> retry_after = {}) {
  RefreshOutcome changed;
  changed.outcome = outcome;
  changed.error = "misjudged";
  changed.retry_after = retry_after;
  throw RefreshFailed(code, error.publicText(), changed);
}

std::set<std::string> unreadableAnswers() {
  return {"answers.not-json",     "answers.html",        "answers.empty",
          "answers.array",        "answers.null",        "answers.truncated",
          "answers.bom",          "answers.bad-utf8",    "answers.double",
          "answers.deep",         "answers.no-token",    "answers.null-token",
          "answers.number-token", "answers.empty-token", "answers.long-token",
          "answers.header-token", "answers.nul-token",   "answers.token-type"};
}

std::set<std::string> keptOutcomes() {
  return {"outcome.not-sent",        "outcome.certificate",      "outcome.timeout",
          "outcome.not-http",        "outcome.status-500",       "outcome.status-502",
          "outcome.status-504",      "outcome.status-408",       "outcome.status-425",
          "outcome.status-429",      "outcome.status-503",       "outcome.status-302",
          "outcome.status-400",      "outcome.status-401",       "outcome.status-403",
          "outcome.status-404",      "outcome.invalid-client",   "outcome.unauthorized-client",
          "outcome.invalid-request", "outcome.invalid-scope",    "outcome.unsupported-grant-type",
          "outcome.retry-after",     "outcome.retry-after-date", "outcome.retry-after-day",
          "outcome.still-valid",     "outcome.recovers",         "outcome.credentials",
          "rotation.lost-answer"};
}

std::set<std::string> finalOutcomes() {
  return {"outcome.invalid-grant-400",    "outcome.invalid-grant-401", "outcome.invalid-grant-403",
          "outcome.invalid-grant-200",    "outcome.login-required",    "outcome.consent-required",
          "outcome.interaction-required", "rotation.dead-token"};
}

void addJudgements(std::vector<FaultCase>& all) {
  all.push_back(misjudging("TakesNonsenseForAPair", unreadableAnswers(),
                           [](const RefreshFailed& error, const IntegrationAccess&,
                              std::optional<IntegrationAccessToken>& token) {
                             if (error.code() != ErrorCode::malformed_answer) return;
                             token.emplace();
                             token->access_token = Secret("made-up");
                           }));
  FaultCase gives_up =
      misjudging("GivesUpAtEverything", keptOutcomes(),
                 [](const RefreshFailed& error, const IntegrationAccess&, auto&) {
                   throwAs(oauth::OutcomeClass::permanent, ErrorCode::invalid_grant, error);
                 },
                 {"answers.*", "outcome.*", "rotation.*", "concurrency.*"});
  gives_up.fault.kind = Kind::openid;
  all.push_back(std::move(gives_up));
  const Misjudgement never = [](const RefreshFailed& error, const IntegrationAccess&, auto&) {
    throwAs(oauth::OutcomeClass::temporary, ErrorCode::temporarily_unavailable, error);
  };
  auto hopes = finalOutcomes();
  hopes.insert({"rotation.lost-pair", "rotation.gateway"});
  all.push_back(misjudging("NeverGivesUp", hopes, never, {"outcome.*", "disconnect.dead-grant"}));
  FaultCase hopes_late = misjudging("NeverGivesUpAfterGrace", {"rotation.grace-over"}, never,
                                    {"outcome.*", "rotation.*", "disconnect.dead-grant"});
  hopes_late.fault.kind = Kind::openid;
  all.push_back(std::move(hopes_late));
  all.push_back(misjudging(
      "AsksAgainAtOnce", {"outcome.backs-off"},
      [](const RefreshFailed& error, const IntegrationAccess&, auto&) {
        throwAs(oauth::OutcomeClass::temporary, ErrorCode::temporarily_unavailable, error,
                Seconds(0));
      },
      {"outcome.*", "rotation.*", "disconnect.dead-grant", "concurrency.*", "answers.*"}));
  all.push_back(misjudging("TellsTheTokenInItsError", {"secrecy.errors", "secrecy.echo"},
                           [](const RefreshFailed& error, const IntegrationAccess& access, auto&) {
                             throw RefreshFailed(error.code(),
                                                 "no " + access.token.refresh_token.reveal(),
                                                 error.outcome());
                           }));
}

void addRepairs(std::vector<FaultCase>& all) {
  all.push_back(misjudging("SwallowsErrors", {"outcome.invalid-grant-400"},
                           [](const RefreshFailed& error, const IntegrationAccess& access,
                              std::optional<IntegrationAccessToken>& token) {
                             if (error.code() != ErrorCode::invalid_grant) return;
                             token = access.token;
                             token->expires_at += Seconds(3600);
                           },
                           {"outcome.*", "rotation.*", "concurrency.reconnect", "secrecy.*"}));
  all.push_back(misreading("MakesUpItsKeys", {"id-token.no-keys"},
                           [](const HttpRequest& asked, HttpResponse& response) {
                             if (!asked.url.ends_with("/jwks")) return;
                             response.status = 200;
                             OAuthApp app;
                             app.id_token_signing_algorithms = {"ES256"};
                             response.body = IdTokenWriter().keySet(app);
                           },
                           {"id-token.*"}));
  all.back().fault.kind = Kind::openid;
}

}  // namespace

std::vector<FaultCase> refreshFaults() {
  std::vector<FaultCase> all;
  addRequests(all);
  addRepetitions(all);
  addReadings(all);
  addJudgements(all);
  addRepairs(all);
  return all;
}

}  // namespace patchbay::conformance
