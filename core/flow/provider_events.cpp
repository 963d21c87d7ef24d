#include <algorithm>
#include <utility>

#include "core/events/event_signature.hpp"
#include "core/events/event_totals.hpp"
#include "core/flow/steps.hpp"
#include "core/integration_oauth.hpp"

// What a provider tells by itself: checked, kept, and worked off later. The flow is in
// integration_oauth.cpp.

namespace patchbay {
namespace {

// Over all integrations. Whoever sends more is asked to send again later.
constexpr std::int64_t kMostWaiting = 20'000;
// Ids of events are remembered as long, so an older one may have been here before. Gusto sends for
// three days, Xero for one.
constexpr Milliseconds kOldest = std::chrono::days(7);
// Anybody can send a handshake.
constexpr Milliseconds kHandshakePause{1'000};

/// Returns how many were new.
awaitable<std::int64_t> keepEvents(IntegrationStore& store, std::vector<ProviderEvent> events,
                                   TimePoint now) {
  std::int64_t inserted = 0;
  if (!events.empty()) {
    inserted = co_await store.insertProviderEvents(std::move(events), kMostWaiting, now);
  }
  co_return inserted;
}

}  // namespace

std::vector<ProviderEvent> IntegrationOAuth::readEvents(const std::string&, TimePoint) const {
  return {};
}

Secret IntegrationOAuth::readEventHandshake(const std::string&) const { return Secret(); }

bool IntegrationOAuth::isSigned(const EventDelivery& delivery) const {
  return isSignedEvent(app_.event_signature, delivery.signature, delivery.body);
}

// A body that is signed and cannot be read would not be readable next time either, so the provider
// is not asked to send it again.
std::vector<ProviderEvent> IntegrationOAuth::readSigned(const EventDelivery& delivery) const {
  std::vector<ProviderEvent> events;
  const TimePoint now = context_.clock.now();
  try {
    events = readEvents(delivery.body, now);
  } catch (const IntegrationError& error) {
    context_.log.error("events_unreadable",
                       {{"integration", integration_name_}, {"detail", error.what()}});
  }
  std::erase_if(events, [now](const ProviderEvent& event) {
    return event.effect == EventEffect::none || event.happened_at < now - kOldest;
  });
  for (ProviderEvent& event : events) event.integration = integration_name_;
  return events;
}

awaitable<EventOutcome> IntegrationOAuth::acceptEvents(EventDelivery delivery) {
  EventOutcome outcome = EventOutcome::refused;
  std::string counted = "refused";
  try {
    if (isSigned(delivery)) {
      outcome = EventOutcome::accepted;
      const auto events = readSigned(delivery);
      const auto inserted = co_await keepEvents(context_.store, events, context_.clock.now());
      context_.log.debug("events_accepted",
                         {{"integration", integration_name_}, {"new", inserted}});
      counted = inserted == 0 && !events.empty() ? "duplicate" : "accepted";
    } else if (Secret named = readEventHandshake(delivery.body); !named.empty()) {
      counted = "handshake";
      outcome = co_await keepHandshake(std::move(named));
    }
  } catch (...) {
    noteEventDelivery(integration_name_, "failed");
    throw;
  }
  noteEventDelivery(integration_name_, counted);
  co_return outcome;
}

// The key is a secret, and who sent it is not known: it is sealed into the database, where the
// operator finds it, and used for nothing.
awaitable<EventOutcome> IntegrationOAuth::keepHandshake(Secret verification_token) {
  EventHandshake handshake;
  handshake.integration = integration_name_;
  handshake.verification_token = std::move(verification_token);
  handshake.received_at = context_.clock.now();
  const std::int64_t now = handshake.received_at.time_since_epoch().count();
  std::int64_t last = last_handshake_.load();
  if (now - last < kHandshakePause.count() || !last_handshake_.compare_exchange_strong(last, now)) {
    throw IntegrationError(ErrorCode::too_many_requests,
                           "a handshake was received just now; send it again in a second");
  }
  co_await context_.store.insertEventHandshake(std::move(handshake));
  context_.log.warning("event_handshake_received",
                       {{"integration", integration_name_},
                        {"cure", "patchbay events handshakes " + integration_name_}});
  co_return EventOutcome::handshake;
}

awaitable<void> IntegrationOAuth::workOffEvent(ProviderEvent event) {
  for (int race = 0; race < kMostRaces; ++race) {
    bool is_done = true;
    const auto grants =
        co_await context_.store.findGrantsReaching(integration_name_, event.tenant_id);
    for (const IntegrationAccess& grant : grants) {
      const bool is_settled = co_await workOffAt(grant, event);
      is_done = is_done && is_settled;
    }
    if (is_done) co_return;
  }
  throw IntegrationError(ErrorCode::conflict, "connections changed while an event was worked off");
}

/// False when the grant moved meanwhile.
awaitable<bool> IntegrationOAuth::workOffAt(IntegrationAccess grant, ProviderEvent event) {
  bool is_settled = true;
  if (event.effect == EventEffect::data_changed) {
    co_await context_.store.noteGrantChange(grant.grant_id);
  } else if (event.effect == EventEffect::deprovisioned) {
    // A pair that was issued later shows that the tenant is reached again; the provider tells time
    // in seconds.
    const bool is_past = std::chrono::floor<Seconds>(grant.refreshed_at) > event.happened_at;
    if (is_past) co_return is_settled;
    const auto now = context_.clock.now();
    if (grant.tenants.size() == 1) {
      is_settled = co_await context_.store.requireReconnect(grant.grant_id, grant.generation,
                                                            ReconnectCause::deprovisioned, now);
    } else {
      is_settled = co_await context_.store.setTenantState(grant.grant_id, grant.generation,
                                                          event.tenant_id, TenantState::lost);
    }
    context_.log.warning("deprovisioned", {{"integration", integration_name_},
                                           {"workspace_id", grant.workspace_id},
                                           {"grant_id", grant.grant_id}});
  }
  forgetWorkspace(grant.workspace_id);
  co_return is_settled;
}

}  // namespace patchbay
