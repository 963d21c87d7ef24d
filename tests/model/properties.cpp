#include "tests/model/properties.hpp"

#include <algorithm>

namespace patchbay::model {
namespace {

bool isUnderWay(const Host& host) {
  return host.phase == Phase::calling || host.phase == Phase::answered ||
         host.phase == Phase::refused;
}

/// Whether a host may still store the pair that follows the record's.
bool isBeingReplaced(const World& world, RecordIndex index) {
  return std::any_of(world.hosts.begin(), world.hosts.end(), [&](const Host& host) {
    const bool brings_pair = host.phase == Phase::calling || host.phase == Phase::answered ||
                             host.phase == Phase::committing;
    return brings_pair && world.database.follow(PairPlace{host.record, host.generation}) ==
                              PairPlace{index, world.database[index].generation};
  });
}

/// What the rotation admits; see README.md, "What is admitted".
bool isAdmittedLoss(const IssuedPair& token) {
  switch (token.death) {
    case Death::rotated:     // strict
    case Death::grace_over:  // grace
      return (token.excuses & (kCrashed | kAnswerLost)) != 0;
    case Death::superseded:  // the excuses of the token that was exchanged twice
      return token.excuses != kNoExcuse;
    case Death::reuse:  // a reuse without excuse breaks token_is_spent_once
    case Death::disconnected:
      return true;
    case Death::alive:
    case Death::used:
    case Death::withdrawn:
      break;
  }
  return false;
}

std::optional<Violation> findLoss(const World& world, RecordIndex index) {
  const IssuedPair& token = world.provider.token(world.database[index].pair);
  if (token.death == Death::alive) return std::nullopt;
  if (token.death == Death::withdrawn) {
    return Violation{Property::newer_grant_survives,
                     "an old refresh revoked the consent of a grant that is connected"};
  }
  if (isBeingReplaced(world, index) || isAdmittedLoss(token)) return std::nullopt;
  return Violation{Property::grant_is_not_lost,
                   "the stored refresh token is dead and nobody holds its successor"};
}

std::optional<Violation> findFalseReport(const World& world, RecordIndex index) {
  const Record& record = world.database[index];
  if (record.cause() == ReconnectCause::none) return std::nullopt;
  const Death death = world.provider.deathOf(record.pair);
  if (death == Death::alive) {
    return Violation{Property::reconnect_is_true,
                     "the user is asked to connect again, and the stored pair works"};
  }
  const bool was_rotated =
      death == Death::rotated || death == Death::grace_over || death == Death::used;
  if (was_rotated && record.cause() != ReconnectCause::lost_rotation) {
    return Violation{Property::cause_is_true, "a lost rotation is reported as revoked"};
  }
  return std::nullopt;
}

std::optional<Violation> findSecondCall(const World& world) {
  for (HostIndex left = 0; left < kMostHosts; ++left) {
    for (HostIndex right = 0; right < left; ++right) {
      const Host& one = world.hosts[left];
      const Host& other = world.hosts[right];
      const bool are_same = isUnderWay(one) && isUnderWay(other) &&
                            world.database.follow(PairPlace{one.record, one.generation}) ==
                                world.database.follow(PairPlace{other.record, other.generation});
      if (are_same && one.is_lapsed == 0 && other.is_lapsed == 0) {
        return Violation{Property::one_call_per_lease,
                         "two hosts refresh the same generation, and no lease ran out"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view nameOf(Property property) {
  constexpr std::array<std::string_view, kProperties> names{
      "token_is_spent_once", "grant_is_not_lost",      "reconnect_is_true",
      "cause_is_true",       "newer_grant_survives",   "commit_precedes_use",
      "one_call_per_lease",  "consent_is_stored_once", "ends_well"};
  return names[static_cast<std::size_t>(property)];
}

std::optional<Violation> findViolation(const World& world) {
  for (RecordIndex index = 0; index < kRecords; ++index) {
    if (world.database[index].is_present == 0) continue;
    if (auto violation = findLoss(world, index)) return violation;
    if (auto violation = findFalseReport(world, index)) return violation;
  }
  return findSecondCall(world);
}

bool isSettled(const World& world) {
  for (RecordIndex index = 0; index < kRecords; ++index) {
    const Record& record = world.database[index];
    if (!isUsable(world, index) || record.cause() != ReconnectCause::none) continue;
    if (record.is_stale != 0 || !world.provider.accepts(record.pair)) return false;
  }
  return true;
}

}  // namespace patchbay::model
