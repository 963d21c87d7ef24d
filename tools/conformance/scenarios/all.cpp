#include <iterator>

#include "tools/conformance/scenarios/scenario.hpp"

namespace patchbay::conformance {

const Scenarios& allScenarios() {
  static const Scenarios all = [] {
    Scenarios joined;
    for (auto* const subject :
         {factScenarios, authorizeScenarios, callbackScenarios, exchangeScenarios, idTokenScenarios,
          tenantScenarios, refreshScenarios, tokenAnswerScenarios, outcomeScenarios,
          rotationScenarios, concurrencyScenarios, disconnectScenarios, secrecyScenarios}) {
      Scenarios some = subject();
      joined.insert(joined.end(), std::make_move_iterator(some.begin()),
                    std::make_move_iterator(some.end()));
    }
    return joined;
  }();
  return all;
}

}  // namespace patchbay::conformance
