#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "core/store/copy_database.hpp"
#include "host/commands/commands.hpp"
#include "host/host_settings.hpp"
#include "host/sole_host.hpp"
#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

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
  recordKeys(host, settings);
  return ExitCode::ok;
}

/// What is left of a database that was moved must not be served: two hosts would each refresh the
/// same connections.
fs::path putAside(const fs::path& file) {
  const fs::path aside = file.string() + ".moved";
  fs::rename(file, aside);
  return aside;
}

void moveFrom(const fs::path& file, const HostSettings& host) {
  HostSettings old = host;
  old.postgres_url = Secret();
  old.database_file = file;
  if (!fs::exists(file)) {
    throw StartError(ExitCode::database, "--from: there is no file " + file.string() +
                                             "; name the SQLite database to move");
  }
  if (!host.database().isPostgres() &&
      fs::weakly_canonical(host.database_file) == fs::canonical(file)) {
    throw StartError(ExitCode::usage,
                     "--from: " + file.string() +
                         " is the database of the settings itself; name the one to move into by "
                         "PATCHBAY_DATABASE_URL");
  }
  const auto connections = startStep(ExitCode::database, [&] {
    migrateDatabase(old.database());
    const SoleHost nobody_serves_it(old);
    return copyDatabase(old.database(), host.database());
  });
  std::cout << connections << " connections moved from " << file.string() << ", which is now "
            << putAside(file).string() << "\n";
}

ExitCode migrate(const CommandLine& line, const std::string& from) {
  const HostSettings host = HostSettings::read(line.loadSettings());
  startStep(ExitCode::settings, [&] { checkDataFolder(host.data_dir); });
  migrateAndTell(host);
  if (!from.empty()) moveFrom(from, host);
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
  const auto from = std::make_shared<std::string>();
  CLI::App* const command = line.add("migrate", "Bring the database's schema up to date",
                                     [&line, from] { return migrate(line, *from); });
  command->add_option("--from", *from,
                      "a SQLite database to move into the one of the settings, which is empty");
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
