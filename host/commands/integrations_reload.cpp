#include <iostream>
#include <string>

#include "host/commands/commands.hpp"
#include "host/commands/integration_row.hpp"
#include "host/host_settings.hpp"
#include "host/reload/control_socket.hpp"
#include "host/reload/reload_report.hpp"

namespace patchbay::host {
namespace {

ReloadReport askToReload(const UniqueDescriptor& host) {
  if (writeLine(host, "reload")) {
    if (const auto answer = readLine(host)) return parseReport(*answer);
  }
  throw StartError(ExitCode::failure, "the host did not say what came of it; look into its log");
}

void print(const ReloadReport& report) {
  if (!report.failure.empty()) std::cout << "nothing changed: " << report.failure << "\n";
  for (const ReloadedIntegration& one : report.outcomes) {
    printRow(one.name, name(one.outcome), one.text);
  }
  if (report.failure.empty() && report.outcomes.empty()) {
    std::cout << "the registry lists no integration\n";
  }
}

ExitCode reload(const CommandLine& line) {
  const Settings settings = line.loadSettings();
  const HostSettings host = HostSettings::read(settings);
  const auto hosts = connectToHosts(host.data_dir);
  if (hosts.empty()) {
    throw StartError(ExitCode::failure, host.data_dir.string() +
                                            ": no host runs on this data folder; name that of a "
                                            "running one in PATCHBAY_DATA_DIR");
  }
  bool is_clean = true;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (hosts.size() > 1) std::cout << "host " << i + 1 << " of " << hosts.size() << "\n";
    const ReloadReport report = askToReload(hosts[i]);
    print(report);
    is_clean = is_clean && report.isClean();
  }
  return is_clean ? ExitCode::ok : ExitCode::plugins;
}

}  // namespace

void addIntegrationsReload(CommandLine& line, CLI::App* group) {
  CLI::App* const command = line.add(
      "reload", "Have the hosts that run on this data folder read the registry again",
      [&line] { return reload(line); }, group);
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
