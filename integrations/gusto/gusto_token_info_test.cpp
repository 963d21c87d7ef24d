#include "gusto_token_info.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <string>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

ErrorCode refusalOf(const std::string& answer) {
  try {
    readTokenInfo(boost::json::parse(answer));
  } catch (const IntegrationError& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

GustoTokenInfo readWithScope(const std::string& scope) {
  return readTokenInfo(boost::json::parse(R"({"resource":{"type":"Company","uuid":"5f1d-2c3b"},)"
                                          R"("scope":")" +
                                          scope + R"("})"));
}

// O7: the company of this token, and not what a user happens to administer.
TEST(GustoTokenInfo, NamesTheCompanyOfTheToken) {
  const auto info = readWithScope("public companies:read");
  EXPECT_EQ(info.company_uuid, "5f1d-2c3b");
  EXPECT_TRUE(info.may_read_company);
}

TEST(GustoTokenInfo, ComparesScopesAsWholeWords) {
  EXPECT_TRUE(readWithScope("companies:read public").may_read_company);
  EXPECT_FALSE(readWithScope("").may_read_company);
  EXPECT_FALSE(readWithScope("public  ").may_read_company);
  EXPECT_FALSE(readWithScope("companies:read_all xcompanies:read").may_read_company);
}

TEST(GustoTokenInfo, IsRefusedWhenTheTokenBelongsToNoCompany) {
  EXPECT_EQ(refusalOf(R"({"scope":"public","resource":{"type":"Oauth::Application","uuid":"1"}})"),
            ErrorCode::access_denied);
  EXPECT_EQ(refusalOf(R"({"scope":"public","resource":null})"), ErrorCode::access_denied);
  EXPECT_EQ(refusalOf(R"({"scope":"public"})"), ErrorCode::access_denied);
  EXPECT_EQ(refusalOf("[]"), ErrorCode::access_denied);
}

TEST(GustoTokenInfo, IsRefusedWhenTheUuidCannotStandInAPath) {
  for (const std::string uuid : {"", "../admin", "a b", "a?x=1", "a/b"}) {
    EXPECT_EQ(refusalOf(R"({"resource":{"type":"Company","uuid":")" + uuid + R"("}})"),
              ErrorCode::malformed_answer)
        << uuid;
  }
  EXPECT_EQ(refusalOf(R"({"resource":{"type":"Company","uuid":7}})"), ErrorCode::malformed_answer);
}

TEST(GustoCompany, MayHaveNoName) {
  EXPECT_EQ(readCompanyName(boost::json::parse(R"({"name":"Larch"})")), "Larch");
  EXPECT_EQ(readCompanyName(boost::json::parse(R"({"name":null})")), "");
  EXPECT_EQ(readCompanyName(boost::json::parse("[]")), "");
}

}  // namespace
}  // namespace patchbay
