#include "core/oauth/introspection.hpp"

#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

using testing::refusalOf;

TEST(Introspection, CallsATokenActiveByTheBooleanTrue) {
  EXPECT_TRUE(parseIntrospection(R"({"active":true})"));
  EXPECT_TRUE(parseIntrospection(R"({"scope":"read","active":true,"exp":1767226200})"));
}

TEST(Introspection, TakesNothingElseForTrue) {
  for (const char* body :
       {R"({"active":false})", R"({"active":1})", R"({"active":"true"})", R"({"active":null})",
        R"({"active":[true]})", R"({"active":{"active":true}})", R"({"Active":true})", "{}",
        R"({"error":"invalid_client"})", R"({"error":"server_error","active":"yes"})"}) {
    EXPECT_FALSE(parseIntrospection(body)) << body;
  }
}

TEST(Introspection, SaysNothingWhenItCannotBeRead) {
  for (const char* body : {"", "true", "null", "[]", "<html>", R"({"active":true)",
                           R"({"active":false,"active":true})"}) {
    refusalOf(ErrorCode::malformed_answer, [&] { parseIntrospection(body); });
  }
}

}  // namespace
}  // namespace patchbay::oauth
