#pragma once

#include <string_view>
#include <vector>

#include "core/base/secret.hpp"
#include "core/events/provider_event.hpp"

namespace patchbay {

/// Reads what Gusto sends to a webhook: one event, or a list of them. Pure.
///
/// `company.deprovisioned` takes our access away; what tells of employees and their pay means that
/// data fetched earlier are out of date. Everything else has no effect here.
/// @param received_at  stands for the time of an event that tells none, or one in the future.
/// @throws IntegrationError `malformed_answer` when it is no event at all.
std::vector<ProviderEvent> readGustoEvents(std::string_view body, TimePoint received_at);

/// The key with which Gusto will sign, as it sends it once when a subscription is made; empty for
/// every other body. Pure.
Secret readGustoVerificationToken(std::string_view body);

}  // namespace patchbay
