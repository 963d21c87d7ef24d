#include "tools/conformance/conformance.hpp"

#include <algorithm>

#include "tools/conformance/run/isolated_run.hpp"

namespace patchbay::conformance {
namespace {

void refuseUnknown(const std::string& id, const std::string& where) {
  const auto& all = allScenarios();
  const bool is_known = std::any_of(all.begin(), all.end(),
                                    [&](const Scenario& scenario) { return scenario.id == id; });
  if (is_known) return;
  throw IntegrationError(ErrorCode::settings_invalid, where + ": there is no scenario " + id +
                                                          "; docs/conformance.md lists them");
}

}  // namespace

Report test(const MakeIntegration& make, const Options& options) {
  for (const std::string& id : options.only) refuseUnknown(id, "--only");
  for (const auto& [id, reason] : options.recorded.exceptions) refuseUnknown(id, "exceptions");
  std::vector<const Scenario*> chosen;
  for (const Scenario& scenario : allScenarios()) {
    if (options.only.empty() || options.only.contains(scenario.id)) chosen.push_back(&scenario);
  }
  return playIsolated(make, options, chosen);
}

}  // namespace patchbay::conformance
