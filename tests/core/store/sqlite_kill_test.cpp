#include <algorithm>
#include <array>
#include <functional>

#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/killed_writer.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

// A connection's life in six acknowledged steps, and what is stored after each: generation, names
// of access, refresh and id token, tenants. A step that was killed happened wholly or not at all.
constexpr int kSteps = 6;
const std::array<std::string, kSteps + 1> kStates{
    "",
    "1 one/one/one []",
    "1 one/one/one [A]",
    "2 two/two/two [A]",
    "2 two/two/two [A] 1 three/three/three []",
    "3 three/three/three [A]",
    "",
};

void takeStep(IntegrationStore& store, const std::string& workspace, int step) {
  if (step == 0) return void(insert(store, workspace, "one"));
  if (step == 3) return void(insert(store, workspace, "three"));
  const auto grant = run(store.findGrants(workspace, "gusto")).back();
  if (step == 2) {
    run(store.claimRefresh(grant.grant_id, grant.generation, "host", kLease));
    run(store.commitRefresh(grant.grant_id, grant.generation, makeToken("two"), kNow));
  } else if (step == 5) {
    run(store.removeGrant(grant.grant_id, grant.generation));
  } else {
    run(store.attachTenants(grant.grant_id, grant.generation, {Tenant("A", "")}, TenantCount::many,
                            kNow));
  }
}

/// Takes all steps, and closes the database.
void takeAllSteps(SqliteDatabase& database, const std::string& workspace,
                  const std::function<void()>& acknowledge) {
  const auto store = database.open();
  for (int step = 0; step < kSteps; ++step) {
    takeStep(*store, workspace, step);
    acknowledge();
  }
}

std::string nameIn(const Secret& token) {
  return token.reveal().substr(token.reveal().find('-') + 1);
}

std::string stateOf(IntegrationStore& store, const std::string& workspace) {
  std::string state;
  for (const auto& grant : run(store.findGrants(workspace, "gusto"))) {
    if (!state.empty()) state += " ";
    state += std::to_string(grant.generation) + " " + nameIn(grant.token.access_token) + "/" +
             nameIn(grant.token.refresh_token) + "/" + nameIn(grant.token.id_token) + " [";
    for (const std::string& tenant : tenantIds(grant)) state += tenant;
    state += "]";
  }
  return state;
}

TEST(SqliteKill, AtAnyWriteLosesNoAcknowledgedStepAndHalvesNone) {
  SqliteDatabase database;
  int kills = 0;
  for (bool killed = true; killed; ++kills) {
    const auto workspace = "workspace " + std::to_string(kills);
    const auto outcome = workInProcess(kills + 1, [&](const std::function<void()>& acknowledge) {
      takeAllSteps(database, workspace, acknowledge);
    });
    const auto store = database.open();
    const auto state = stateOf(*store, workspace);
    const int next = std::min(outcome.acknowledged + 1, kSteps);
    EXPECT_TRUE(state == kStates[outcome.acknowledged] || state == kStates[next])
        << "write " << kills + 1 << ", step " << next << ": " << state;
    EXPECT_EQ(RawDatabase(database.file()).read("PRAGMA integrity_check"), "ok");
    killed = outcome.killed;
  }
  EXPECT_GT(kills, 20) << "the writes were not seen";
}

}  // namespace
}  // namespace patchbay::testing
