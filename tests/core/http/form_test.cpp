#include "core/http/form.hpp"

#include <gtest/gtest.h>

namespace patchbay::http {
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

TEST(PercentDecoding, ReadsPlusAsABlankInAFormOnly) {
  EXPECT_EQ(decodeFormValue("a+b%20c%2B"), "a b c+");
  EXPECT_EQ(percentDecode("a+b%20c%2b"), "a+b c+");
}

TEST(PercentDecoding, DecodesOnceOnly) { EXPECT_EQ(percentDecode("%252e"), "%2e"); }

}  // namespace
}  // namespace patchbay::http
