#include "core/freshness.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace patchbay {
namespace {

constexpr Milliseconds kSettling = Seconds(30);

/// A share in [0, 1) that differs from pair to pair, and is the same wherever it is computed.
double spreadOf(const IntegrationAccess& access) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const unsigned char c : access.grant_id + ':' + std::to_string(access.generation)) {
    hash = (hash ^ c) * 0x100000001b3;
  }
  // FNV carries the last characters, the generation, only into the lower bits.
  hash = (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15;
  return static_cast<double>(hash >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

Milliseconds part(Milliseconds of, double share) {
  return Milliseconds(static_cast<std::int64_t>(static_cast<double>(of.count()) * share));
}

/// Up to a tenth early, so that what was connected together is not kept alive together.
TimePoint keepAliveAt(const IntegrationAccess& access, Seconds keep_alive) {
  const Milliseconds age = keep_alive;
  return access.refreshed_at + age - part(age / 10, spreadOf(access));
}

}  // namespace

bool isFreshEnough(const IntegrationAccess& access, Seconds min_ttl, TimePoint now) {
  if (comesFromTheFuture(access, now)) return false;
  if (access.token.expires_at - now >= min_ttl) return true;
  const Milliseconds age = now - access.refreshed_at;
  if (age < Milliseconds(0)) return false;  // the clock was set back: the age says nothing
  const Milliseconds life = access.token.expires_at - access.refreshed_at;
  return age < (life > Milliseconds(0) ? std::min(kSettling, life / 2) : kSettling);
}

bool comesFromTheFuture(const IntegrationAccess& access, TimePoint now) {
  return access.refreshed_at - now > std::chrono::minutes(5);
}

TimePoint refreshDueAt(const IntegrationAccess& access) {
  const Milliseconds life = access.token.expires_at - access.refreshed_at;
  const Milliseconds wanted =
      std::clamp<Milliseconds>(life / 6, std::chrono::minutes(2), std::chrono::minutes(10));
  const Milliseconds lead = std::min(wanted, life / 2);
  const Milliseconds earlier = std::min(part(lead, spreadOf(access)), life / 4);
  return std::max(access.token.expires_at - lead - earlier, access.refreshed_at + kSettling);
}

std::optional<TimePoint> firstLookAt(const IntegrationAccess& access) {
  if (access.token.refresh_token.empty()) return std::nullopt;
  return std::min(refreshDueAt(access), access.refreshed_at + std::chrono::hours(24));
}

TimePoint nextRefreshAt(const IntegrationAccess& access, std::optional<TimePoint> used_at,
                        const KeepFreshRules& rules, TimePoint now) {
  const TimePoint keep_alive_at = keepAliveAt(access, rules.keep_alive);
  const bool is_used =
      used_at && (*used_at >= now - rules.used_within || *used_at >= access.refreshed_at);
  return is_used ? std::min(refreshDueAt(access), keep_alive_at) : keep_alive_at;
}

}  // namespace patchbay
