#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <tuple>

#include "tests/core/store/integration_store_contract.hpp"
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
    run(store.attachTenants(grant.grant_id, grant.generation, {Tenant("A", "")}, kNow));
  }
}

int writes_left = 0;  // of the process that will be killed; its store has one thread that writes

/// In place of the system call: the last write is torn in its middle, and the process with it.
ssize_t writeUntilKilled(int descriptor, const void* bytes, size_t count, off_t position) {
  if (--writes_left > 0) return ::pwrite(descriptor, bytes, count, position);
  std::ignore = ::pwrite(descriptor, bytes, count / 2, position);
  ::raise(SIGKILL);
  ::_exit(3);
}

void killAtWrite(int number) {
  writes_left = number;
  sqlite3_vfs* const files = sqlite3_vfs_find(nullptr);
  const auto call = reinterpret_cast<sqlite3_syscall_ptr>(writeUntilKilled);
  for (const char* name : {"pwrite", "pwrite64"}) {
    if (files->xSetSystemCall(files, name, call) != SQLITE_OK) ::_exit(2);
  }
}

/// Takes all steps, and closes the database; writes a byte after each step.
[[noreturn]] void work(SqliteDatabase& database, const std::string& workspace,
                       int acknowledgements) {
  try {
    const auto store = database.open();
    for (int step = 0; step < kSteps; ++step) {
      takeStep(*store, workspace, step);
      if (::write(acknowledgements, ".", 1) != 1) ::_exit(2);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    ::_exit(1);
  }
  ::_exit(0);
}

struct Outcome {
  bool killed = false;
  int acknowledged = 0;  ///< steps
};

/// Lets another process work until its write of that number.
Outcome workInProcess(SqliteDatabase& database, const std::string& workspace, int last_write) {
  int ends[2] = {};
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    killAtWrite(last_write);
    work(database, workspace, ends[1]);
  }
  ::close(ends[1]);
  Outcome outcome;
  char byte = 0;
  while (::read(ends[0], &byte, 1) == 1) ++outcome.acknowledged;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  EXPECT_TRUE(outcome.killed || status == 0) << status;
  return outcome;
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
    const Outcome outcome = workInProcess(database, workspace, kills + 1);
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
