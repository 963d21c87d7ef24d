#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "core/base/clock.hpp"

namespace patchbay::sandbox {

/// One request to a token endpoint, carried out or not.
struct TokenCall {
  /// An earlier call with the same refresh token that matters most to a judge.
  enum class Repeat {
    none,        ///< there was none, or presenting it again is this provider's rule
    unanswered,  ///< all were refused or given up by their client, or their answers got lost
    under_way,   ///< one was still waiting for its answer
    answered,    ///< one brought a new pair that reached its client
  };

  TimePoint time;  ///< when it came
  std::string grant_type;
  std::string presented;   ///< fingerprint of the refresh token or code; empty when there was none
  std::string outcome;     ///< `issued`, an OAuth error, or `not_carried_out:<fault>`; empty before
  std::string grant;       ///< which consent; empty when unknown
  std::string issued;      ///< fingerprint of the refresh token given out
  bool duplicate = false;  ///< the refresh token had been exchanged by an earlier call already

  std::int64_t generation = 0;  ///< of the pair the refresh token belongs to; 1 is the consent's
  std::string death;            ///< why the refresh token was dead when it came; empty: it was not
  Repeat repeat = Repeat::none;
  bool overlaps = false;   ///< another call with the same refresh token was still under way
  bool delivered = false;  ///< the client took the whole answer in
  bool abandoned = false;  ///< the connection ended without that

  bool isUnderWay() const { return !delivered && !abandoned; }
};

std::string_view nameOf(TokenCall::Repeat repeat);

/// As the ledger shows it.
boost::json::object describe(const TokenCall& call);

}  // namespace patchbay::sandbox
