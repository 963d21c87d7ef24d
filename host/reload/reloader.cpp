#include "host/reload/reloader.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "host/kept_providers.hpp"

namespace patchbay::host {
namespace {

bool contains(const ReloadReport& report, ReloadOutcome outcome) {
  return std::any_of(report.outcomes.begin(), report.outcomes.end(),
                     [&](const ReloadedIntegration& one) { return one.outcome == outcome; });
}

LogLevel levelOf(ReloadOutcome outcome) {
  return outcome == ReloadOutcome::refused ? LogLevel::error : LogLevel::info;
}

}  // namespace

ReloadReport Reloader::reload() {
  const std::lock_guard lock(mutex_);
  ReloadReport outcome;
  try {
    outcome = exchange();
  } catch (const IntegrationError& error) {
    outcome.failure = error.publicText();
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
  report(outcome);
  return outcome;
}

ReloadReport Reloader::exchange() {
  const auto settings = std::make_shared<const Settings>(parts_.read_settings());
  ReloadedRegistry next = reloadIntegrations(parts_.host.plugin_dir, parts_.context(*settings),
                                             settings, parts_.integrations.registry());
  // Whatever may fail comes first: what follows is done as a whole.
  auto kept = keptProviders(next.registry, parts_.host, *settings);
  parts_.integrations.replace(std::move(next.registry));
  parts_.background.replace(std::move(kept));
  ReloadReport outcome;
  outcome.outcomes = std::move(next.outcomes);
  forget(outcome);
  return outcome;
}

// Tokens stay good when an integration is replaced, but data may be read otherwise by the new one.
void Reloader::forget(const ReloadReport& report) {
  const bool is_removed = contains(report, ReloadOutcome::removed);
  if (is_removed) parts_.memory.forgetAll();
  if (is_removed || contains(report, ReloadOutcome::replaced)) parts_.fetched.purgeAll();
}

void Reloader::report(const ReloadReport& report) {
  if (!report.failure.empty()) {
    parts_.log.error("reload_failed", {{"cause", report.failure}});
    return;
  }
  for (const ReloadedIntegration& one : report.outcomes) {
    const std::string event = "integration_" + std::string(name(one.outcome));
    parts_.log.write(levelOf(one.outcome), event, {{"integration", one.name}, {"text", one.text}});
  }
}

void Reloader::endUnused() {
  const auto ended = parts_.integrations.endUnused();
  for (const std::string& name : ended) {
    parts_.log.info("integration_ended", {{"integration", name}});
    // A request that it was still serving may have remembered a token after the others were
    // forgotten.
    if (!parts_.integrations.find(name)) parts_.memory.forgetAll();
  }
}

}  // namespace patchbay::host
