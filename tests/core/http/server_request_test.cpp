#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::http {
namespace {

TEST(ServerRequest, GivesAQueryParameterOnlyWhereItIsGivenOnce) {
  ServerRequest request;
  request.query = {{"a", "1"}, {"b", "2"}, {"b", "2"}};
  EXPECT_EQ(request.queryValue("a"), "1");
  EXPECT_EQ(request.queryValue("c"), std::nullopt);
  EXPECT_THROW(request.queryValue("b"), IntegrationError);
}

TEST(ServerRequest, NamesOfHeadersCompareWithoutRegardToCase) {
  ServerRequest request;
  request.headers = {{"authorization", "Bearer x"}};
  EXPECT_EQ(request.header("Authorization"), "Bearer x");
  EXPECT_EQ(request.header("Accept"), std::nullopt);
}

TEST(ServerRequest, FindsACookieByItsWholeName) {
  ServerRequest request;
  request.headers = {{"Cookie", "xsid=0; sid=a=b"}, {"cookie", "other=2;sid=3"}};
  EXPECT_EQ(request.cookie("sid"), "a=b");
  EXPECT_EQ(request.cookie("other"), "2");
  EXPECT_EQ(request.cookie("id"), std::nullopt);
}

TEST(ServerRequest, ANameThatThePatternLacksIsADefectOfTheHost) {
  ServerRequest request;
  request.path_values.emplace("workspace", "w");
  EXPECT_EQ(request.pathValue("workspace"), "w");
  EXPECT_THROW(request.pathValue("name"), IntegrationError);
}

}  // namespace
}  // namespace patchbay::http
