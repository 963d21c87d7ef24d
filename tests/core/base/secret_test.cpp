#include "core/base/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <type_traits>
#include <utility>

namespace patchbay {
namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

TEST(Secret, CannotBeWrittenComparedOrConvertedByAccident) {
  static_assert(!Streamable<Secret>);
  static_assert(!std::equality_comparable<Secret>);
  static_assert(!std::convertible_to<Secret, std::string>);
  static_assert(!std::convertible_to<Secret, std::string_view>);
  static_assert(!std::convertible_to<std::string, Secret>);
}

TEST(Secret, RevealsItsTextOnRequest) {
  const Secret secret(std::string("s3cret"));
  EXPECT_EQ(secret.reveal(), "s3cret");
  EXPECT_EQ(secret.size(), 6U);
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, LeavesNothingBehindWhenMoved) {
  for (const std::string& text : {std::string("short"), std::string(200, 'x')}) {
    Secret from(text);
    const Secret to(std::move(from));
    EXPECT_EQ(to.reveal(), text);
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the claim
    Secret assigned;
    Secret again(text);
    assigned = std::move(again);
    EXPECT_EQ(assigned.reveal(), text);
    EXPECT_TRUE(again.empty());  // NOLINT(bugprone-use-after-move): that is the claim
  }
}

// The bytes inside a string object stay readable after the text went, if nobody overwrites them.
TEST(Secret, OverwritesAShortTextWhenItIsReplaced) {
  Secret secret(std::string("abcdefgh"));
  const char* const bytes = secret.reveal().data();
  secret = Secret();
  EXPECT_EQ(secret.reveal().data(), bytes);
  for (int at = 0; at < 8; ++at) EXPECT_EQ(bytes[at], '\0') << at;
}

TEST(Secret, SurvivesAssignmentToItself) {
  Secret secret(std::string("s3cret"));
  const Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "s3cret");
}

TEST(Secret, ComparesByContent) {
  const Secret secret(std::string("s3cret"));
  EXPECT_TRUE(secret.equals("s3cret"));
  EXPECT_FALSE(secret.equals("s3creT"));
  EXPECT_FALSE(secret.equals("s3cre"));
  EXPECT_FALSE(secret.equals(""));
  EXPECT_TRUE(equalInConstantTime("", ""));
}

}  // namespace
}  // namespace patchbay
