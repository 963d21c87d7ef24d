#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/model/explorer.hpp"
#include "tests/model/properties.hpp"
#include "tests/model/step.hpp"
#include "tests/model/world.hpp"

namespace patchbay::model {

/// The refresh protocol in one scenario, as the explorer wants it.
class ProtocolModel {
 public:
  using State = World;
  using Step = model::Step;
  using Transition = model::Transition;
  using Violation = model::Violation;

  explicit ProtocolModel(const Scenario& scenario) : scenario_(scenario) {}

  World initial() const { return initialWorld(scenario_); }
  std::uint64_t fingerprint(const World& world) const { return model::fingerprint(world); }
  void findNext(const World& world, std::vector<Transition>& found) const;
  std::optional<Violation> findViolation(const World& world) const {
    return model::findViolation(world);
  }
  bool isFault(const Step& step) const { return model::isFault(step.kind); }
  bool isSettled(const World& world) const { return model::isSettled(world); }
  Violation unsettled() const {
    return {Property::ends_well, "the grant stays neither fresh nor reported as dead"};
  }

 private:
  Scenario scenario_;
};

using ProtocolExplorer = Explorer<ProtocolModel>;

/// The whole way to a violation, a numbered line a step.
std::string describe(const Scenario& scenario, const ProtocolExplorer::Finding& finding);

}  // namespace patchbay::model
