#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "tests/model/protocol_model.hpp"
#include "tests/model/scenarios.hpp"

// The protocol as it is: no way through it breaks a property, for any kind of provider.

namespace patchbay::model {
namespace {

/// What one search found: a trace for each property that does not hold.
using Traces = std::map<Property, std::string>;

Traces search(const Scenario& scenario) {
  const ProtocolModel model(scenario);
  ProtocolExplorer explorer(model);
  explorer.run();
  std::cout << describe(scenario) << ": " << explorer.states() << " states, " << explorer.steps()
            << " steps" << std::endl;
  Traces traces;
  for (const auto& finding : explorer.findings()) {
    traces.emplace(finding.violation.property, describe(scenario, finding));
  }
  return traces;
}

class RefreshProtocol : public ::testing::TestWithParam<ProviderRules> {
 protected:
  /// Each scenario is searched once for all tests of the program.
  void expect(Property property) {
    static std::map<std::string, Traces> searched;
    for (const Scenario& scenario : scenariosOf(GetParam())) {
      const std::string key = describe(scenario);
      if (searched.find(key) == searched.end()) searched.emplace(key, search(scenario));
      const Traces& traces = searched.at(key);
      const auto trace = traces.find(property);
      if (trace != traces.end()) ADD_FAILURE() << key << "\n" << trace->second;
    }
  }
};

TEST_P(RefreshProtocol, SpendsARefreshTokenOnce) { expect(Property::token_is_spent_once); }

TEST_P(RefreshProtocol, LosesNoGrantBeyondWhatTheRotationAdmits) {
  expect(Property::grant_is_not_lost);
}

TEST_P(RefreshProtocol, AsksForReconnectOnlyWhereTheStoredPairIsDead) {
  expect(Property::reconnect_is_true);
}

TEST_P(RefreshProtocol, ReportsALostRotationAsOne) { expect(Property::cause_is_true); }

TEST_P(RefreshProtocol, LeavesNewerAndRemovedGrantsAlone) {
  expect(Property::newer_grant_survives);
}

TEST_P(RefreshProtocol, CommitsAPairBeforeItIsUsed) { expect(Property::commit_precedes_use); }

TEST_P(RefreshProtocol, MakesOneCallUnderALease) { expect(Property::one_call_per_lease); }

TEST_P(RefreshProtocol, StoresAConsentOnce) { expect(Property::consent_is_stored_once); }

TEST_P(RefreshProtocol, EndsWellWithoutFurtherFaults) { expect(Property::ends_well); }

INSTANTIATE_TEST_SUITE_P(Providers, RefreshProtocol,
                         ::testing::Values(kNone, kGrace, kGraceYoungestOnly, kUntilFirstUse,
                                           kUntilFirstUseYoungestOnly, kStrict,
                                           kStrictReuseEndsConsent),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace patchbay::model
