#include "tests/model/scenarios.hpp"

#include <cstdlib>

namespace patchbay::model {
namespace {

std::uint8_t moreFaults() {
  const char* more = std::getenv("PATCHBAY_MODEL_FAULTS");
  return more == nullptr ? 0 : static_cast<std::uint8_t>(std::atoi(more));
}

Scenario scenario(const ProviderRules& rules, HostIndex hosts, Budget budget) {
  budget.faults += moreFaults();
  Scenario made;
  made.rules = rules;
  made.hosts = hosts;
  made.budget = budget;
  return made;
}

std::string counted(unsigned count, const std::string& noun, const std::string& plural) {
  return ", " + std::to_string(count) + " " + (count == 1 ? noun : plural);
}

}  // namespace

std::vector<Scenario> scenariosOf(const ProviderRules& rules) {
  // Faults, expiries of a fresh access token, connects, disconnects.
  std::vector<Scenario> scenarios{scenario(rules, 2, {3, 1, 0, 0}),
                                  scenario(rules, 3, {2, 1, 0, 0}),
                                  scenario(rules, 2, {2, 0, 1, 0})};
  // That only the youngest pair lives concerns refreshes alone.
  if (rules.youngest_pair_only) return scenarios;
  scenarios.push_back(scenario(rules, 2, {1, 1, 1, 0}));
  scenarios.push_back(scenario(rules, 2, {1, 1, 0, 1}));
  scenarios.push_back(scenario(rules, 2, {1, 0, 1, 1}));
  return scenarios;
}

std::string describe(const Scenario& scenario) {
  const Budget& budget = scenario.budget;
  return std::string(scenario.rules.name) + ": " + std::to_string(scenario.hosts) + " hosts" +
         counted(budget.faults, "fault", "faults") +
         counted(budget.expiries, "expiry", "expiries") +
         counted(budget.connects, "connect", "connects") +
         counted(budget.disconnects, "disconnect", "disconnects");
}

}  // namespace patchbay::model
