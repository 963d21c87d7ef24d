#include "core/oauth/strict_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <cmath>
#include <string>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusalOf(std::string_view text) {
  return testing::refusalOf(ErrorCode::malformed_answer, [&] { parseStrictJson(text); });
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(StrictJson, ReadsWhatRfc8259Allows) {
  const auto value = parseStrictJson(" {\"a\":[1,-2.5,true,null,\"\\u00e4\\n\"],\"b\":{}}\r\n");
  EXPECT_EQ(value.at("a").at(0).as_int64(), 1);
  EXPECT_EQ(value.at("a").at(4).as_string(), "\xC3\xA4\n");
  EXPECT_TRUE(parseStrictJson("\"text\"").is_string());
  EXPECT_TRUE(parseStrictJson("18446744073709551615").is_uint64());
}

TEST(StrictJson, RefusesWhatIsNoJson) {
  for (const char* text : {"<html></html>",
                           "access_token=a&b=c",
                           "{'a':1}",
                           "{\"a\":1,}",
                           "[1,]",
                           "nan",
                           "NaN",
                           "Infinity",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "0x10",
                           "// c\n1",
                           "/* c */1",
                           "\"a\nb\"",
                           "{\"a\"}",
                           "{a:1}",
                           "tru",
                           "\"\\x41\""}) {
    EXPECT_THAT(refusalOf(text), HasSubstr("cannot be read as JSON: ")) << text;
  }
}

TEST(StrictJson, RefusesAnEmptyText) {
  for (const char* text : {"", " ", "\r\n\t "}) EXPECT_THAT(refusalOf(text), HasSubstr("empty"));
}

TEST(StrictJson, RefusesATextThatIsCutAnywhere) {
  const std::string whole = R"({"access_token":"a","n":[1,{"b":true}]})";
  for (std::size_t size = 0; size < whole.size(); ++size) refusalOf(whole.substr(0, size));
  EXPECT_TRUE(parseStrictJson(whole).is_object());
}

TEST(StrictJson, RefusesAByteOrderMark) {
  EXPECT_THAT(refusalOf("\xEF\xBB\xBF{}"), HasSubstr("byte order mark"));
}

TEST(StrictJson, RefusesWhatFollowsTheValue) {
  for (const char* text : {"{}{}", "{} x", "1 2", "{},", "null\v"}) {
    EXPECT_THAT(refusalOf(text), HasSubstr("something follows")) << text;
  }
  refusalOf(std::string_view("{}\0", 3));
}

TEST(StrictJson, RefusesAMemberThatIsNamedTwice) {
  for (const char* text : {R"({"a":1,"a":1})", R"({"a":1,"b":{},"a":2})",
                           R"([{"x":{"a":1,"a":2}}])", R"({"a":1,"\u0061":2})", R"({"":1,"":2})"}) {
    EXPECT_THAT(refusalOf(text), HasSubstr("twice")) << text;
  }
}

TEST(StrictJson, AllowsTheSameNameInDifferentObjects) {
  EXPECT_TRUE(parseStrictJson(R"({"a":{"a":{"b":1}},"b":[{"a":1},{"a":2}]})").is_object());
  EXPECT_TRUE(parseStrictJson(R"({"a":1,"A":2,"a ":3})").is_object());
}

TEST(StrictJson, RefusesBadUtf8EvenInNames) {
  for (const char* text : {"\"\xFF\"", "\"\xC0\xAF\"", "\"\xED\xA0\x80\"", "{\"\x80\":1}",
                           "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\xF5\x80\x80\x80\""}) {
    refusalOf(text);
  }
}

TEST(StrictJson, IsAtMost32LevelsDeep) {
  EXPECT_TRUE(parseStrictJson(nested(32)).is_array());
  EXPECT_THAT(refusalOf(nested(33)), HasSubstr("32 levels"));
  EXPECT_THAT(refusalOf(std::string(1'000'000, '[')), HasSubstr("32 levels"));
}

TEST(StrictJson, ReadsNumbersThatFitNoDoubleAsInfinity) {
  EXPECT_TRUE(std::isinf(parseStrictJson("1e400").as_double()));
  EXPECT_TRUE(std::isinf(parseStrictJson("-1e400").as_double()));
  EXPECT_TRUE(std::isinf(parseStrictJson("1" + std::string(400, '0')).as_double()));
}

// X14: an amount that is sent as a number arrives digit by digit.
TEST(ExactJson, KeepsFractionsAsTheyWereWritten) {
  const auto value = parseExactJson(
      R"({"rates":[24.75,-0.10,1234567890123.4567,7,-7,18446744073709551615],"text":"1.5","x":1e3,)"
      R"("yes":true,"no":null,"empty":{},"none":[]})");
  EXPECT_EQ(boost::json::serialize(value),
            R"({"rates":["24.75","-0.10","1234567890123.4567",7,-7,18446744073709551615],)"
            R"("text":"1.5","x":1E3,"yes":true,"no":null,"empty":{},"none":[]})");
  EXPECT_EQ(boost::json::serialize(parseExactJson(" 0.30 ")), R"("0.30")");
}

TEST(ExactJson, IsAsStrictAsAnyOther) {
  for (const std::string& text :
       {std::string(R"({"a":1,"a":2})"), std::string("[1.5"), std::string("1.5 2"),
        std::string("[1.]"), nested(33), std::string()}) {
    EXPECT_THROW(parseExactJson(text), IntegrationError) << text.substr(0, 20);
  }
}

// A long answer comes through whole, escapes and all.
TEST(ExactJson, ReadsLongTexts) {
  const std::string text = R"("\u00d6)" + std::string(100'000, 'x') + R"(\n")";
  const auto value = parseExactJson(text);
  EXPECT_EQ(value, parseStrictJson(text));
}

// An answer may hold a token, an error must not.
TEST(StrictJson, NeverRepeatsTheContentInItsError) {
  for (const char* text :
       {R"({"access_token":"s3cret")", R"({"s3cret":1,"s3cret":2})", R"({"a":"s3cret"} x)"}) {
    EXPECT_THAT(refusalOf(text), AllOf(Not(HasSubstr("s3cret")), Not(HasSubstr("access_token"))));
  }
}

}  // namespace
}  // namespace patchbay::oauth
