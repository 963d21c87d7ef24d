#pragma once

#include <string>

#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// The host's counters in the text format of Prometheus. Labels are route patterns and integration
/// names; nothing of a request or a workspace.
std::string writeMetrics(const HostServices& services);

}  // namespace patchbay::host
