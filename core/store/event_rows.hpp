#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/crypto/key_ring.hpp"
#include "core/store/integration_store.hpp"
#include "core/store/sql_session.hpp"

/// Tables `provider_events` and `event_handshakes`.
namespace patchbay::store {

std::int64_t insertProviderEvents(SqlSession& session, const std::vector<ProviderEvent>& events,
                                  std::int64_t most_waiting, TimePoint now);
std::vector<ProviderEvent> takeProviderEvents(SqlSession& session, std::int64_t most,
                                              Milliseconds hold);
void finishProviderEvent(SqlSession& session, const std::string& integration, const std::string& id,
                         TimePoint now);
/// Within a transaction of the caller's; returns how many.
std::int64_t dropFinishedEvents(SqlSession& session, TimePoint now);

void insertEventHandshake(SqlSession& session, const crypto::KeyRing& ring,
                          const EventHandshake& handshake);
std::vector<EventHandshake> listEventHandshakes(SqlSession& session, const crypto::KeyRing& ring,
                                                const std::string& integration);

}  // namespace patchbay::store
