#include "core/events/provider_event.hpp"

namespace patchbay {

std::string_view name(EventEffect effect) {
  switch (effect) {
    case EventEffect::deprovisioned:
      return "deprovisioned";
    case EventEffect::data_changed:
      return "data_changed";
    case EventEffect::none:
      break;
  }
  return "none";
}

EventEffect parseEventEffect(std::string_view word) {
  for (const auto effect : {EventEffect::deprovisioned, EventEffect::data_changed}) {
    if (word == name(effect)) return effect;
  }
  return EventEffect::none;
}

}  // namespace patchbay
