#pragma once

#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/events/provider_event.hpp"

namespace patchbay {

/// Reads the body of Xero's webhook deliveries; pure. Bookings (invoices, credit notes, payments in
/// advance) change the reports of their organisation; contacts and subscriptions change nothing
/// here. Xero names no event id, so it is made of what tells two events apart. The "intent to
/// receive" is a delivery without events.
/// @throws IntegrationError `malformed_answer` when it is no delivery.
std::vector<ProviderEvent> readXeroEvents(const std::string& body, TimePoint received_at);

}  // namespace patchbay
