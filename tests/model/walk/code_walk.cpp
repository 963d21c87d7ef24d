#include "tests/model/walk/code_walk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "tests/support/run.hpp"

namespace patchbay::model {
namespace {

constexpr Seconds kTokenLife{1'000'000};
constexpr Seconds kLongerThanAnyToken{2'000'000};

std::string accessToken(PairIndex pair) { return "A" + std::to_string(pair + 1U); }
std::string refreshToken(PairIndex token) { return "R" + std::to_string(token + 1U); }

Answer answerOf(unsigned status, std::string body) {
  return http::HttpResponse(status, {}, std::move(body));
}

Answer pairAnswer(const Provider& provider, PairIndex pair) {
  return answerOf(200, R"({"access_token":")" + accessToken(pair) + R"(","refresh_token":")" +
                           refreshToken(provider[pair].refresh_token) +
                           R"(","token_type":"bearer","expires_in":)" +
                           std::to_string(kTokenLife.count()) + "}");
}

Passage passageOf(StepKind kind) {
  switch (kind) {
    case StepKind::claim_answer_is_lost:
    case StepKind::commit_answer_is_lost:
    case StepKind::record_answer_is_lost:
    case StepKind::record_is_given_up:
      return Passage::unheard;
    case StepKind::commit_fails:
    case StepKind::record_fails:
      return Passage::refused;
    default:
      return Passage::carried_out;
  }
}

}  // namespace

CodeWalk::CodeWalk(const Scenario& scenario)
    : scenario_(scenario), model_(scenario), world_(model_.initial()) {
  IntegrationAccess access;
  access.workspace_id = kWorkspace;
  access.integration = kIntegration;
  access.token = tokenOf(world_.database[kFirstGrant].pair);
  const auto stored = run(store_.insertGrant(access, clock_.now()));
  grant_ids_[kFirstGrant] = stored.grant_id;
  std::vector<Tenant> tenants{Tenant("company-1", "")};
  run(store_.attachTenants(stored.grant_id, stored.generation, tenants, TenantCount::many,
                           clock_.now()));
  for (HostIndex host = 0; host < scenario_.hosts; ++host) {
    hosts_.push_back(makeHost());
  }
}

std::unique_ptr<CodeHost> CodeWalk::makeHost() {
  patchbay::Rotation rotation;
  rotation.kind = scenario_.rules.rotation;
  return std::make_unique<CodeHost>(store_, clock_, rotation);
}

CodeWalk::~CodeWalk() {
  for (const auto& host : hosts_) host->end();
  for (const auto& host : dead_hosts_) host->end();
}

template <typename Result>
Result CodeWalk::run(awaitable<Result> operation) const {
  return testing::run(std::move(operation));
}

IntegrationAccessToken CodeWalk::tokenOf(PairIndex pair) const {
  IntegrationAccessToken token;
  token.access_token = Secret(accessToken(pair));
  token.refresh_token = Secret(refreshToken(world_.provider[pair].refresh_token));
  token.expires_at = clock_.now() + kTokenLife;
  return token;
}

std::optional<StepKind> CodeWalk::take(std::uint32_t choice) {
  next_.clear();
  model_.findNext(world_, next_);
  std::erase_if(next_, [this](const Transition& each) { return !canBeTaken(each); });
  if (next_.empty()) return std::nullopt;
  const Transition& chosen = choose(choice);
  trace_ += describe(world_, chosen.step, chosen.after) + "\n";
  carryOut(chosen);
  world_ = chosen.after;
  for (HostIndex host = 0; host < scenario_.hosts; ++host) {
    settle(host);
    compareHost(host);
  }
  for (RecordIndex which = 0; which < kRecords; ++which) compareRecord(which);
  return chosen.step.kind;
}

// Faults first would soon be used up, and only the beginning of an attempt would see them.
const Transition& CodeWalk::choose(std::uint32_t choice) {
  const auto first_fault = std::partition(
      next_.begin(), next_.end(), [](const Transition& each) { return !isFault(each.step.kind); });
  const auto calm = static_cast<std::size_t>(first_fault - next_.begin());
  const bool is_calm = calm > 0 && choice % 8 != 0;
  return next_[choice / 8 % (is_calm ? calm : next_.size())];
}

// One clock ends all leases, so none of another record may end with it.
bool CodeWalk::canBeTaken(const Transition& transition) const {
  const StepKind kind = transition.step.kind;
  const bool ends_lease =
      kind == StepKind::left_lease_runs_out || kind == StepKind::lease_runs_out_under_way;
  if (!ends_lease) return true;
  const Record& other =
      world_.database[transition.step.what == kFirstGrant ? kNewGrant : kFirstGrant];
  return !other.isLeased() || other.is_lease_over != 0;
}

