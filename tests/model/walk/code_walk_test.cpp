#include "tests/model/walk/code_walk.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/model/scenarios.hpp"

// The model is worth what it has in common with the program. Here the program takes ways through
// the model, chosen at random with fixed seeds, and does as the model says at every step.

namespace patchbay::model {
namespace {

Scenario scenario(const ProviderRules& rules, HostIndex hosts, Budget budget) {
  Scenario made;
  made.rules = rules;
  made.hosts = hosts;
  made.budget = budget;
  return made;
}

using Kinds = std::set<StepKind>;

/// @returns the kinds of steps that were taken.
Kinds walk(const Scenario& scenario, unsigned walks) {
  Kinds taken;
  for (unsigned seed = 1; seed <= walks; ++seed) {
    std::mt19937 random(seed);
    CodeWalk code(scenario);
    for (int steps = 0; steps < 100 && code.difference().empty(); ++steps) {
      const auto kind = code.take(static_cast<std::uint32_t>(random()));
      if (!kind) break;
      taken.insert(*kind);
    }
    if (code.difference().empty()) continue;
    ADD_FAILURE() << code.difference() << "; seed " << seed << "\n" << code.trace();
    break;
  }
  return taken;
}

TEST(Program, RefreshesAsTheModelSays) {
  walk(scenario(kStrict, 2, {4, 2, 0, 0}), 100);
  walk(scenario(kUntilFirstUse, 3, {4, 2, 0, 0}), 100);
}

TEST(Program, RefreshesAsTheModelSaysWhileUsersConnectAndDisconnect) {
  Kinds taken = walk(scenario(kGrace, 2, {4, 2, 1, 1}), 200);
  taken.merge(walk(scenario(kStrict, 2, {2, 2, 1, 1}), 200));
  for (int kind = 0; kind < kStepKinds; ++kind) {
    EXPECT_EQ(taken.count(static_cast<StepKind>(kind)), 1U)
        << "no walk took a step of kind " << kind;
  }
}

}  // namespace
}  // namespace patchbay::model
