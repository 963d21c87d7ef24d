#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tools/conformance/stage/stage.hpp"

namespace patchbay::conformance {

/// One question put to a plugin.
struct Scenario {
  std::string id;      ///< e.g. `callback.replay`
  std::string title;   ///< what happens
  std::string rule;    ///< what must hold then
  std::string source;  ///< the section of a standard, or the provider's own fact
  /// Why it cannot be put to a plugin with these facts; empty when it can.
  std::function<std::string(const OAuthApp&, const RecordedAnswers&)> why_not;
  std::function<void(Stage&)> play;
};

using Scenarios = std::vector<Scenario>;

/// All of them, in the order of the flow. Each id is there once.
const Scenarios& allScenarios();

// Which scenarios there are, by subject.
Scenarios factScenarios();
Scenarios authorizeScenarios();
Scenarios callbackScenarios();
Scenarios exchangeScenarios();
Scenarios idTokenScenarios();
Scenarios tenantScenarios();
Scenarios refreshScenarios();
Scenarios tokenAnswerScenarios();
Scenarios outcomeScenarios();
Scenarios rotationScenarios();
Scenarios concurrencyScenarios();
Scenarios disconnectScenarios();
Scenarios secrecyScenarios();

}  // namespace patchbay::conformance
