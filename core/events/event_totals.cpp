#include "core/events/event_totals.hpp"

#include <atomic>
#include <mutex>

namespace patchbay {
namespace {

std::mutex mutex;  // guards totals
std::map<std::string, EventTotals> totals;
std::atomic<std::int64_t> waiting{0};

}  // namespace

void noteEventDelivery(const std::string& integration, const std::string& outcome) {
  const std::lock_guard lock(mutex);
  ++totals[integration].deliveries[outcome];
}

void noteEventWork(const std::string& integration, const std::string& outcome) {
  const std::lock_guard lock(mutex);
  ++totals[integration].worked_off[outcome];
}

void noteEventsWaiting(std::int64_t count) { waiting.store(count); }

std::map<std::string, EventTotals> eventTotals() {
  const std::lock_guard lock(mutex);
  return totals;
}

std::int64_t eventsWaiting() { return waiting.load(); }

}  // namespace patchbay
