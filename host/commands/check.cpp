#include <functional>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>

#include "core/store/key_record.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/loaded_integrations.hpp"
#include "host/host_settings.hpp"
#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

/// Runs the checks one after the other and prints a line for each. The exit code is that of the
/// first that failed.
class Checks {
 public:
  /// @param check  returns what to say when all is well.
  void run(const std::string& thing, ExitCode code, const std::function<std::string()>& check) {
    try {
      print(thing, "ok", startStep(code, check));
    } catch (const StartError& error) {
      fail(thing, error.code(), error.what());
    }
  }

  void fail(const std::string& thing, ExitCode code, const std::string& text) {
    print(thing, "FAILED", text);
    if (result_ == ExitCode::ok) result_ = code;
  }

  ExitCode result() const { return result_; }

 private:
  static void print(const std::string& thing, const std::string& state, const std::string& text) {
    std::cout << std::left << std::setw(10) << thing << std::setw(8) << state << text << "\n";
  }

  ExitCode result_ = ExitCode::ok;
};

std::string describeKeys(const HostSettings& host, const Settings& settings) {
  checkDataFolder(host.data_dir);
  const crypto::KeyRing ring = loadKeyRing(host, settings);
  return std::to_string(ring.keys().size()) + " in the ring, " + ring.writer().id + " writes";
}

/// What an operator wants to know who is about to take an old key out of the ring.
std::string describeReaders(const HostSettings& host, const crypto::KeyRing& ring) {
  std::string text;
  for (const auto& key : ring.keys()) {
    if (key.id == ring.writer().id) continue;
    const auto records = countSealedBy(host.database(), key.id);
    text += ", " + key.id + " sealed " + std::to_string(records) + " records";
  }
  return text;
}

std::string describeDatabase(const HostSettings& host, const Settings& settings, Log& log) {
  const auto store = openStore(host, settings, log);
  runToEnd(store->checkWritable());
  const auto steps = listMigrations(host.database());
  return patchbay::describeDatabase(host.database()) + ", schema " +
         std::to_string(steps.empty() ? 0 : steps.back().version) +
         describeReaders(host, loadKeyRing(host, settings));
}

void checkIntegrations(Checks& checks, const HostSettings& host, const Settings& settings,
                       Log& log) {
  std::string serving;
  std::vector<RefusedIntegration> refused;
  checks.run("plugins", ExitCode::plugins, [&] {
    const LoadedIntegrations loaded(host, settings, log);
    for (const auto& one : loaded.registry().all()) serving += " " + one->integrationName();
    refused = loaded.registry().refused();
    return host.plugin_dir.string() + ":" + (serving.empty() ? " none" : serving);
  });
  for (const auto& one : refused) checks.fail(one.name, ExitCode::plugins, one.reason);
}

ExitCode check(const CommandLine& line) {
  Checks checks;
  std::optional<Settings> settings;
  HostSettings host;
  checks.run("settings", ExitCode::settings, [&]() -> std::string {
    settings = line.loadSettings();
    host = HostSettings::read(*settings);
    return "serves " + host.listen_address + " port " + std::to_string(host.listen_port);
  });
  if (checks.result() != ExitCode::ok) return checks.result();
  const SystemClock clock;
  const auto log = makeStderrLog(LogLevel::error, clock);
  host.migrate = false;  // a check changes nothing
  checks.run("key", ExitCode::settings, [&] { return describeKeys(host, *settings); });
  checks.run("database", ExitCode::database,
             [&] { return describeDatabase(host, *settings, *log); });
  checkIntegrations(checks, host, *settings, *log);
  return checks.result();
}

}  // namespace

void addCheck(CommandLine& line) {
  CLI::App* const command =
      line.add("check", "Look at settings, key, database and plugins; change nothing",
               [&line] { return check(line); });
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
