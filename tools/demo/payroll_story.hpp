#pragma once

#include <string>

#include "tools/demo/stage.hpp"
#include "tools/demo/web.hpp"

namespace patchbay::demo {

/// The people of the company that is connected at Gusto, and what they cost a month.
class PayrollStory {
 public:
  explicit PayrollStory(const Stage& stage) : stage_(stage) {}

  /// @throws std::runtime_error naming the step that did not hold.
  void tell();

 private:
  const Stage& stage_;
  Web web_;
};

}  // namespace patchbay::demo
