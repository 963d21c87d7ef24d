#include "host/routes/session_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.hpp"

namespace patchbay::host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string refusalOf(const std::string& body) {
  try {
    parseSessionRequest(body);
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_request);
    return error.publicText();
  }
  return "accepted";
}

TEST(SessionRequest, NeedsTheWorkspaceOnly) {
  const SessionWish wish = parseSessionRequest(R"({"workspace_id":"shop"})");
  EXPECT_EQ(wish.workspace_id, "shop");
  EXPECT_TRUE(wish.integrations.empty());
  EXPECT_EQ(wish.return_url, "");
  EXPECT_EQ(wish.ttl, Seconds(1'800));
}

TEST(SessionRequest, ReadsEveryMember) {
  const SessionWish wish = parseSessionRequest(
      R"({"workspace_id":"shop","integrations":["Gusto"],"return_url":"https://a.test/b",)"
      R"("ttl_seconds":60})");
  EXPECT_THAT(wish.integrations, ElementsAre("gusto"));
  EXPECT_EQ(wish.return_url, "https://a.test/b");
  EXPECT_EQ(wish.ttl, Seconds(60));
}

TEST(SessionRequest, NamesTheMemberOfAWrongType) {
  EXPECT_THAT(refusalOf(R"({"workspace_id":7})"), HasSubstr("`workspace_id`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":null})"), HasSubstr("`workspace_id`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":"w","integrations":"gusto"})"),
              HasSubstr("`integrations`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":"w","integrations":[1]})"), HasSubstr("`integrations`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":"w","return_url":{}})"), HasSubstr("`return_url`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":"w","ttl_seconds":"60"})"), HasSubstr("`ttl_seconds`"));
}

TEST(SessionRequest, RefusesWhatIsOutOfRange) {
  EXPECT_THAT(refusalOf(R"({"workspace_id":""})"), HasSubstr("`workspace_id`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":"a\u0000b"})"), HasSubstr("`workspace_id`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":")" + std::string(257, 'w') + R"("})"),
              HasSubstr("`workspace_id`"));
  EXPECT_THAT(refusalOf(R"({"workspace_id":"w","integrations":[]})"), HasSubstr("`integrations`"));
  for (const char* ttl : {"59", "86401", "-1", "60.5", "1e400", "99999999999999999999"}) {
    EXPECT_THAT(refusalOf(R"({"workspace_id":"w","ttl_seconds":)" + std::string(ttl) + "}"),
                HasSubstr("`ttl_seconds`"))
        << ttl;
  }
}

TEST(SessionRequest, RefusesAnUnknownMember) {
  EXPECT_THAT(refusalOf(R"({"workspace_id":"w","workspace":"w"})"), HasSubstr("unknown member"));
}

TEST(SessionRequest, RefusesABodyThatIsNoJsonObject) {
  for (const char* body : {"", "null", "[]", "\"w\"", "{", "{}x", "\xEF\xBB\xBF{}",
                           R"({"workspace_id":"a","workspace_id":"b"})"}) {
    EXPECT_NE(refusalOf(body), "accepted") << body;
  }
}

}  // namespace
}  // namespace patchbay::host
