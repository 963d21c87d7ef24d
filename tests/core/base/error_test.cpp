#include "core/base/error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace patchbay {
namespace {

TEST(ErrorTable, GivesEveryCodeANameAStatusAndASentence) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    const ErrorDescription& description = describe(static_cast<ErrorCode>(code));
    EXPECT_TRUE(names.insert(description.name).second) << description.name;
    EXPECT_GE(description.status, 400U) << description.name;
    EXPECT_LT(description.status, 600U) << description.name;
    EXPECT_TRUE(description.title.ends_with('.')) << description.name;
  }
}

TEST(ErrorTable, AnswersWhatOnlyTheEndUserCanRepairWith424) {
  EXPECT_EQ(describe(ErrorCode::requires_reconnect).status, 424U);
  EXPECT_EQ(describe(ErrorCode::invalid_grant).status, 424U);
  EXPECT_FALSE(describe(ErrorCode::requires_reconnect).retryable);
}

TEST(ErrorTable, CallsOnlyTemporaryTroubleRetryable) {
  EXPECT_TRUE(describe(ErrorCode::temporarily_unavailable).retryable);
  EXPECT_TRUE(describe(ErrorCode::storage_unavailable).retryable);
  EXPECT_FALSE(describe(ErrorCode::invalid_client).retryable);
  EXPECT_FALSE(describe(ErrorCode::invalid_request).retryable);
}

TEST(IntegrationError, KeepsPublicTextAndDetailApart) {
  const IntegrationError error(ErrorCode::conflict, "several tenants; name one", "grant_7");
  EXPECT_EQ(error.publicText(), "several tenants; name one");
  EXPECT_EQ(error.detail(), "grant_7");
  EXPECT_STREQ(error.what(), "conflict: several tenants; name one (grant_7)");
}

TEST(IntegrationError, SaysNothingInBracketsWithoutADetail) {
  EXPECT_STREQ(IntegrationError(ErrorCode::not_found, "gone").what(), "not_found: gone");
}

TEST(IntegrationError, CarriesPauseAndReconnectUrlWhenGiven) {
  IntegrationError error(ErrorCode::requires_reconnect, "connect again");
  EXPECT_FALSE(error.retryAfter());
  EXPECT_EQ(error.reconnectUrl(), "");
  error.withRetryAfter(std::chrono::seconds(5)).withReconnectUrl("https://host.test/connect/1");
  EXPECT_EQ(error.retryAfter(), std::chrono::seconds(5));
  EXPECT_EQ(error.reconnectUrl(), "https://host.test/connect/1");
}

TEST(IntegrationError, IsCaughtAsAStandardException) {
  try {
    throw IntegrationError(ErrorCode::internal, "broken");
  } catch (const std::exception& error) {
    EXPECT_STREQ(error.what(), "internal: broken");
  }
}

}  // namespace
}  // namespace patchbay
