#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tests/model/world.hpp"

namespace patchbay::model {

/// What must hold, whatever happens.
enum class Property : std::uint8_t {
  /// A refresh token is presented once; again only where an attempt with it crashed, lost its
  /// answer or outlived its lease.
  token_is_spent_once,
  /// The stored pair works, or somebody is about to store one that does, or the rotation admits the
  /// loss.
  grant_is_not_lost,
  /// `requires_reconnect` stands only where the provider refuses the stored pair.
  reconnect_is_true,
  /// A pair that was lost in rotation is reported as `lost_rotation`.
  cause_is_true,
  /// What was refreshed, revoked or removed is what was meant: never a newer grant.
  newer_grant_survives,
  /// No access token is used before its pair is stored.
  commit_precedes_use,
  /// Under a running lease, one token call for a generation.
  one_call_per_lease,
  /// One consent is one record.
  consent_is_stored_once,
  /// Without further faults, a fresh pair or a true `requires_reconnect` can be reached.
  ends_well,
};
inline constexpr std::size_t kProperties = 9;

std::string_view nameOf(Property property);

struct Violation {
  Property property;
  const char* what;
};

/// What is wrong with a world as it stands.
std::optional<Violation> findViolation(const World& world);

/// Every grant is fresh, or says truly that its user must connect again.
bool isSettled(const World& world);

}  // namespace patchbay::model
