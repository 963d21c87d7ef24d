#include "core/oauth/form.hpp"

#include <gtest/gtest.h>

namespace patchbay::oauth {
namespace {

// RFC 6749 appendix B: blank, percent, ampersand, plus, pound sign, euro sign.
TEST(FormEncoding, GivesTheExampleOfRfc6749AppendixB) {
  EXPECT_EQ(encodeFormValue(" %&+\xC2\xA3\xE2\x82\xAC"), "+%25%26%2B%C2%A3%E2%82%AC");
}

TEST(FormEncoding, KeepsOnlyLettersDigitsAndFourMarks) {
  EXPECT_EQ(encodeFormValue("AZaz09*-._"), "AZaz09*-._");
  EXPECT_EQ(encodeFormValue("~:/?#[]@!$'(),;=\""),
            "%7E%3A%2F%3F%23%5B%5D%40%21%24%27%28%29%2C%3B%3D%22");
  EXPECT_EQ(encodeFormValue(std::string_view("\0\r\n\x7F\xFF", 5)), "%00%0D%0A%7F%FF");
}

TEST(FormEncoding, JoinsParametersInOrderAndKeepsRepetitions) {
  EXPECT_EQ(encodeForm({{"b", "1 2"}, {"a", ""}, {"b", "="}}), "b=1+2&a=&b=%3D");
  EXPECT_EQ(encodeForm({}), "");
}

TEST(FormDecoding, ComesBackForWhateverWasEncoded) {
  const Parameters parameters{{"scope", "a b+c"}, {"empty", ""}, {"n&m", "\xE2\x82\xAC=%"}};
  EXPECT_EQ(parseForm(encodeForm(parameters)), parameters);
}

TEST(FormDecoding, TakesNamesWithoutValuesAndSkipsEmptyPairs) {
  EXPECT_EQ(parseForm("a&b=&&=c&d=e=f"),
            (Parameters{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "e=f"}}));
  EXPECT_EQ(parseForm(""), Parameters());
}

TEST(FormDecoding, RefusesBrokenPercentSigns) {
  for (const char* text : {"a=%", "a=%4", "a=%G1", "a=%1G", "%", "a=%%41", "a=%+1", "a=% 1"}) {
    EXPECT_EQ(parseForm(text), std::nullopt) << text;
  }
}

TEST(FormDecoding, RefusesWhatIsNoUtf8AndNul) {
  for (const char* text : {"a=%FF", "a=%C0%AF", "a=%ED%A0%80", "%80=a", "a=\xC3", "a=%00"}) {
    EXPECT_EQ(parseForm(text), std::nullopt) << text;
  }
}

TEST(PercentDecoding, ReadsPlusAsABlankOnlyWhereTold) {
  EXPECT_EQ(percentDecode("a+b%20c%2B", true), "a b c+");
  EXPECT_EQ(percentDecode("a+b%20c%2b", false), "a+b c+");
}

TEST(PercentDecoding, DecodesOnceOnly) { EXPECT_EQ(percentDecode("%252e", false), "%2e"); }

TEST(CleanUtf8, IsWhatRfc3629AllowsButNul) {
  for (const char* text : {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(isCleanUtf8(text));
  }
}

TEST(CleanUtf8, IsNotOverlongSurrogateCutOrTooLarge) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE0\xA0",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xEF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "ok\xE2\x82"}) {
    EXPECT_FALSE(isCleanUtf8(text));
  }
  EXPECT_FALSE(isCleanUtf8(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace patchbay::oauth
