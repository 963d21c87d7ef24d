#include "tools/sandbox/common/answer_scanner.hpp"

#include <gtest/gtest.h>

namespace patchbay::sandbox {
namespace {

using Ending = AnswerScanner::Ending;

constexpr std::string_view kPlain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

std::string ordered(std::string_view order) {
  return "HTTP/1.1 200 OK\r\nA: b\r\nx-sandbox-wire: " + std::string(order) +
         "\r\nContent-Length: 5\r\n\r\nhello";
}

TEST(AnswerScanner, PassesAnswersOnAsTheyAre) {
  AnswerScanner scanner;
  const std::string two =
      std::string(kPlain) + "HTTP/1.1 204 No Content\r\n\r\n" + std::string(kPlain);
  EXPECT_EQ(scanner.scan(two), two);
  EXPECT_EQ(scanner.ending(), Ending::none);
}

TEST(AnswerScanner, ReadsAHeaderThatComesByteByByte) {
  AnswerScanner scanner;
  std::string out;
  const std::string answers = std::string(kPlain) + ordered("close");
  for (const char byte : answers) out += scanner.scan({&byte, 1});
  EXPECT_EQ(out, kPlain);
  EXPECT_EQ(scanner.ending(), Ending::close);
}

TEST(AnswerScanner, DropsTheWholeAnswerOnClose) {
  AnswerScanner scanner;
  EXPECT_EQ(scanner.scan(ordered("close")), "");
  EXPECT_EQ(scanner.ending(), Ending::close);
}

TEST(AnswerScanner, DropsTheWholeAnswerOnReset) {
  AnswerScanner scanner;
  EXPECT_EQ(scanner.scan(ordered("reset")), "");
  EXPECT_EQ(scanner.ending(), Ending::reset);
}

TEST(AnswerScanner, CutsTheBodyAndKeepsTheOrderToItself) {
  AnswerScanner scanner;
  EXPECT_EQ(scanner.scan(ordered("truncate 2")),
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhe");
  EXPECT_EQ(scanner.ending(), Ending::close);
}

TEST(AnswerScanner, EndsOnlyOnceTheCutBodyHasGoneOut) {
  AnswerScanner scanner;
  const std::string answer = ordered("truncate 2");
  scanner.scan(answer.substr(0, answer.size() - 4));
  EXPECT_EQ(scanner.ending(), Ending::none);
  EXPECT_EQ(scanner.scan("ello"), "e");
  EXPECT_EQ(scanner.ending(), Ending::close);
}

TEST(AnswerScanner, SendsTheBodyWithoutAHeaderWhenBare) {
  AnswerScanner scanner;
  EXPECT_EQ(scanner.scan(ordered("bare")), "hello");
  EXPECT_EQ(scanner.ending(), Ending::close);
}

TEST(AnswerScanner, DoesNotTakeABodyForAnOrder) {
  AnswerScanner scanner;
  const std::string_view text =
      "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n\r\nX-Sandbox-Wire: reset";
  EXPECT_EQ(scanner.scan(text), text);
  EXPECT_EQ(scanner.ending(), Ending::none);
}

}  // namespace
}  // namespace patchbay::sandbox
