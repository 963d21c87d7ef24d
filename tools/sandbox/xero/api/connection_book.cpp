#include "tools/sandbox/xero/api/connection_book.hpp"

#include <algorithm>
#include <cstdio>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::xero {

std::string ConnectionBook::timeText(TimePoint time) {
  const auto milliseconds = time.time_since_epoch().count() % 1000;
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%03d%04u", static_cast<int>(milliseconds),
                ++ticks_ % 10'000);
  return toRfc3339(time).substr(0, 19) + fraction;
}

void ConnectionBook::connect(const Consent& consent) {
  const auto found =
      std::find_if(connections_.begin(), connections_.end(), [&consent](const Connection& one) {
        return one.client_id == consent.client_id && one.tenant_id == consent.tenant_id;
      });
  const std::string now = timeText(consent.time);
  if (found != connections_.end()) {
    found->auth_event_id = consent.id;
    found->updated = now;
    return;
  }
  connections_.push_back({uuidFrom(crypto::randomToken()), consent.id, consent.tenant_id,
                          consent.client_id, now, now});
}

bool ConnectionBook::isConnected(std::string_view client_id, std::string_view tenant_id) const {
  return std::any_of(connections_.begin(), connections_.end(), [&](const Connection& one) {
    return one.client_id == client_id && one.tenant_id == tenant_id;
  });
}

std::vector<Connection> ConnectionBook::list(std::string_view client_id,
                                             std::string_view auth_event_id) const {
  std::vector<Connection> list;
  for (const Connection& one : connections_) {
    if (one.client_id != client_id) continue;
    if (auth_event_id.empty() || one.auth_event_id == auth_event_id) list.push_back(one);
  }
  return list;
}

bool ConnectionBook::remove(std::string_view client_id, std::string_view id) {
  return std::erase_if(connections_, [&](const Connection& one) {
           return one.client_id == client_id && one.id == id;
         }) > 0;
}

std::size_t ConnectionBook::removeTenant(std::string_view tenant_id) {
  return std::erase_if(connections_,
                       [&](const Connection& one) { return one.tenant_id == tenant_id; });
}

std::size_t ConnectionBook::removeAll(std::string_view client_id) {
  return std::erase_if(connections_,
                       [&](const Connection& one) { return one.client_id == client_id; });
}

}  // namespace patchbay::sandbox::xero
