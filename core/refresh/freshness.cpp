#include "core/refresh/freshness.hpp"

#include <algorithm>

namespace patchbay {

bool isFreshEnough(const IntegrationAccess& access, Seconds min_ttl, TimePoint now) {
  if (comesFromTheFuture(access, now)) return false;
  if (access.token.expires_at - now >= min_ttl) return true;
  const Milliseconds age = now - access.refreshed_at;
  if (age < Milliseconds(0)) return false;  // the clock was set back: the age says nothing
  const Milliseconds life = access.token.expires_at - access.refreshed_at;
  const Milliseconds settling(Seconds(30));
  return age < (life > Milliseconds(0) ? std::min<Milliseconds>(settling, life / 2) : settling);
}

bool comesFromTheFuture(const IntegrationAccess& access, TimePoint now) {
  return access.refreshed_at - now > std::chrono::minutes(5);
}

}  // namespace patchbay
