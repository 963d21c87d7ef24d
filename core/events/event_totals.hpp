#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/export.hpp"

namespace patchbay {

/// What became of the events of one provider, in this process, since its start.
struct EventTotals {
  /// By what was answered: `accepted`; `duplicate`, all that was told was known already;
  /// `handshake`; `refused`, not signed; `failed`, to be sent again.
  std::map<std::string, std::uint64_t> deliveries;
  /// By what came of working them off: `done`; `failed`, tried again later; `given_up`.
  std::map<std::string, std::uint64_t> worked_off;
};

PATCHBAY_EXPORT void noteEventDelivery(const std::string& integration, const std::string& outcome);
PATCHBAY_EXPORT void noteEventWork(const std::string& integration, const std::string& outcome);
/// How many events of all providers wait in the database, whichever host received them.
PATCHBAY_EXPORT void noteEventsWaiting(std::int64_t count);

/// By integration. Safe from any thread, as all of these.
PATCHBAY_EXPORT std::map<std::string, EventTotals> eventTotals();
/// As it was noted last.
PATCHBAY_EXPORT std::int64_t eventsWaiting();

}  // namespace patchbay
