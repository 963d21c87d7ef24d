#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/settings.hpp"
#include "core/integration_oauth.hpp"
#include "tools/conformance/provider/recorded_answers.hpp"

namespace patchbay::conformance {

/// Where the integration under test comes from: loaded from a library, or linked in. Called in a
/// process of its own, as often as a scenario needs a host.
using MakeIntegration =
    std::function<std::unique_ptr<IntegrationOAuth>(const IntegrationContext& context)>;

/// What a host might do wrongly on behalf of every plugin: for tests of the kit, which has to
/// notice it.
struct Misuse {
  std::function<void(LoginRequest&)> before_login;
  std::function<void(LoginRedirect&)> after_login;
  std::function<void(CallbackRequest&)> before_callback;
  std::function<void(AccessRequest&)> before_access;

  Misuse() = default;
};

struct Options {
  RecordedAnswers recorded;
  SettingsSources settings;              ///< values that no made-up one fits
  std::set<std::string> known_settings;  ///< the host's own names, which an `.env` file may hold
  std::set<std::string> only;            ///< ids of scenarios; empty: all
  /// How long one scenario may take by the machine's clock; the rest of the time is steered.
  std::chrono::milliseconds deadline{30'000};
  Misuse misuse;

  Options() = default;
};

enum class Verdict { passed, failed, not_applicable };

/// How one scenario ended.
struct Result {
  std::string id;
  std::string title;
  std::string rule;
  std::string source;  ///< the section of a standard, or the provider's own fact
  Verdict verdict = Verdict::passed;
  std::string expectation;  ///< of a failure
  std::string observation;  ///< of a failure
  std::string reason;       ///< why it is not applicable

  Result() = default;
};

struct Report {
  std::string integration;
  std::vector<Result> results;  ///< in the order of `allScenarios`

  Report() = default;
  std::size_t count(Verdict verdict) const;
  bool isConformant() const { return count(Verdict::failed) == 0; }
};

/// Plays every scenario against the integration, in child processes: one that crashes or blocks is
/// a result like any other. The calling process must have one thread only.
/// @throws IntegrationError `settings_invalid` when the integration cannot be set up for want of
///         settings, and what `make` throws.
Report test(const MakeIntegration& make, const Options& options);

/// The table for people: a line a scenario, and below them what there is to know of each failure.
std::string toTable(const Report& report);
/// The same for machines.
std::string toJson(const Report& report);

}  // namespace patchbay::conformance
