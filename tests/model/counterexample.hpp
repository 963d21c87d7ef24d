#pragma once

#include <gtest/gtest.h>

#include <iostream>

#include "tests/model/protocol_model.hpp"

namespace patchbay::model {

/// Searches the mutated protocol until the property breaks, and prints how.
inline void expectCounterexample(Mutation mutation, Property property, const ProviderRules& rules,
                                 Budget budget) {
  Scenario scenario;
  scenario.rules = rules;
  scenario.budget = budget;
  scenario.mutations = mutation;
  const ProtocolModel model(scenario);
  ProtocolExplorer explorer(model);
  explorer.run(property);
  const auto* finding = explorer.find(property);
  ASSERT_NE(finding, nullptr) << "the search does not see it";
  std::cout << describe(scenario, *finding) << std::endl;
}

}  // namespace patchbay::model
