#pragma once

#include "tools/bench/storm/database.hpp"

#include <boost/json/object.hpp>
#include <cstddef>

namespace patchbay::storm {

/// Many callers, many grants, a provider that is slow in many ways.
struct StormOptions {
  unsigned hosts = 4;
  DatabaseKind database = DatabaseKind::postgresql;
  std::size_t grants = 1'000;
  unsigned callers = 32;
  double seconds = 60;
  std::size_t requests = 0;  ///< ends after so many token requests; 0: after `seconds`
  double scale = 0.05;       ///< of the provider's delays and of the hosts' lease and deadlines
  double token_call_seconds = 40;  ///< what hosts let a provider have, before scaling
  bool late_answers = false;
};
/// The fault that delays token answers by 0, 3, 11 and 31 seconds in turn, scaled; the last is
/// longer than any host waits for one.
boost::json::object slowTokenEndpoint(double scale, bool late_answers);

bool runStorm(const StormOptions& options);

}  // namespace patchbay::storm
