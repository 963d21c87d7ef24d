#include "core/oauth/parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace patchbay::oauth {
namespace {

const Parameters kStandard{{"client_id", "c"}, {"scope", "read"}};

TEST(Parameters, AreRenamedWhereTheProviderHasItsOwnName) {
  EXPECT_EQ(renamed(kStandard, {{"client_id", "app_key"}, {"state", "s"}}),
            (Parameters{{"app_key", "c"}, {"scope", "read"}}));
}

TEST(Parameters, TakeThePlaceOfTheStandardsOnesOrAreAdded) {
  EXPECT_EQ(changed(kStandard, {{"scope", "all"}, {"prompt", "consent"}}),
            (Parameters{{"client_id", "c"}, {"scope", "all"}, {"prompt", "consent"}}));
}

TEST(Parameters, GoWhenTheirOwnValueIsEmpty) {
  EXPECT_EQ(changed(kStandard, {{"scope", ""}, {"unknown", ""}}), (Parameters{{"client_id", "c"}}));
}

TEST(Parameters, GoBehindTheQueryThatAUrlHas) {
  EXPECT_EQ(withQuery("https://a.test/t?tenant=1", {{"a b", "c&d"}, {"none", ""}}),
            "https://a.test/t?tenant=1&a%20b=c%26d");
}

}  // namespace
}  // namespace patchbay::oauth
