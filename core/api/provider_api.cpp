#include "core/api/provider_api.hpp"

#include <mutex>
#include <optional>
#include <utility>

#include "core/api/api_answer.hpp"
#include "core/api/call_limits.hpp"
#include "core/api/renewed_pairs.hpp"
#include "core/api/retry_pauses.hpp"
#include "core/base/pauses.hpp"

namespace patchbay {
namespace {

std::string tenantOf(const IntegrationAccess& access, const ApiRequest& request) {
  if (!request.tenant_id.empty()) return request.tenant_id;
  if (!access.tenant_id.empty() || access.tenants.size() != 1) return access.tenant_id;
  return access.tenants.front().id;
}

}  // namespace

ApiRequest::ApiRequest(std::string verb, std::string at)
    : method(std::move(verb)), path(std::move(at)) {}

bool ApiRequest::isIdempotent() const { return method != "POST" && method != "PATCH"; }

ApiConnection::~ApiConnection() = default;

// --- the policy ---

class ProviderApi::Policy : public std::enable_shared_from_this<Policy> {
 public:
  Policy(const OAuthApp& app, http::HttpClient& http, const Clock& clock, ApiConnection& connection,
         std::function<double()> random)
      : app_(app),
        http_(http),
        clock_(clock),
        connection_(connection),
        random_(std::move(random)),
        limits_(std::make_shared<CallLimits>(app, clock)) {}

  awaitable<http::HttpResponse> call(IntegrationAccess access, ApiRequest request);
  awaitable<http::HttpResponse> fetch(IntegrationAccess access, ApiRequest request);
  ApiTotals totals() const;
  void dropWaiting() { limits_->dropWaiting(); }

 private:
  awaitable<http::HttpResponse> callPatiently(IntegrationAccess access, ApiRequest request);
  awaitable<http::HttpResponse> callOnce(IntegrationAccess access, ApiRequest request);
  awaitable<CallLimits::Permit> awaitPermit(CallOwner owner);
  awaitable<void> refuse(IntegrationAccess access, std::string tenant_id, ApiVerdict verdict);
  http::HttpRequest toHttp(const IntegrationAccess& access, const ApiRequest& request) const;
  std::optional<Seconds> heed(const CallOwner& owner, const http::HttpResponse& response);
  bool mayRepeat(const ApiRequest& request, const std::optional<http::TransportError>& fault,
                 const std::optional<http::HttpResponse>& response) const;
  void noteAttempt(const std::string& outcome);
  void note(std::uint64_t ApiTotals::*count);

