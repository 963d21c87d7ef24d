#include "host/commands/registry_look.hpp"

#include "host/start_up.hpp"

namespace patchbay::host {

RegistryLook::RegistryLook(const CommandLine& line)
    : settings(line.loadSettings()),
      host(HostSettings::read(settings)),
      log(makeStderrLog(LogLevel::error, clock)),
      entries(startStep(ExitCode::plugins, [this] { return readRegistry(host.plugin_dir); })),
      loaded(host, settings, *log) {}

}  // namespace patchbay::host
