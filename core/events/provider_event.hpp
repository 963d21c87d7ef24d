#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// What follows from an event of a provider.
enum class EventEffect {
  none,           ///< nothing here
  deprovisioned,  ///< our access to the tenant was taken away
  data_changed,   ///< what was fetched of the tenant may be out of date
};

/// One thing that a provider tells by itself.
struct ProviderEvent {
  std::string integration;  ///< lower-case name; filled in by the base
  std::string id;           ///< the provider's; an event that comes again has the same
  EventEffect effect = EventEffect::none;
  std::string tenant_id;
  TimePoint happened_at;  ///< by the provider's clock
  int attempts = 0;       ///< how often it was taken to be worked off

  ProviderEvent() = default;
  ProviderEvent(std::string event_id, EventEffect what, std::string tenant, TimePoint when)
      : id(std::move(event_id)), effect(what), tenant_id(std::move(tenant)), happened_at(when) {}
};

/// `none`, `deprovisioned` or `data_changed`; every other word is read as `none`.
PATCHBAY_EXPORT std::string_view name(EventEffect effect);
PATCHBAY_EXPORT EventEffect parseEventEffect(std::string_view word);

}  // namespace patchbay
