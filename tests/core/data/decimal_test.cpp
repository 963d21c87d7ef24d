#include "core/data/decimal.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

std::string reread(std::string_view text) {
  const auto number = Decimal::parse(text);
  return number ? number->text() : "refused";
}

std::string readJson(const char* text) {
  const auto number = Decimal::read(boost::json::parse(text));
  return number ? number->text() : "refused";
}

Decimal decimal(const char* text) { return Decimal::parse(text).value(); }

TEST(Decimal, ReadsWhatProvidersWrite) {
  EXPECT_EQ(reread("86500.00"), "86500.00");
  EXPECT_EQ(reread("-1304.64"), "-1304.64");
  EXPECT_EQ(reread("0"), "0.00");
  EXPECT_EQ(reread("-0.00"), "0.00");
  EXPECT_EQ(reread("24.7533"), "24.7533");
  EXPECT_EQ(reread("0.123456789"), "0.123456789");
  EXPECT_EQ(reread("7.5"), "7.50");
  EXPECT_EQ(reread("1.2000000000000"), "1.20");
  EXPECT_EQ(reread("999999999999999.99"), "999999999999999.99");
}

TEST(Decimal, RefusesWhatIsNoPlainNumber) {
  for (const char* text : {"", "-", ".", "1.", ".5", "+1", " 1", "1 ", "1,234.50", "1e3", "0x1",
                           "1.2.3", "--1", "1-", "n/a", "(5.00)", "NaN", "\xD9\xA1"}) {
    EXPECT_EQ(reread(text), "refused") << text;
  }
}

TEST(Decimal, RefusesMoreThanItCanKeep) {
  EXPECT_EQ(reread("0.1234567891"), "refused");
  EXPECT_EQ(reread("1000000000000000"), "refused");
  EXPECT_EQ(reread(std::string(5'000, '9')), "refused");
}

TEST(Decimal, ReadsJsonNumbersAsTheyWereWritten) {
  EXPECT_EQ(readJson(R"("24.75")"), "24.75");
  EXPECT_EQ(readJson("24.75"), "24.75");
  EXPECT_EQ(readJson("0.1"), "0.10");
  EXPECT_EQ(readJson("1500"), "1500.00");
  EXPECT_EQ(readJson("18446744073709551615"), "refused");
  // A double cannot tell these digits from others.
  EXPECT_EQ(readJson("1234567890123.4567"), "refused");
  EXPECT_EQ(readJson("1e400"), "refused");
  EXPECT_EQ(readJson("true"), "refused");
  EXPECT_EQ(readJson("null"), "refused");
}

TEST(Decimal, IsRoundedOnceHalfAwayFromZero) {
  EXPECT_EQ(decimal("0.005").rounded(2).text(), "0.01");
  EXPECT_EQ(decimal("-0.005").rounded(2).text(), "-0.01");
  EXPECT_EQ(decimal("0.004999999").rounded(2).text(), "0.00");
  EXPECT_EQ(decimal("2.5").rounded(0).text(), "3.00");
}

TEST(Decimal, IsMultipliedByAFractionExactly) {
  EXPECT_EQ(decimal("1250").times({52, 12}, 2).text(), "5416.67");
  EXPECT_EQ(decimal("86500.00").times({1, 12}, 2).text(), "7208.33");
  EXPECT_EQ(decimal("-10").times({1, 3}, 9).text(), "-3.333333333");
}

// X14: 0.1 ten times is 1 in decimals, and is not in binary floating point.
TEST(Decimal, AddsUpWithoutNoise) {
  Decimal sum;
  for (int i = 0; i < 10; ++i) sum += decimal("0.10");
  EXPECT_EQ(sum, Decimal::fromWhole(1));
  EXPECT_EQ((decimal("0.30") - decimal("0.10")).text(), "0.20");
  EXPECT_LT(decimal("-0.01"), Decimal());
}

TEST(Decimal, ReportsAnOverflowInsteadOfWrapping) {
  const Decimal large = decimal("999999999999999");
  EXPECT_THROW(large + large, IntegrationError);
  EXPECT_THROW(large.times({2, 1}, 2), IntegrationError);
  EXPECT_THROW(-large - large, IntegrationError);
  EXPECT_THROW(Decimal::fromWhole(INT64_MAX), IntegrationError);
}

}  // namespace
}  // namespace patchbay
