#include "core/base/letter_case.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

TEST(LetterCase, ChangesTheLettersOfAsciiAndNothingElse) {
  EXPECT_EQ(lowerCase("AZaz09_@[`{\xC3\x84"), "azaz09_@[`{\xC3\x84");
  EXPECT_EQ(upperCase("AZaz09_@[`{\xC3\xA4"), "AZAZ09_@[`{\xC3\xA4");
}

TEST(LetterCase, IsIgnoredInLettersOnly) {
  EXPECT_TRUE(equalIgnoringCase("Retry-After", "retry-AFTER"));
  EXPECT_TRUE(equalIgnoringCase("", ""));
  EXPECT_FALSE(equalIgnoringCase("gusto", "gusto2"));
  EXPECT_FALSE(equalIgnoringCase("@", "`"));  // as far apart as A and a
}

}  // namespace
}  // namespace patchbay
