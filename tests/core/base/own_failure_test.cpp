#include "core/base/own_failure.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

template <typename Failure>
const Failure* objectIn(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Failure& object) {
    return &object;
  }
}

TEST(OwnFailure, SaysTheSameInAnObjectOfItsOwn) {
  const auto shared = std::make_exception_ptr(
      IntegrationError(ErrorCode::storage_unavailable, "The disk is full.", "patchbay.db")
          .withRetryAfter(std::chrono::seconds(5)));
  const auto own = ownFailure(shared);
  const auto* copy = objectIn<IntegrationError>(own);
  EXPECT_NE(copy, objectIn<IntegrationError>(shared));
  EXPECT_EQ(copy->code(), ErrorCode::storage_unavailable);
  EXPECT_EQ(std::string(copy->what()), objectIn<IntegrationError>(shared)->what());
  EXPECT_EQ(copy->retryAfter(), std::chrono::seconds(5));
}

TEST(OwnFailure, IsTheSharedOneWhereItsKindIsUnknown) {
  const auto shared = std::make_exception_ptr(std::runtime_error("a defect"));
  EXPECT_EQ(ownFailure(shared), shared);
}

TEST(OwnFailure, IsNoneWhereNothingFailed) { EXPECT_EQ(ownFailure(nullptr), nullptr); }

}  // namespace
}  // namespace patchbay
