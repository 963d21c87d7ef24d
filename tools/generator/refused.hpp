#pragma once

#include <stdexcept>

namespace patchbay::generator {

/// Why nothing was generated: one sentence with thing and cause, and the cure behind a semicolon.
class Refused final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace patchbay::generator