void CodeWalk::carryOut(const Transition& transition) {
  if (transition.step.actor < kMostHosts &&
      transition.step.kind != StepKind::lease_runs_out_under_way) {
    carryOutOfHost(transition.step, transition.after);
  }
  carryOutOfTime(transition.step);
  carryOutOfUser(transition.step);
}

void CodeWalk::carryOutOfHost(const Step& step, const World& after) {
  CodeHost& host = *hosts_[step.actor];
  switch (step.kind) {
    case StepKind::reads:
      return read(step.actor, after);
    case StepKind::claims:
    case StepKind::claim_answer_is_lost:
    case StepKind::gives_back:
    case StepKind::loads:
      return host.pass(passageOf(step.kind));
    case StepKind::call_is_not_sent:
      return host.pass(Answer(http::TransportFault::not_sent));
    case StepKind::provider_is_busy:
    case StepKind::gateway_is_busy:
      return host.pass(answerOf(503, ""));
    case StepKind::request_is_given_up:
    case StepKind::answer_is_lost:
      return host.pass(Answer(http::TransportFault::ambiguous));
    case StepKind::commits:
    case StepKind::commit_answer_is_lost:
    case StepKind::commit_fails:
      answerCall(step.actor);
      return host.pass(passageOf(step.kind));
    case StepKind::records_failure:
    case StepKind::record_answer_is_lost:
    case StepKind::record_is_given_up:
    case StepKind::record_fails:
      answerCall(step.actor);
      return record(step.actor, step.kind);
    case StepKind::rereads:
    case StepKind::withdraws:
      return reread(step.actor, step.kind);
    case StepKind::hands_out:
      if (host.isCalling()) host.pass(Passage::carried_out);
      return;
    case StepKind::host_crashes:
      return restart(step.actor);
    default:  // sends, exchanges, refuses: the request waits until its answer is fetched
      return;
  }
}

void CodeWalk::read(HostIndex host, const World& after) {
  // Over the age up to which a pair is fresh in any case.
  clock_.advance(Seconds(60));
  const bool wants_newer = after.hosts[host].phase == Phase::wanting;
  const RecordIndex which = after.hosts[host].record;
  if (wants_newer && !isUsable(world_, which)) {
    return hosts_[host]->refresh(run(store_.findGrant(grant_ids_[which])).value());
  }
  hosts_[host]->call(wants_newer ? kLongerThanAnyToken : Seconds(0));
  hosts_[host]->pass(Passage::carried_out);
}

void CodeWalk::answerCall(HostIndex host) {
  const Host& before = world_.hosts[host];
  if (before.phase == Phase::answered) {
    hosts_[host]->pass(pairAnswer(world_.provider, before.answer));
  } else if (before.phase == Phase::refused) {
    hosts_[host]->pass(answerOf(400, R"({"error":"invalid_grant"})"));
  }
}

void CodeWalk::record(HostIndex host, StepKind kind) {
  hosts_[host]->pass(passageOf(kind));
  const bool is_given_up = kind == StepKind::record_is_given_up || kind == StepKind::record_fails;
  for (int tries = 0; is_given_up && hosts_[host]->isCalling() && tries < 100; ++tries) {
    hosts_[host]->pass(Passage::refused);
  }
}

void CodeWalk::reread(HostIndex host, StepKind kind) {
  hosts_[host]->pass(Passage::carried_out);
  if (hosts_[host]->waiting() != kRevokeUrl) return;
  hosts_[host]->pass(answerOf(kind == StepKind::withdraws ? 200 : 503, ""));
}

void CodeWalk::restart(HostIndex host) {
  dead_hosts_.push_back(std::move(hosts_[host]));
  hosts_[host] = makeHost();
}

void CodeWalk::carryOutOfTime(const Step& step) {
  const bool ends_lease =
      step.kind == StepKind::left_lease_runs_out || step.kind == StepKind::lease_runs_out_under_way;
  if (ends_lease) database_clock_.advance(kWalkLease);
}

