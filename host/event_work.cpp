#include "host/event_work.hpp"

#include <exception>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "core/events/event_totals.hpp"

namespace patchbay::host {
namespace {

constexpr Milliseconds kTick{200};
constexpr int kTicksBetweenLooks = 50;  // for what other hosts left: ten seconds
constexpr std::int64_t kAtOnce = 50;
constexpr Milliseconds kHold{60'000};  // an event that failed is tried again after so long
constexpr int kMostAttempts = 30;

std::string outcomeOf(const std::string& failure, bool is_given_up) {
  if (failure.empty()) return "done";
  return is_given_up ? "given_up" : "failed";
}

}  // namespace

awaitable<void> EventWork::run() {
  for (int ticks = 0;; ++ticks) {
    co_await clock_.wait(kTick);
    const bool is_wanted = is_awake_.exchange(false) || ticks % kTicksBetweenLooks == 0;
    if (!is_wanted) continue;
    try {
      co_await workOffAll();
    } catch (const std::exception& error) {
      log_.warning("events_not_read", {{"cause", error.what()}});
    }
  }
}

awaitable<void> EventWork::workOffAll() {
  bool may_be_more = true;
  while (may_be_more) {
    auto events = co_await store_.takeProviderEvents(kAtOnce, kHold);
    may_be_more = !events.empty();
    for (ProviderEvent& event : events) co_await workOff(std::move(event));
  }
}

awaitable<void> EventWork::workOff(ProviderEvent event) {
  std::string failure;
  try {
    co_await dispatch(event);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  const bool is_given_up = !failure.empty() && event.attempts >= kMostAttempts;
  if (!failure.empty()) {
    log_.write(is_given_up ? LogLevel::error : LogLevel::warning,
               is_given_up ? "event_given_up" : "event_failed",
               {{"integration", event.integration}, {"event_id", event.id}, {"cause", failure}});
  }
  noteEventWork(event.integration, outcomeOf(failure, is_given_up));
  if (!failure.empty() && !is_given_up) co_return;
  co_await store_.finishProviderEvent(event.integration, event.id, clock_.now());
}

awaitable<void> EventWork::dispatch(ProviderEvent event) {
  const auto integration = integrations_.find(event.integration);
  if (!integration) {
    throw IntegrationError(ErrorCode::not_found, "this host has no such integration");
  }
  co_await integration->workOffEvent(std::move(event));
}

}  // namespace patchbay::host
