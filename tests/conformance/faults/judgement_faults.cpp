#include <utility>

#include "tests/conformance/faults/faulty_integration.hpp"

// Faults in what follows from an answer that is no pair.

namespace patchbay::conformance {
namespace {

using Misjudgement = std::function<void(const RefreshFailed&, const IntegrationAccess&,
                                        std::optional<IntegrationAccessToken>&)>;

FaultCase misjudging(std::string name, std::set<std::string> fails, Misjudgement failure,
                     std::vector<std::string> along = {}) {
  FaultCase row = faultRow(std::move(name), std::move(fails), std::move(along));
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
  all.push_back(misjudging("SwallowsErrors", {"outcome.invalid-grant-400"},
                           [](const RefreshFailed& error, const IntegrationAccess& access,
                              std::optional<IntegrationAccessToken>& token) {
                             if (error.code() != ErrorCode::invalid_grant) return;
                             token = access.token;
                             token->expires_at += Seconds(3600);
                           },
                           {"outcome.*", "rotation.*", "concurrency.reconnect", "secrecy.*"}));
}

}  // namespace

std::vector<FaultCase> judgementFaults() {
  std::vector<FaultCase> all;
  addJudgements(all);
  return all;
}

}  // namespace patchbay::conformance