  const OAuthApp& app_;
  http::HttpClient& http_;
  const Clock& clock_;
  ApiConnection& connection_;
  const std::function<double()> random_;
  const std::shared_ptr<CallLimits> limits_;
  RenewedPairs renewed_;
  mutable std::mutex mutex_;  // guards totals_
  ApiTotals totals_;
};

awaitable<http::HttpResponse> ProviderApi::Policy::call(IntegrationAccess access,
                                                        ApiRequest request) {
  const auto self = shared_from_this();
  const std::string tenant_id = tenantOf(access, request);
  renewed_.takeNewest(access);
  bool was_renewed = access.token.refresh_token.empty();  // then it cannot be
  for (;;) {
    auto response = co_await callPatiently(access, request);
    const ApiVerdict verdict = connection_.judgeApiAnswer(response, request);
    if (verdict == ApiVerdict::answer) co_return response;
    if (verdict == ApiVerdict::token_refused && !was_renewed) {
      note(&ApiTotals::renewals);
      auto renewed = co_await connection_.renewRefused(std::move(access));
      access = std::move(renewed);
      renewed_.remember(access);
      was_renewed = true;
      continue;
    }
    // Not lost after all: the answer is for the caller.
    co_await refuse(access, tenant_id, verdict);
    co_return response;
  }
}

awaitable<http::HttpResponse> ProviderApi::Policy::fetch(IntegrationAccess access,
                                                         ApiRequest request) {
  auto response = co_await call(std::move(access), std::move(request));
  if (response.status < 200 || response.status > 299) throw connection_.apiErrorOf(response);
  co_return response;
}

awaitable<http::HttpResponse> ProviderApi::Policy::callPatiently(IntegrationAccess access,
                                                                 ApiRequest request) {
  RetryPauses pauses(app_.api_retry, clock_.now(), random_);
  const CallOwner owner(access.grant_id, tenantOf(access, request));
  for (;;) {
    std::optional<http::HttpResponse> response;
    std::optional<http::TransportError> fault;
    try {
      response = co_await callOnce(access, request);
    } catch (const http::TransportError& error) {
      fault = error;
    }
    const auto asked = response ? heed(owner, *response) : std::nullopt;
    std::optional<Milliseconds> pause;
    if (mayRepeat(request, fault, response)) pause = pauses.next(clock_.now(), asked);
    if (!pause && fault) throw errorOf(app_.name, *fault);
    if (!pause) co_return std::move(*response);
    note(&ApiTotals::retries);
    co_await clock_.wait(*pause);
  }
}

awaitable<http::HttpResponse> ProviderApi::Policy::callOnce(IntegrationAccess access,
                                                            ApiRequest request) {
  CallOwner owner(access.grant_id, tenantOf(access, request));
  CallLimits::Permit permit = co_await awaitPermit(std::move(owner));
  std::optional<http::TransportError> fault;
  try {
    auto outgoing = toHttp(access, request);
    auto response = co_await http_.send(std::move(outgoing));
    permit.answered(response, clock_.now());
    noteAttempt(std::to_string(response.status / 100) + "xx");
    co_return response;
  } catch (const http::TransportError& error) {
    fault = error;
  }
  permit.failed(clock_.now());
  noteAttempt(std::string(nameOf(fault->fault())));
  throw *fault;
}

awaitable<CallLimits::Permit> ProviderApi::Policy::awaitPermit(CallOwner owner) {
  auto admission = co_await limits_->admit(std::move(owner));
  if (!admission.permit) {
    note(&ApiTotals::held_off);
    throw IntegrationError(ErrorCode::temporarily_unavailable,
                           app_.name + " allows no more calls for now; try again later")
        .withRetryAfter(secondsUntil(admission.free_at, clock_.now()));
  }
  if (admission.waited > Milliseconds(0)) {
    const std::lock_guard lock(mutex_);
    ++totals_.waits;
    totals_.waited += admission.waited;
  }
  co_return std::move(*admission.permit);
}

awaitable<void> ProviderApi::Policy::refuse(IntegrationAccess access, std::string tenant_id,
                                            ApiVerdict verdict) {
  const std::string name = app_.name;
  if (verdict == ApiVerdict::insufficient_scope) {
    throw IntegrationError(ErrorCode::insufficient_scope,
                           name +
                               " did not give this connection the permission for that; connect "
                               "again as a user who may give it");
  }
  if (verdict == ApiVerdict::tenant_lost) {
    const bool is_lost = co_await connection_.confirmTenantLost(access, tenant_id);
    if (!is_lost) co_return;
    co_await connection_.recordTenantLost(std::move(access), std::move(tenant_id));
    throw IntegrationError(ErrorCode::tenant_lost,
                           "the connection to " + name +
                               " no longer reaches this company or organisation; connect it again");
  }
  const bool is_recorded = co_await connection_.recordRefused(std::move(access));
  if (is_recorded) {
    throw IntegrationError(ErrorCode::requires_reconnect,
                           name +
                               " refuses tokens that it has just issued, so it must be "
                               "connected again by the end user");
  }
  throw IntegrationError(ErrorCode::temporarily_unavailable,
                         "the connection to " + name + " was changed meanwhile; try again")
      .withRetryAfter(Seconds(1));
}

http::HttpRequest ProviderApi::Policy::toHttp(const IntegrationAccess& access,
                                              const ApiRequest& request) const {
  http::HttpRequest outgoing(request.method, app_.api_base_url + request.path);
  outgoing.headers.add("Authorization", "Bearer " + access.token.access_token.reveal());
  for (const auto& [field, value] : app_.extra_headers) outgoing.headers.add(field, value);
  if (!request.headers.find("Accept")) outgoing.headers.add("Accept", "application/json");
  for (const auto& [field, value] : request.headers.all()) outgoing.headers.add(field, value);
  outgoing.body = request.body;
  outgoing.deadline = request.deadline;
  outgoing.body_limit = request.body_limit;
  return outgoing;
}

// A provider that asks one caller to wait means all who share the limit.
std::optional<Seconds> ProviderApi::Policy::heed(const CallOwner& owner,
                                                 const http::HttpResponse& response) {
  const TimePoint now = clock_.now();
  if (!isPassingFailure(response.status)) return std::nullopt;
  const auto asked = retryAfterOf(response, now);
  if (asked && response.status == 429) limits_->pause(owner, now + *asked);
  return asked;
}

bool ProviderApi::Policy::mayRepeat(const ApiRequest& request,
                                    const std::optional<http::TransportError>& fault,
                                    const std::optional<http::HttpResponse>& response) const {
  if (!request.isIdempotent()) return false;
  if (response) return isPassingFailure(response->status);
  const bool may_pass = fault->fault() == http::TransportFault::not_sent ||
                        fault->fault() == http::TransportFault::ambiguous;
  return may_pass && app_.api_retry.connection_errors;
}

void ProviderApi::Policy::noteAttempt(const std::string& outcome) {
  const std::lock_guard lock(mutex_);
  ++totals_.attempts[outcome];
}

void ProviderApi::Policy::note(std::uint64_t ApiTotals::*count) {
  const std::lock_guard lock(mutex_);
  ++(totals_.*count);
}

ApiTotals ProviderApi::Policy::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

// --- the handle ---

ProviderApi::ProviderApi(const OAuthApp& app, http::HttpClient& http, const Clock& clock,
                         ApiConnection& connection, std::function<double()> random)
    : policy_(std::make_shared<Policy>(app, http, clock, connection,
                                       random ? std::move(random) : randomFraction)) {}

// Coroutines that wait for their turn hold the policy that owns the queue.
ProviderApi::~ProviderApi() { policy_->dropWaiting(); }

awaitable<http::HttpResponse> ProviderApi::call(IntegrationAccess access, ApiRequest request) {
  return policy_->call(std::move(access), std::move(request));
}

awaitable<http::HttpResponse> ProviderApi::fetch(IntegrationAccess access, ApiRequest request) {
  return policy_->fetch(std::move(access), std::move(request));
}

ApiTotals ProviderApi::totals() const { return policy_->totals(); }

}  // namespace patchbay
