#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace patchbay::conformance {

/// A scenario's rule was broken: ends the scenario.
struct Violation final : std::runtime_error {
  Violation(std::string expected, std::string observed)
      : std::runtime_error(expected + "; " + observed),
        expectation(std::move(expected)),
        observation(std::move(observed)) {}

  std::string expectation;
  std::string observation;
};

/// A scenario cannot be played with this plugin: ends it too.
struct NotApplicable final : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Ends the scenario unless `holds`.
inline void expect(bool holds, std::string expectation, std::string observation) {
  if (!holds) throw Violation(std::move(expectation), std::move(observation));
}

}  // namespace patchbay::conformance
