#include "tools/conformance/run/child.hpp"

#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "tools/conformance/run/one_line.hpp"
#include "tools/conformance/stage/made_up_settings.hpp"

namespace patchbay::conformance {
namespace {

namespace json = boost::json;

void tell(int pipe, const json::object& message) {
  const std::string line = json::serialize(message) + "\n";
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t count = ::write(pipe, line.data() + sent, line.size() - sent);
    if (count <= 0) ::_exit(1);
    sent += static_cast<std::size_t>(count);
  }
}

json::object failed(const std::string& expectation, const std::string& observation) {
  return {{"verdict", "failed"},
          {"expectation", oneLine(expectation)},
          {"observation", oneLine(observation)}};
}

json::object notApplicable(const std::string& reason) {
  return {{"verdict", "not_applicable"}, {"reason", oneLine(reason)}};
}

json::object play(const Scenario& scenario, const MakeIntegration& make, const Settings& settings,
                  const Options& options) {
  const RecordedAnswers& recorded = options.recorded;
  const auto exception = recorded.exceptions.find(scenario.id);
  if (exception != recorded.exceptions.end()) {
    return notApplicable("the provider departs: " + exception->second);
  }
  try {
    Stage stage(make, settings, options);
    const std::string reason =
        scenario.why_not ? scenario.why_not(stage.app(), recorded) : std::string();
    if (!reason.empty()) return notApplicable(reason);
    scenario.play(stage);
    return {{"verdict", "passed"}};
  } catch (const Violation& violation) {
    return failed(violation.expectation, violation.observation);
  } catch (const std::exception& error) {
    return failed("the flow goes on", error.what());
  } catch (...) {
    return failed("only IntegrationError is thrown to the host",
                  "it threw something that is no exception");
  }
}

/// The settings to play with; tells the name, or why it cannot be set up.
std::optional<Settings> setUp(const MakeIntegration& make, const Options& options, int pipe) {
  std::string reason;
  try {
    Settings settings = makeUpSettings(make, options);
    Stage stage(make, settings, options);
    tell(pipe, {{"name", stage.app().name}});
    return settings;
  } catch (const IntegrationError& error) {
    reason = error.publicText();
  } catch (const std::exception& error) {
    reason = std::string("it failed to start (") + error.what() + ")";
  } catch (...) {
    reason = "it threw something that is no exception";
  }
  tell(pipe, {{"refused", oneLine(reason)}});
  return std::nullopt;
}

}  // namespace

void playInChild(const MakeIntegration& make, const Options& options,
                 const std::vector<const Scenario*>& scenarios, std::size_t first, int pipe) {
  const auto settings = setUp(make, options, pipe);
  for (std::size_t i = first; settings && i < scenarios.size(); ++i) {
    tell(pipe, play(*scenarios[i], make, *settings, options));
  }
  ::_exit(0);  // what the parent's objects would do at an end is the parent's
}

}  // namespace patchbay::conformance
