#pragma once

#include <memory>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/base/settings.hpp"
#include "core/plugin/integration_registry.hpp"
#include "host/command_line.hpp"
#include "host/commands/loaded_integrations.hpp"
#include "host/host_settings.hpp"

namespace patchbay::host {

/// What the registry lists, and what of it loads, for the commands that look at it without a host.
struct RegistryLook {
  /// @throws StartError when the registry cannot be read or a setting is wrong.
  explicit RegistryLook(const CommandLine& line);

  Settings settings;
  HostSettings host;
  SystemClock clock;
  std::unique_ptr<Log> log;
  std::vector<RegistryEntry> entries;
  LoadedIntegrations loaded;
};

}  // namespace patchbay::host
