#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/integration_access.hpp"
#include "core/store/sql_session.hpp"

/// Table `ended_grants`: what became of the grants that are no more, for those who come late with
/// their names: a refresh that was under way, an insert that is repeated.
namespace patchbay::store {

/// Where a host believes a pair to be, and the name under which it leased it.
struct PairPlace {
  PairPlace(std::string id, std::int64_t number, std::string lease_owner = {})
      : grant_id(std::move(id)), generation(number), owner(std::move(lease_owner)) {}

  std::string grant_id;
  std::int64_t generation;
  std::string owner;
};

/// How a grant ended.
struct Ending {
  explicit Ending(SqlRow& row);

  std::int64_t generation;                  ///< the last one
  std::optional<std::string> successor_id;  ///< empty: the grant was removed
  std::int64_t successor_generation;        ///< that the last pair became there; 0: none
};

std::optional<Ending> findEnding(SqlSession& session, const std::string& grant_id);

void noteRemoval(SqlSession& session, const IntegrationAccess& removed);
/// `to.generation`: that the last pair of `from` became there; 0 when it is of no use any more.
void noteSuccessor(SqlSession& session, const IntegrationAccess& from, const PairPlace& to);

/// The name under which the lease of a grant goes on at its successor. It is nobody's own: whoever
/// held it is still at its token call, and must not begin another under the new name.
std::string ownerAfterHandOver(const std::string& owner, const std::string& former_grant_id);

/// Goes one hand-over along with a pair. False when nobody took it over.
bool follow(SqlSession& session, PairPlace& place);

/// Forgets endings from so long ago that nobody comes with those names any more.
void trimEndedGrants(SqlSession& session);

}  // namespace patchbay::store