void CodeWalk::carryOutOfUser(const Step& step) {
  switch (step.kind) {
    case StepKind::inserts_grant:
    case StepKind::insert_answer_is_lost:
      return insert(step.what);
    case StepKind::connect_is_undone:
      EXPECT_THROW(insert(world_.connector.pair), IntegrationError);
      return;
    case StepKind::attaches_tenant:
    case StepKind::attach_answer_is_lost: {
      std::vector<Tenant> tenants{Tenant("company-1", "")};
      run(store_.attachTenants(grant_ids_[kNewGrant], world_.connector.generation, tenants,
                               TenantCount::many, clock_.now()));
      return;
    }
    case StepKind::removes_grant:
    case StepKind::removal_answer_is_lost:
      run(store_.removeGrant(grant_ids_[step.what], world_.disconnector.generation));
      return;
    default:
      return;
  }
}

void CodeWalk::insert(PairIndex pair) {
  IntegrationAccess access;
  access.workspace_id = kWorkspace;
  access.integration = kIntegration;
  access.grant_id = grant_ids_[kNewGrant];
  access.token = tokenOf(pair);
  grant_ids_[kNewGrant] = run(store_.insertGrant(access, clock_.now())).grant_id;
}

// What the code does besides, and the model takes for one with the step before: it reads what is
// stored, once more. And what it gave to its caller counts as used.
void CodeWalk::settle(HostIndex index) {
  CodeHost& host = *hosts_[index];
  for (int reads = 0; reads < 4; ++reads) {
    const std::string& waiting = host.waiting();
    const bool is_read = waiting == "findGrants" || waiting == "findGrant";
    if (!is_read || waiting == expectedOperation(index)) break;
    host.pass(Passage::carried_out);
  }
  const auto token = host.takeToken();
  if (!token) return;
  for (PairIndex pair = 0; pair < world_.provider.issued(); ++pair) {
    if (accessToken(pair) != *token) continue;
    expect(world_.provider[pair].is_committed != 0, *token + " is handed out before its commit");
    const bool comes_later = world_.hosts[index].phase == Phase::handing_out;
    if (!comes_later) world_.provider.use(scenario_.rules, pair);
  }
}

std::string CodeWalk::expectedOperation(HostIndex index) const {
  const Host& host = world_.hosts[index];
  switch (host.phase) {
    case Phase::idle:
      return "";
    case Phase::wanting:
      return "claimRefresh";
    case Phase::claimed:
      return host.must_reconnect != 0 ? "recordRefreshFailure" : kTokenUrl;
    case Phase::calling:
    case Phase::answered:
    case Phase::refused:
      return kTokenUrl;
    case Phase::committing:
      return "commitRefresh";
    case Phase::rereading:
    case Phase::loading:
      return "findGrant";
    case Phase::handing_out:
      return hosts_[index]->isCalling() ? "findGrants" : "";
    case Phase::failing:
      return "recordRefreshFailure";
  }
  return "";
}

void CodeWalk::compareHost(HostIndex index) {
  const CodeHost& host = *hosts_[index];
  const std::string expected = expectedOperation(index);
  const std::string name = std::string("host ") + static_cast<char>('A' + index);
  expect(host.waiting() == expected,
         name + " is at \"" + host.waiting() + "\", by the model at \"" + expected + "\"");
  if (expected != kTokenUrl) return;
  const PairIndex token = world_.provider[world_.hosts[index].pair].refresh_token;
  expect(host.body().find("refresh_token=" + refreshToken(token) + "&") != std::string::npos ||
             host.body().ends_with("refresh_token=" + refreshToken(token)),
         name + " sends " + host.body() + ", by the model " + refreshToken(token));
}

void CodeWalk::compareRecord(RecordIndex which) {
  const Record& record = world_.database[which];
  auto stored = run(store_.findGrant(grant_ids_[which]));
  if (stored && stored->grant_id != grant_ids_[which]) stored.reset();  // it was handed over
  const std::string name = "grant " + std::to_string(which);
  expect(stored.has_value() == (record.is_present != 0), name + " is there, or is not");
  if (!stored || record.is_present == 0) return;
  expect(stored->generation == record.generation, name + " has another generation");
  expect(stored->token.access_token.reveal() == accessToken(record.pair),
         name + " has another pair: " + stored->token.access_token.reveal());
  expect(stored->token.refresh_token.reveal() ==
             refreshToken(world_.provider[record.pair].refresh_token),
         name + " has another refresh token");
  expect(stored->reconnect_cause == record.cause(),
         name + " has another cause: " + std::string(patchbay::name(stored->reconnect_cause)));
}

void CodeWalk::expect(bool holds, const std::string& what) {
  if (!holds && difference_.empty()) difference_ = what;
}

}  // namespace patchbay::model
