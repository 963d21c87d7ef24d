#include <array>
#include <string>

#include "tests/model/protocol_model.hpp"

// A way through the model in sentences. Hosts are A, B, C; R1 and A1 are the refresh token and the
// access token of the first pair that the provider issued; grant 0 was there first, grant 1 is what
// a later consent brought.

namespace patchbay::model {
namespace {

std::string hostName(HostIndex host) {
  if (host == kDeparted) return "a dead host";
  return std::string("host ") + static_cast<char>('A' + host);
}

std::string number(unsigned value) { return std::to_string(value); }
std::string refreshToken(PairIndex token) { return "R" + number(token + 1U); }
std::string accessToken(PairIndex pair) { return "A" + number(pair + 1U); }

std::string_view nameOf(Phase phase) {
  constexpr std::array<std::string_view, 11> names{"is idle",
                                                   "wants to refresh",
                                                   "may refresh",
                                                   "is calling",
                                                   "is answered",
                                                   "is refused",
                                                   "must commit",
                                                   "must reread",
                                                   "must load",
                                                   "hands out",
                                                   "must record the failure"};
  return names[static_cast<std::size_t>(phase)];
}

/// `grant 0: generation 2, A3 and R3, lease of host B`
std::string describe(const World& world, RecordIndex which) {
  const Record& record = world.database[which];
  std::string text = "grant " + number(which) + ": ";
  if (record.ending == Ending::removed) return text + "removed";
  if (record.ending == Ending::handed_over) return text + "handed over";
  if (record.is_present == 0) return text + "absent";
  text += "generation " + number(record.generation) + ", " + accessToken(record.pair) + " and " +
          refreshToken(world.provider[record.pair].refresh_token);
  if (record.is_stale != 0) text += ", stale";
  if (record.ambiguous_open != 0) text += ", ambiguous attempt open";
  if (record.cause() != ReconnectCause::none) {
    text += ", requires_reconnect " + std::string(patchbay::name(record.cause()));
  }
  if (record.isLeased()) {
    text += record.is_lease_over != 0 ? ", lapsed lease of " : ", lease of ";
    text += hostName(record.lease_owner);
  }
  return text;
}

std::string describeHost(const World& before, const Step& step, const World& after) {
  const std::string host = hostName(step.actor);
  const auto record = [&] { return describe(before, step.what); };
  const std::string then(nameOf(after.hosts[step.actor].phase));
  switch (step.kind) {
    case StepKind::reads:
      return host + " reads " + record() + ": it " + then;
    case StepKind::claims:
      return host + " claims " + record() + ": it " + then;
    case StepKind::claim_answer_is_lost:
      return host + " claims " + record() + ", and never learns it";
    case StepKind::gives_back:
      return host + " gives the lease back";
    case StepKind::sends:
      return host + " sends " + refreshToken(step.what);
    case StepKind::call_is_not_sent:
      return host + " cannot reach the provider";
    case StepKind::commits:
      return host + " commits: it " + then;
    case StepKind::commit_answer_is_lost:
      return host + " commits, and the database's answer is lost: it " + then;
    case StepKind::commit_fails:
      return host + " commits, the database does not, and its answer is lost: it " + then;
    case StepKind::rereads:
      return host + " reads again " + record() + ": it " + then;
    case StepKind::withdraws:
      return host + " finds the grant gone and revokes " + accessToken(step.what);
    case StepKind::loads:
      return host + " loads " + record() + ": it " + then;
    case StepKind::hands_out:
      return host + " hands out " + accessToken(step.what) + ", which is used";
    case StepKind::records_failure:
      return host + " records the failure in " + record() + ": it " + then;
    case StepKind::record_answer_is_lost:
      return host + " records the failure, and the database's answer is lost: it " + then;
    case StepKind::record_is_given_up:
      return host + " records the failure, and never learns it: it " + then;
    case StepKind::record_fails:
      return host + " cannot record the failure: it " + then;
    case StepKind::host_crashes:
      return host + " dies (it " + std::string(nameOf(before.hosts[step.actor].phase)) +
             ") and starts anew";
    default:
      return {};
  }
}

std::string describeCall(const Step& step, const World& after) {
  const std::string token = refreshToken(step.what);
  switch (step.kind) {
    case StepKind::exchanges:
      return "the provider exchanges " + token + " of " + hostName(step.actor) + " for " +
             accessToken(after.hosts[step.actor].answer);
    case StepKind::refuses:
      return "the provider refuses " + token + " of " + hostName(step.actor) + ": invalid_grant";
    case StepKind::provider_is_busy:
      return "the provider tells " + hostName(step.actor) + " to come later: 503";
    case StepKind::gateway_is_busy:
      return "a gateway tells " + hostName(step.actor) + " to come later, in place of the provider";
    case StepKind::request_is_given_up:
      return hostName(step.actor) + " gives up its call with " + token +
             ", which the provider may still get";
    case StepKind::answer_is_lost:
      return "the answer to " + hostName(step.actor) + " for " + token + " is lost";
    case StepKind::carries_out_late_request:
      return "the provider gets to a request with " + token + " that nobody waits for";
    case StepKind::ends_grace:
      return "the time of grace of " + token + " ends";
    case StepKind::token_runs_out:
      return "the access token of grant " + number(step.what) + " runs out";
    case StepKind::left_lease_runs_out:
      return "the lease left on grant " + number(step.what) + " runs out";
    case StepKind::lease_runs_out_under_way:
      return "the lease of " + hostName(step.actor) + " on grant " + number(step.what) +
             " runs out under way";
    default:
      return {};
  }
}

std::string describeUser(const Step& step, const World& after) {
  const std::string pair = accessToken(step.what);
  switch (step.kind) {
    case StepKind::consents:
      return "the user consents once more and a callback gets " + accessToken(after.connector.pair);
    case StepKind::inserts_grant:
      return "the callback stores " + pair + " as a new grant";
    case StepKind::insert_answer_is_lost:
      return "the callback stores " + pair + ", and the database's answer is lost";
    case StepKind::insert_fails:
      return "the callback cannot store " + pair + " yet";
    case StepKind::discovers_tenant:
      return "the callback asks for the tenant with " + pair;
    case StepKind::attaches_tenant:
      if (after.connector.phase == Connector::Phase::discovered) {
        return "the callback finds its grant refreshed meanwhile";
      }
      return "the tenant is attached: " + describe(after, kFirstGrant) + "; " +
             describe(after, kNewGrant);
    case StepKind::attach_answer_is_lost:
      return "the tenant is attached, and the database's answer is lost";
    case StepKind::attach_fails:
      return "the tenant cannot be attached";
    case StepKind::completes_tenant:
      return "a request finds a grant without tenant";
    case StepKind::connect_is_undone:
      return "the callback finds its grant disconnected";
    case StepKind::connect_crashes:
      return "the callback's host dies";
    case StepKind::starts_disconnect:
      return "a disconnect begins";
    case StepKind::looks_for_grants:
      return "the disconnect looks for grants";
    case StepKind::revokes:
      return "the disconnect revokes " + pair +
             (after.provider.accepts(step.what) ? ", and the provider does not hear it" : "");
    case StepKind::removes_grant:
      return "the disconnect removes: " + describe(after, step.what);
    case StepKind::removal_answer_is_lost:
      return "the disconnect removes, and the database's answer is lost";
    case StepKind::disconnect_crashes:
      return "the disconnecting host dies";
    default:
      return {};
  }
}

}  // namespace

std::string describe(const World& before, const Step& step, const World& after) {
  std::string text;
  if (step.actor < kMostHosts) text = describeHost(before, step, after);
  if (text.empty()) text = describeCall(step, after);
  if (text.empty()) text = describeUser(step, after);
  return text;
}

std::string describe(const Scenario& scenario, const ProtocolExplorer::Finding& finding) {
  World before = initialWorld(scenario);
  std::string text = "provider \"" + std::string(scenario.rules.name) + "\", " +
                     number(scenario.hosts) + " hosts\n";
  unsigned line = 0;
  for (const auto& moment : finding.trace) {
    text += number(++line) + ". " + describe(before, moment.step, moment.after) + "\n";
    before = moment.after;
  }
  text += "=> " + std::string(nameOf(finding.violation.property)) + ": " + finding.violation.what;
  for (RecordIndex which = 0; which < kRecords; ++which) {
    text += "\n   " + describe(before, which);
  }
  return text;
}

}  // namespace patchbay::model
