#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/store/integration_store.hpp"
#include "tests/model/mutation.hpp"
#include "tests/model/provider_model.hpp"

namespace patchbay::model {

using HostIndex = std::uint8_t;
inline constexpr HostIndex kNobody = 255;
inline constexpr HostIndex kDeparted = 254;  ///< a process that died; nobody answers to its name

/// What became of a grant; the row of it that outlives it.
enum class Ending : std::uint8_t { none, removed, handed_over };

/// The row of a grant, as far as refresh goes by it.
struct Record {
  std::uint8_t is_present = 0;
  std::uint8_t generation = 0;
  PairIndex pair = kNoPair;
  std::uint8_t is_stale = 0;  ///< the access token has run out
  std::uint8_t ambiguous_open = 0;
  std::uint8_t reconnect_cause = 0;  ///< a `ReconnectCause`
  HostIndex lease_owner = kNobody;
  std::uint8_t is_lease_over = 0;         ///< by the database's clock
  std::uint8_t is_lease_handed_over = 0;  ///< goes on under another name, which is nobody's own
  std::uint8_t has_tenant = 0;            ///< a connect was completed
  Ending ending = Ending::none;
  std::uint8_t last_generation = 0;       ///< of one that was handed over
  std::uint8_t successor_generation = 0;  ///< that its pair became in the older record

  ReconnectCause cause() const { return static_cast<ReconnectCause>(reconnect_cause); }
  bool isLeased() const { return lease_owner != kNobody; }
};

/// Number of a record: the grant that was there first, or the one a new consent brings.
using RecordIndex = std::uint8_t;
inline constexpr RecordIndex kFirstGrant = 0;
inline constexpr RecordIndex kNewGrant = 1;
inline constexpr RecordIndex kRecords = 2;

/// Where somebody believes a pair to be.
struct PairPlace {
  RecordIndex record = 0;
  std::uint8_t generation = 0;

  bool operator==(const PairPlace&) const = default;
};

/// The answer to a claim; see `RefreshClaim`.
struct Claim {
  RefreshClaim::Kind kind = RefreshClaim::Kind::gone;
  Record record;  ///< as read in the claim's transaction
  bool ambiguous_open = false;
};

/// The database: every method is one transaction of the store, hence one atomic step.
class Database {
 public:
  Claim claimRefresh(RecordIndex index, std::uint8_t seen_generation, HostIndex host,
                     Mutations mutations);
  /// False when the generation moved or the grant is gone.
  bool commitRefresh(RecordIndex index, std::uint8_t generation, PairIndex pair, HostIndex host,
                     Mutations mutations);
  bool recordFailure(RecordIndex index, std::uint8_t generation, HostIndex host,
                     bool ambiguous_open, ReconnectCause cause, Mutations mutations);
  /// False when the grant is there already, or was.
  bool insertGrant(PairIndex pair, Mutations mutations);
  /// Gives the new grant its tenant, or its pair to the older record that has it already. False
  /// when its generation moved.
  bool attachTenants(std::uint8_t generation, Mutations mutations);
  bool removeGrant(RecordIndex index, std::uint8_t generation, Mutations mutations);

  /// Goes along with the hand-over of a pair.
  PairPlace follow(PairPlace place) const;
  /// The record, or the one that took it over.
  RecordIndex follow(RecordIndex index) const;

  /// A host died: its leases stay until they run out, but it comes back under another name.
  void forgetOwner(HostIndex host);

  const Record& operator[](RecordIndex index) const { return records_[index]; }
  Record& operator[](RecordIndex index) { return records_[index]; }

 private:
  std::array<Record, kRecords> records_{};
};

}  // namespace patchbay::model
