#include "core/base/utf8.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

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
}  // namespace patchbay
