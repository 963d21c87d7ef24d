#pragma once

#include <cstdint>

namespace patchbay::model {

/// Faults put into the protocol on purpose, to prove that the search sees them.
enum class Mutation : std::uint8_t {
  commit_ignores_generation,
  commit_needs_the_lease,  ///< a late success does not win over a lease that ran out
  unknown_commit_is_given_up,
  unknown_commit_is_believed,
  hand_out_before_commit,
  failure_is_not_fenced,
  failure_ignores_the_owner,
  ambiguous_ends_the_grant,
  claim_does_not_look_again,
  claim_ignores_the_lease,  ///< or judges it by a clock that is ahead
  claim_never_takes_over,
  takeover_is_not_ambiguous,
  own_lease_left_open_is_not_ambiguous,
  lease_shorter_than_the_call,
  transparent_http_retry,
  reconnect_keeps_the_generation,
  reconnect_keeps_the_cause,
  removal_ignores_the_generation,
  insert_is_not_idempotent,
  removal_leaves_no_trace,         ///< an insert that is repeated later finds nothing
  hand_over_leaves_no_trace,       ///< a refresh under way finds its grant gone, and revokes
  hand_over_forgets_the_attempts,  ///< its lease, and whether one is open
  gateway_is_believed,             ///< its 503 is taken for the provider's word
};

/// A set of mutations; empty is the protocol as it is.
class Mutations {
 public:
  constexpr Mutations() = default;
  constexpr Mutations(Mutation only) : bits_(bitOf(only)) {}  // NOLINT: a set of one
  constexpr bool has(Mutation mutation) const { return (bits_ & bitOf(mutation)) != 0; }

 private:
  static constexpr std::uint32_t bitOf(Mutation mutation) {
    return std::uint32_t{1} << static_cast<unsigned>(mutation);
  }
  std::uint32_t bits_ = 0;
};

}  // namespace patchbay::model
