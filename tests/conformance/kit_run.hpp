#pragma once

#include <chrono>

#include "tests/conformance/faults/faulty_integration.hpp"
#include "tools/conformance/conformance.hpp"

namespace patchbay::conformance {

/// Makes the faulty plugin as the kit wants it, anew for each host it plays.
inline MakeIntegration making(const FaultCase& faulty) {
  const auto make = faulty.make ? faulty.make : makeFaulty<FaultyIntegration>;
  return [make, fault = faulty.fault](const IntegrationContext& context) {
    return make(context, fault);
  };
}

/// With what the sound plugin's provider answers. A sanitizer takes its time.
inline Options soundOptions() {
  Options options;
  options.recorded = soundAnswers();
  options.deadline = std::chrono::minutes(2);
  return options;
}

}  // namespace patchbay::conformance
