#include "core/store/ended_grants.hpp"

namespace patchbay::store {
namespace {

// An insert is repeated for minutes at most. A refreshed pair is kept until the database takes it,
// which only the end of its host bounds.
constexpr Milliseconds kKept = std::chrono::hours(24 * 30);

const SqlText kFind{
    R"(SELECT generation, successor_id, successor_generation
       FROM ended_grants WHERE grant_id = :grant_id)",
    3};
const SqlText kNote{
    R"(INSERT INTO ended_grants (grant_id, generation, successor_id, successor_generation)
       VALUES (:grant_id, :generation, NULLIF(:successor_id, ''), :successor_generation))"};
const SqlText kTrim{"DELETE FROM ended_grants WHERE ended_at < :before"};

}  // namespace

// The order of reading is the order of kFind.
Ending::Ending(SqlRow& row)
    : generation(row.number()),
      successor_id(row.optionalText()),
      successor_generation(row.number()) {}

std::optional<Ending> findEnding(SqlSession& session, const std::string& grant_id) {
  auto row = session.queryOne(kFind, {grant_id});
  if (!row) return std::nullopt;
  return Ending(*row);
}

void noteRemoval(SqlSession& session, const IntegrationAccess& removed) {
  session.run(kNote, {removed.grant_id, removed.generation, std::string(), std::int64_t{0}});
}

void noteSuccessor(SqlSession& session, const IntegrationAccess& from, const PairPlace& to) {
  session.run(kNote, {from.grant_id, from.generation, to.grant_id, to.generation});
}

std::string ownerAfterHandOver(const std::string& owner, const std::string& former_grant_id) {
  return owner + '/' + former_grant_id;
}

bool follow(SqlSession& session, PairPlace& place) {
  const auto ending = findEnding(session, place.grant_id);
  const bool went_on = ending && ending->successor_id && ending->successor_generation > 0;
  if (!went_on || ending->generation != place.generation) return false;
  place.owner = ownerAfterHandOver(place.owner, place.grant_id);
  place.grant_id = *ending->successor_id;
  place.generation = ending->successor_generation;
  return true;
}

void trimEndedGrants(SqlSession& session) { session.run(kTrim, {session.now() - kKept}); }

}  // namespace patchbay::store
