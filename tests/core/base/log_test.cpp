#include "core/base/log.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <limits>
#include <type_traits>

#include "core/base/secret.hpp"
#include "tests/support/fake_clock.hpp"

namespace patchbay {
namespace {

std::string lineWith(std::string_view text) {
  return formatLogLine(fromEpochSeconds(0), LogLevel::info, "event", {{"field", text}});
}

TEST(LogLine, IsOneJsonObjectWithItsFieldsInOrder) {
  EXPECT_EQ(formatLogLine(fromEpochSeconds(1'767'225'600), LogLevel::warning, "token_refreshed",
                          {{"request_id", "r1"}, {"status", 200}, {"again", true}}),
            R"({"time":"2026-01-01T00:00:00Z","level":"warning","event":"token_refreshed",)"
            R"("request_id":"r1","status":200,"again":1})");
}

TEST(LogLine, NamesEachLevel) {
  const auto level = [](LogLevel value) {
    const auto line = boost::json::parse(formatLogLine(fromEpochSeconds(0), value, "e", {}));
    return std::string(line.at("level").as_string());
  };
  EXPECT_EQ(level(LogLevel::debug), "debug");
  EXPECT_EQ(level(LogLevel::info), "info");
  EXPECT_EQ(level(LogLevel::warning), "warning");
  EXPECT_EQ(level(LogLevel::error), "error");
}

TEST(LogLine, EscapesWhatWouldBreakOutOfAString) {
  EXPECT_TRUE(lineWith("a\"b\\c\nd\re\tf").ends_with(R"("field":"a\"b\\c\nd\u000de\u0009f"})"));
  EXPECT_TRUE(lineWith(std::string_view("\0\x1B[31m\x7F", 7))
                  .ends_with(R"("field":"\u0000\u001b[31m\u007f"})"));
}

TEST(LogLine, KeepsUtf8AndReplacesWhatIsNone) {
  EXPECT_TRUE(lineWith("Zürich €").ends_with("\"field\":\"Zürich €\"}"));
  EXPECT_TRUE(lineWith("a\xFF\xC3").ends_with("\"field\":\"a\xEF\xBF\xBD\xEF\xBF\xBD\"}"));
  EXPECT_TRUE(lineWith("\xC0\xAF").ends_with("\"field\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}"));
}

TEST(LogLine, ParsesBackWhateverTheBytesWere) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const std::string line =
      formatLogLine(fromEpochSeconds(0), LogLevel::info, every_byte, {{every_byte, every_byte}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(boost::json::parse(line).as_object().size(), 4U);
}

TEST(LogLine, WritesTheSmallestAndTheLargestNumber) {
  const std::string line = formatLogLine(fromEpochSeconds(0), LogLevel::info, "e",
                                         {{"least", std::numeric_limits<std::int64_t>::min()},
                                          {"most", std::numeric_limits<std::int64_t>::max()}});
  EXPECT_TRUE(line.ends_with(R"("least":-9223372036854775808,"most":9223372036854775807})"));
}

TEST(LogField, DoesNotTakeASecret) {
  static_assert(!std::is_constructible_v<LogField, std::string_view, Secret>);
}

TEST(StderrLog, WritesLinesFromItsLevelUpwards) {
  const testing::FakeClock clock;
  const auto log = makeStderrLog(LogLevel::warning, clock);
  ::testing::internal::CaptureStderr();
  log->info("not_shown");
  log->warning("shown", {{"text", "{} %s %v"}});
  log->error("shown_too");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "{\"time\":\"2026-01-01T00:00:00Z\",\"level\":\"warning\",\"event\":\"shown\","
            "\"text\":\"{} %s %v\"}\n"
            "{\"time\":\"2026-01-01T00:00:00Z\",\"level\":\"error\",\"event\":\"shown_too\"}\n");
}

TEST(StderrLog, PassesFormattedLinesOnAsTheyAre) {
  const testing::FakeClock clock;
  const auto log = makeStderrLog(LogLevel::error, clock);
  ::testing::internal::CaptureStderr();
  log->writeLines("{\"a\":1}\n{\"b\":\"{}\"}\n");
  log->writeLines("");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "{\"a\":1}\n{\"b\":\"{}\"}\n");
}

}  // namespace
}  // namespace patchbay
