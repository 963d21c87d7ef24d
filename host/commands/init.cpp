#include <iostream>

#include "host/commands/commands.hpp"
#include "host/host_settings.hpp"
#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

void migrateAndTell(const HostSettings& host) {
  const auto steps =
      startStep(ExitCode::database, [&] { return migrateDatabase(host.database()); });
  int applied = 0;
  for (const MigrationState& step : steps) {
    if (step.applied) continue;
    std::cout << "applied " << step.version << " " << step.title << "\n";
    ++applied;
  }
  std::cout << describeDatabase(host.database()) << ": "
            << (applied == 0 ? "was up to date" : "is up to date") << "\n";
}

ExitCode init(const CommandLine& line) {
  const Settings settings = line.loadSettings();
  const HostSettings host = HostSettings::read(settings);
  makeDataFolder(host, settings);
  std::cout << host.data_dir.string() << ": data folder\n";
  migrateAndTell(host);
  return ExitCode::ok;
}

ExitCode migrate(const CommandLine& line) {
  const HostSettings host = HostSettings::read(line.loadSettings());
  startStep(ExitCode::settings, [&] { checkDataFolder(host.data_dir); });
  migrateAndTell(host);
  return ExitCode::ok;
}

}  // namespace

void addInit(CommandLine& line) {
  CLI::App* const command =
      line.add("init", "Make what is missing: data folder, key file, database; keep what is there",
               [&line] { return init(line); });
  line.addSettingFlags(command);
}

void addMigrate(CommandLine& line) {
  CLI::App* const command = line.add("migrate", "Bring the database's schema up to date",
                                     [&line] { return migrate(line); });
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
