#include "core/api/call_limits.hpp"

#include <algorithm>

namespace patchbay {

using Per = ApiRateLimit::Per;

CallLimits::Scope::Scope(const OAuthApp& app, Per per) {
  for (const ApiRateLimit& limit : app.api_rate_limits) {
    if (limit.per == per) windows.emplace_back(&limit, RateWindow(limit.calls, limit.window));
  }
  const bool has_slots = per == Per::tenant && app.api_calls_at_once_per_tenant > 0;
  if (has_slots) slots.emplace(app.api_calls_at_once_per_tenant);
}

CallLimits::CallLimits(const OAuthApp& app, const Clock& clock) : app_(app), clock_(clock) {}

CallLimits::Permit::Permit(std::shared_ptr<CallLimits> limits,
                           std::vector<std::shared_ptr<Scope>> scopes, TimePoint begun)
    : limits_(std::move(limits)), scopes_(std::move(scopes)), begun_(begun) {}

CallLimits::Permit::~Permit() {
  if (limits_) limits_->end(scopes_, begun_, nullptr, begun_);
}

void CallLimits::Permit::answered(const http::HttpResponse& response, TimePoint now) {
  const auto limits = std::exchange(limits_, nullptr);
  limits->end(scopes_, now, &response, now);
  slot_.release();
}

void CallLimits::Permit::failed(TimePoint now) {
  const auto limits = std::exchange(limits_, nullptr);
  limits->end(scopes_, now, nullptr, now);
  slot_.release();
}

// A place in the rate first, then one of the connections: who waits for the rate holds up nobody.
awaitable<CallLimits::Admission> CallLimits::admit(CallOwner owner) {
  const auto self = shared_from_this();
  const TimePoint asked_at = clock_.now();
  const auto scopes = scopesOf(owner);
  Admission admission;
  for (;;) {
    const TimePoint now = clock_.now();
    const auto free_at = beginOrFreeAt(scopes, now);
    if (!free_at) break;
    if (*free_at > asked_at + app_.api_limit_wait) {
      admission.free_at = *free_at;
      co_return admission;
    }
    co_await clock_.wait(*free_at - now);
  }
  Permit permit(self, scopes, clock_.now());
  for (const auto& scope : scopes) {
    if (!scope->slots) continue;
    auto slot = co_await scope->slots->take();
    permit.slot_ = std::move(slot);
  }
  admission.waited = clock_.now() - asked_at;
  admission.permit.emplace(std::move(permit));
  co_return admission;
}

void CallLimits::pause(const CallOwner& owner, TimePoint until) {
  const auto scopes = scopesOf(owner);
  const std::lock_guard lock(mutex_);
  // The narrowest one: what a tenant used up is nothing to the grant's others.
  auto& paused_until = scopes.back()->paused_until;
  paused_until = std::max(paused_until, until);
}

void CallLimits::dropWaiting() {
  std::map<std::string, std::shared_ptr<Scope>> scopes;
  {
    const std::lock_guard lock(mutex_);
    scopes = scopes_;
  }
  for (const auto& [key, scope] : scopes) {
    if (scope->slots) scope->slots->dropWaiting();
  }
}

// From the widest to the narrowest.
std::vector<std::shared_ptr<CallLimits::Scope>> CallLimits::scopesOf(const CallOwner& owner) {
  const bool counts_tenants =
      app_.api_calls_at_once_per_tenant > 0 ||
      std::any_of(app_.api_rate_limits.begin(), app_.api_rate_limits.end(),
                  [](const ApiRateLimit& limit) { return limit.per == Per::tenant; });
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Scope>> scopes;
  scopes.push_back(scope("application", Per::application));
  scopes.push_back(scope("grant " + owner.grant_id, Per::grant));
  if (counts_tenants && !owner.tenant_id.empty()) {
    scopes.push_back(scope("tenant " + owner.tenant_id, Per::tenant));
  }
  return scopes;
}

std::shared_ptr<CallLimits::Scope> CallLimits::scope(const std::string& key, Per per) {
  auto& found = scopes_[key];
  if (found) return found;
  found = std::make_shared<Scope>(app_, per);
  const auto made = found;
  if (scopes_.size() > look_at_) dropIdle(clock_.now());
  return made;
}

// Counts the call in all windows, or in none.
std::optional<TimePoint> CallLimits::beginOrFreeAt(
    const std::vector<std::shared_ptr<Scope>>& scopes, TimePoint now) {
  const std::lock_guard lock(mutex_);
  TimePoint free_at = now;
  for (const auto& scope : scopes) {
    free_at = std::max(free_at, scope->paused_until);
    for (auto& [limit, window] : scope->windows) free_at = std::max(free_at, window.freeAt(now));
  }
  if (free_at > now) return free_at;
  for (const auto& scope : scopes) {
    for (auto& [limit, window] : scope->windows) window.begin();
  }
  return std::nullopt;
}

void CallLimits::end(const std::vector<std::shared_ptr<Scope>>& scopes, TimePoint at,
                     const http::HttpResponse* response, TimePoint now) {
  const std::lock_guard lock(mutex_);
  for (const auto& scope : scopes) {
    for (auto& [limit, window] : scope->windows) {
      if (response != nullptr && !limit->remaining_header.empty()) {
        const auto remaining = response->headers.find(limit->remaining_header);
        const auto left = remaining ? parseRemaining(*remaining) : std::nullopt;
        const auto reset = limit->reset_header.empty()
                               ? std::nullopt
                               : response->headers.find(limit->reset_header);
        if (left) {
          window.heard(*left, reset ? parseRateLimitReset(*reset, now) : std::nullopt, now);
        }
      }
      window.end(at);
    }
  }
}

void CallLimits::dropIdle(TimePoint now) {
  std::erase_if(scopes_, [now](auto& entry) {
    auto& [key, scope] = entry;
    if (scope.use_count() > 1 || scope->paused_until > now) return false;
    return std::all_of(scope->windows.begin(), scope->windows.end(),
                       [now](auto& window) { return window.second.isIdle(now); });
  });
  look_at_ = std::max<std::size_t>(1024, scopes_.size() * 2);
}

}  // namespace patchbay
