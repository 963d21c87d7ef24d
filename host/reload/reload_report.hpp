#pragma once

#include <string>
#include <vector>

#include "core/plugin/integration_reload.hpp"

namespace patchbay::host {

/// What came of reading the registry again while the host runs.
struct ReloadReport {
  std::string failure;  ///< why nothing was read, so that all stays as it was; else empty
  std::vector<ReloadedIntegration> outcomes;

  /// Nothing failed and nothing was refused.
  bool isClean() const;
};

/// One line of JSON, as it goes through the control socket.
std::string writeReport(const ReloadReport& report);
/// @throws std::runtime_error when it is none.
ReloadReport parseReport(const std::string& text);

}  // namespace patchbay::host
