#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/model/database_model.hpp"
#include "tests/model/mutation.hpp"
#include "tests/model/provider_model.hpp"

namespace patchbay::model {

/// Where a host stands in one attempt: what it has done last, or is waiting for.
enum class Phase : std::uint8_t {
  idle,
  wanting,      ///< has read a stale pair, and is to claim
  claimed,      ///< the lease was given to it
  calling,      ///< the POST is on its way to the provider
  answered,     ///< a new pair is on its way back
  refused,      ///< `invalid_grant` is on its way back
  committing,   ///< has the new pair, and a commit's outcome is unknown
  rereading,    ///< the commit found another generation: whose?
  loading,      ///< somebody else was first: what is stored now?
  handing_out,  ///< gives a pair to its callers, who use it
  failing,      ///< the call brought no pair, which is to be recorded
};

/// A process: its memory of the one attempt it makes at a time (flights are one a grant).
struct Host {
  Phase phase = Phase::idle;
  RecordIndex record = 0;
  std::uint8_t generation = 0;
  PairIndex pair = kNoPair;    ///< that it presents, or hands out
  PairIndex answer = kNoPair;  ///< that came, or comes, for it
  std::uint8_t outcome = 0;    ///< an `oauth::OutcomeClass`, while failing
  std::uint8_t ambiguous_open = 0;
  std::uint8_t must_reconnect = 0;
  std::uint8_t is_lapsed = 0;  ///< not known to it: its lease ran out under way
};

/// A user who connects once more; runs on some host, of which only a crash matters.
struct Connector {
  enum class Phase : std::uint8_t { idle, exchanged, inserting, inserted, discovered };
  Phase phase = Phase::idle;
  std::uint8_t generation = 0;
  PairIndex pair = kNoPair;
};

/// A user who disconnects.
struct Disconnector {
  enum class Phase : std::uint8_t { idle, looking, found, revoked };
  Phase phase = Phase::idle;
  RecordIndex record = 0;
  std::uint8_t generation = 0;
  PairIndex pair = kNoPair;
};

/// How much may still happen. Bounds the search.
struct Budget {
  std::uint8_t faults = 0;
  std::uint8_t expiries = 0;  ///< how often a fresh access token runs out
  std::uint8_t connects = 0;
  std::uint8_t disconnects = 0;
};

inline constexpr HostIndex kMostHosts = 3;
inline constexpr std::uint8_t kMostLateRequests = 4;

/// A state of everything: what is stored, what the provider holds, what is under way.
struct World {
  Provider provider;
  Database database;
  std::array<Host, kMostHosts> hosts{};
  Connector connector;
  Disconnector disconnector;
  /// Refresh tokens in requests that nobody waits for any more, yet the provider may still carry
  /// out.
  std::array<PairIndex, kMostLateRequests> late_requests{kNoPair, kNoPair, kNoPair, kNoPair};
  Budget budget;
};

/// What is searched: a kind of provider, a number of hosts, how much may happen.
struct Scenario {
  ProviderRules rules;
  HostIndex hosts = 2;
  Budget budget;
  Mutations mutations;
};

World initialWorld(const Scenario& scenario);

/// Equal for worlds that differ only in the names of hosts and pairs, and in pairs that nobody
/// holds any more.
std::uint64_t fingerprint(const World& world);

/// Whether a record is refreshed: one without tenant counts alone only.
bool isUsable(const World& world, RecordIndex index);

}  // namespace patchbay::model
