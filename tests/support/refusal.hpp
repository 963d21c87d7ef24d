#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.hpp"

namespace patchbay::testing {

/// What `action` is refused with; fails the test when it is not, or with another code.
template <typename Action>
std::string refusalOf(ErrorCode code, Action action) {
  try {
    action();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(describe(error.code()).name, describe(code).name);
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

}  // namespace patchbay::testing
