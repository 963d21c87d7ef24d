// patchbay-refresh-storm: real hosts, the real plugin, the sandbox as provider and as judge.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>

#include "tools/bench/storm/burst.hpp"
#include "tools/bench/storm/clock.hpp"
#include "tools/bench/storm/database_trouble.hpp"
#include "tools/bench/storm/kill.hpp"
#include "tools/bench/storm/storm.hpp"

namespace {

using patchbay::storm::DatabaseKind;

const std::map<std::string, DatabaseKind> kDatabases{{"sqlite", DatabaseKind::sqlite},
                                                     {"postgresql", DatabaseKind::postgresql}};

void addDatabase(CLI::App& command, DatabaseKind& kind) {
  command.add_option("--database", kind, "sqlite (one host) or postgresql")
      ->transform(CLI::CheckedTransformer(kDatabases, CLI::ignore_case));
}

void addStorm(CLI::App& app, bool& all_hold) {
  const auto options = std::make_shared<patchbay::storm::StormOptions>();
  CLI::App& storm = *app.add_subcommand("storm", "Many callers, grants and delays");
  addDatabase(storm, options->database);
  storm.add_option("--hosts", options->hosts, "Hosts")->capture_default_str();
  storm.add_option("--grants", options->grants, "Grants")->capture_default_str();
  storm.add_option("--callers", options->callers, "Callers")->capture_default_str();
  storm.add_option("--seconds", options->seconds, "Length")->capture_default_str();
  storm.add_option("--requests", options->requests, "End after so many token requests instead");
  storm.add_option("--scale", options->scale, "Of the provider's delays and the hosts' lease")
      ->capture_default_str();
  storm
      .add_option("--token-call", options->token_call_seconds,
                  "Seconds that hosts wait for the provider, before scaling")
      ->capture_default_str();
  storm.add_flag("--late-answers", options->late_answers,
                 "The provider acts at once and delays its answer, not its act");
  storm.callback([options, &all_hold] { all_hold = runStorm(*options) && all_hold; });
}

void addKill(CLI::App& app, bool& all_hold) {
  const auto options = std::make_shared<patchbay::storm::KillOptions>();
  CLI::App& kill = *app.add_subcommand("kill", "kill -9 at every fault point");
  kill.add_option("--database", options->database, "sqlite or postgresql; both if left out")
      ->transform(CLI::CheckedTransformer(kDatabases, CLI::ignore_case));
  kill.add_option("--times", options->times, "Kills at each point")->capture_default_str();
  kill.add_option("--rotations", options->rotations, "Rules of rotation")->delimiter(',');
  kill.add_option("--points", options->points, "Fault points; all if left out")->delimiter(',');
  kill.add_option("--scale", options->scale, "Of the hosts' lease")->capture_default_str();
  kill.add_option("--at-once", options->at_once, "Fleets side by side")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  kill.add_option("--results", options->results_file,
                  "File of finished points, which are not done again");
  kill.callback([options, &all_hold] { all_hold = runKill(*options) && all_hold; });
}

void addClock(CLI::App& app, bool& all_hold) {
  const auto options = std::make_shared<patchbay::storm::ClockOptions>();
  CLI::App& clock = *app.add_subcommand("clock", "One host's clock is wrong, both ways");
  addDatabase(clock, options->database);
  clock.add_option("--hosts", options->hosts, "Hosts")->capture_default_str();
  clock.add_option("--shift", options->shift_seconds, "Seconds")->capture_default_str();
  clock.add_option("--grants", options->grants, "Grants")->capture_default_str();
  clock.add_option("--callers", options->callers, "Callers")->capture_default_str();
  clock.add_option("--seconds", options->seconds, "Length, each way")->capture_default_str();
  clock.add_option("--scale", options->scale, "Of delays and lease")->capture_default_str();
  clock.callback([options, &all_hold] { all_hold = runClock(*options) && all_hold; });
}

void addDatabaseTrouble(CLI::App& app, bool& all_hold) {
  const auto options = std::make_shared<patchbay::storm::DatabaseTroubleOptions>();
  CLI::App& trouble = *app.add_subcommand("database", "PostgreSQL goes away under load");
  trouble.add_option("--kinds", options->kinds, "Of restart, crash, terminate, pause, failover")
      ->delimiter(',');
  trouble.add_option("--hosts", options->hosts, "Hosts")->capture_default_str();
  trouble.add_option("--grants", options->grants, "Grants")->capture_default_str();
  trouble.add_option("--callers", options->callers, "Callers")->capture_default_str();
  trouble.add_option("--outage", options->outage_seconds, "Seconds that it stays away")
      ->capture_default_str();
  trouble.add_option("--pause", options->pause_seconds, "Seconds that it stands still")
      ->capture_default_str();
  trouble.add_option("--scale", options->scale, "Of delays and lease")->capture_default_str();
  trouble.callback([options, &all_hold] { all_hold = runDatabaseTrouble(*options) && all_hold; });
}

void addBurst(CLI::App& app, bool& all_hold) {
  const auto options = std::make_shared<patchbay::storm::BurstOptions>();
  CLI::App& burst = *app.add_subcommand("burst", "Very many grants expire at once on one host");
  addDatabase(burst, options->database);
  burst.add_option("--grants", options->grants, "Grants")->capture_default_str();
  burst.add_option("--callers", options->callers, "Callers")->capture_default_str();
  burst.add_option("--provider-ms", options->provider_ms, "How long the provider thinks")
      ->capture_default_str();
  burst.add_option("--quiet", options->quiet_seconds, "Seconds without load to compare with")
      ->capture_default_str();
  burst.callback([options, &all_hold] { all_hold = runBurst(*options) && all_hold; });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Makes trouble for real hosts and judges by the sandbox's ledger.");
  app.require_subcommand(1);
  bool all_hold = true;
  addStorm(app, all_hold);
  addKill(app, all_hold);
  addClock(app, all_hold);
  addBurst(app, all_hold);
  addDatabaseTrouble(app, all_hold);
  try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    CLI11_PARSE(app, argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "patchbay-refresh-storm: %s\n", error.what());
    return 1;
  }
  return all_hold ? 0 : 1;
}
