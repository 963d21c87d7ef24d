#include "core/oauth/authorization_url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

// The request of RFC 6749 section 4.1.1. It writes `.` as `%2E`; RFC 3986 section 2.3 says that
// both are the same and prefers `.`.
TEST(AuthorizationUrl, GivesTheExampleOfRfc6749Section411) {
  EXPECT_EQ(authorizationUrl("https://server.example.com/authorize",
                             {{"response_type", "code"},
                              {"client_id", "s6BhdRkqt3"},
                              {"state", "xyz"},
                              {"redirect_uri", "https://client.example.com/cb"}}),
            "https://server.example.com/authorize?response_type=code&client_id=s6BhdRkqt3"
            "&state=xyz&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb");
}

TEST(AuthorizationUrl, WritesBlanksAsPercent20) {
  EXPECT_EQ(authorizationUrl("https://h.test/a", {{"scope", "openid a+b \xE2\x82\xAC~"}}),
            "https://h.test/a?scope=openid%20a%2Bb%20%E2%82%AC~");
}

// RFC 6749 section 3.1: a query of the endpoint must be retained.
TEST(AuthorizationUrl, KeepsTheEndpointsOwnQuery) {
  EXPECT_EQ(authorizationUrl("https://h.test/a?tenant=1", {{"b", "2"}, {"c", "3"}}),
            "https://h.test/a?tenant=1&b=2&c=3");
  EXPECT_EQ(authorizationUrl("https://h.test/a?", {{"b", "2"}}), "https://h.test/a?b=2");
  EXPECT_EQ(authorizationUrl("https://h.test/a?x=1&", {{"b", "2"}}), "https://h.test/a?x=1&b=2");
}

TEST(AuthorizationUrl, LeavesEmptyParametersOut) {
  EXPECT_EQ(authorizationUrl("https://h.test/a", {{"scope", ""}, {"b", "2"}, {"nonce", ""}}),
            "https://h.test/a?b=2");
  EXPECT_EQ(authorizationUrl("https://h.test/a", {}), "https://h.test/a");
}

TEST(AuthorizationUrl, CannotBeBrokenOutOfByAValue) {
  EXPECT_EQ(authorizationUrl("https://h.test/a", {{"state", "1&code=2#\r\n"}}),
            "https://h.test/a?state=1%26code%3D2%23%0D%0A");
}

TEST(AuthorizationUrl, RefusesAnEndpointWithAFragment) {
  EXPECT_THAT(testing::refusalOf(ErrorCode::settings_invalid,
                                 [] { authorizationUrl("https://h.test/a#b", {}); }),
              ::testing::HasSubstr("fragment"));
}

}  // namespace
}  // namespace patchbay::oauth
