#include "core/http/router.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"

namespace patchbay::http {
namespace {

awaitable<ServerResponse> answerNothing(ServerRequest) { co_return ServerResponse(204); }

class RouterTest : public ::testing::Test {
 protected:
  void add(std::string_view method, std::string_view pattern) {
    router_.add(method, pattern, answerNothing);
  }

  /// The pattern that a path leads to, with its values: `/a/{x} [1]`; `-` for none.
  std::string lookUp(std::string_view method, std::string_view path) {
    router_.find(method, path, match_);
    if (match_.route == nullptr) return "-" + match_.allowed_methods;
    std::string found = match_.route->pattern;
    for (const auto value : match_.values) found += " [" + std::string(value) + "]";
    return found;
  }

  Router router_;
  Router::Match match_;
};

TEST_F(RouterTest, FindsALiteralPath) {
  add("GET", "/livez");
  add("GET", "/");
  EXPECT_EQ(lookUp("GET", "/livez"), "/livez");
  EXPECT_EQ(lookUp("GET", "/"), "/");
  EXPECT_EQ(lookUp("GET", "/livez/"), "-");
  EXPECT_EQ(lookUp("GET", "/Livez"), "-");
  EXPECT_EQ(lookUp("GET", ""), "-");
  EXPECT_EQ(lookUp("GET", "livez"), "-");
}

TEST_F(RouterTest, GivesTheValuesOfNamesInOrderAndUndecoded) {
  add("GET", "/v1/workspaces/{workspace}/integrations/{name}/token");
  EXPECT_EQ(lookUp("GET", "/v1/workspaces/w%2F1/integrations/gusto/token"),
            "/v1/workspaces/{workspace}/integrations/{name}/token [w%2F1] [gusto]");
}

TEST_F(RouterTest, ANameIsExactlyOneSegmentThatIsNotEmpty) {
  add("GET", "/a/{x}");
  EXPECT_EQ(lookUp("GET", "/a/"), "-");
  EXPECT_EQ(lookUp("GET", "/a"), "-");
  EXPECT_EQ(lookUp("GET", "/a/b/c"), "-");
}

TEST_F(RouterTest, LiteralsWinOverNamesAndNamesOverRests) {
  add("GET", "/a/{rest...}");
  add("GET", "/a/{x}");
  add("GET", "/a/b");
  EXPECT_EQ(lookUp("GET", "/a/b"), "/a/b");
  EXPECT_EQ(lookUp("GET", "/a/c"), "/a/{x} [c]");
  EXPECT_EQ(lookUp("GET", "/a/c/d"), "/a/{rest...} [c/d]");
}

TEST_F(RouterTest, ALiteralThatLeadsNowhereGivesWayToAName) {
  add("GET", "/a/b/c");
  add("GET", "/a/{x}/d");
  EXPECT_EQ(lookUp("GET", "/a/b/d"), "/a/{x}/d [b]");
  add("POST", "/e/f");
  add("GET", "/e/{x}");
  EXPECT_EQ(lookUp("GET", "/e/f"), "/e/{x} [f]");
}

TEST_F(RouterTest, ARestMayBeEmptyButItsSlashNot) {
  add("GET", "/proxy/{path...}");
  EXPECT_EQ(lookUp("GET", "/proxy/"), "/proxy/{path...} []");
  EXPECT_EQ(lookUp("GET", "/proxy/a//b/"), "/proxy/{path...} [a//b/]");
  EXPECT_EQ(lookUp("GET", "/proxy"), "-");
}

TEST_F(RouterTest, TellsTheMethodsOfAPathThatExists) {
  add("GET", "/a");
  add("POST", "/a");
  EXPECT_EQ(lookUp("DELETE", "/a"), "-GET, HEAD, POST");
  EXPECT_EQ(lookUp("DELETE", "/b"), "-");
}

TEST_F(RouterTest, AnswersHeadByGetUnlessHeadHasItsOwnRoute) {
  add("GET", "/a");
  add("POST", "/b");
  add("GET", "/c/{x}");
  add("HEAD", "/c/{x}");
  EXPECT_EQ(lookUp("HEAD", "/a"), "/a");
  EXPECT_EQ(lookUp("HEAD", "/b"), "-POST");
  lookUp("HEAD", "/c/1");
  EXPECT_EQ(match_.route->method, "HEAD");
}

TEST_F(RouterTest, AMatchCanBeUsedAgain) {
  add("GET", "/a/{x}");
  lookUp("GET", "/a/1");
  EXPECT_EQ(lookUp("GET", "/a/2"), "/a/{x} [2]");
  lookUp("PUT", "/a/2");
  EXPECT_EQ(lookUp("PUT", "/a/2"), "-GET, HEAD");
}

TEST_F(RouterTest, RefusesMalformedAndDoubledPatterns) {
  add("GET", "/a");
  for (const auto* pattern : {"a", "", "/{}", "/x{y}", "/{x", "/{a...}/b", "/{x}/{x}", "/a"}) {
    EXPECT_THROW(add("GET", pattern), IntegrationError) << pattern;
  }
  EXPECT_THROW(router_.add("GET", "/n", nullptr), IntegrationError);
}

}  // namespace
}  // namespace patchbay::http
