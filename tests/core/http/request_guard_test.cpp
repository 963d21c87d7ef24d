#include "core/http/request_guard.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/http/server/chunked_body.hpp"

namespace patchbay::http {
namespace {

constexpr std::string_view kHeader = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(HeaderScan, FindsTheEndOfAHeaderThatComesByteByByte) {
  const GuardLimits limits;
  HeaderScan scan(limits);
  const auto bytes = std::string(kHeader) + "GET /next";
  for (std::size_t length = 0; length < kHeader.size(); ++length) {
    EXPECT_EQ(scan.advance(std::string_view(bytes).substr(0, length)), 0u);
    EXPECT_FALSE(scan.refusal());
  }
  EXPECT_EQ(scan.advance(bytes), kHeader.size());
}

TEST(HeaderScan, RefusesAtTheFirstByteThatCannotBelongToARequest) {
  const GuardLimits limits;
  for (const std::string_view bytes :
       {"\x16\x03\x01", "get / HTTP/1.1", " GET", "\r\n", "\n", "{", "G\n", "GET / HTTP/1.1\n"}) {
    HeaderScan scan(limits);
    EXPECT_EQ(scan.advance(bytes), 0u);
    ASSERT_TRUE(scan.refusal()) << bytes;
    EXPECT_EQ(scan.refusal()->code, ErrorCode::invalid_request);
  }
}

TEST(HeaderScan, RefusesABareLineFeedAlsoWhereTheReadsAreSplitBeforeIt) {
  const GuardLimits limits;
  HeaderScan scan(limits);
  EXPECT_EQ(scan.advance("GET / HTTP/1.1"), 0u);
  EXPECT_FALSE(scan.refusal());
  EXPECT_EQ(scan.advance("GET / HTTP/1.1\n"), 0u);
  EXPECT_TRUE(scan.refusal());
}

TEST(HeaderScan, TakesAHeaderOfExactlyTheLimitAndRefusesOneByteMore) {
  GuardLimits limits;
  limits.header = kHeader.size();
  HeaderScan fits(limits);
  EXPECT_EQ(fits.advance(kHeader), kHeader.size());
  limits.header = kHeader.size() - 1;
  HeaderScan over(limits);
  EXPECT_EQ(over.advance(kHeader), 0u);
  EXPECT_EQ(over.refusal()->code, ErrorCode::header_too_large);
}

TEST(HeaderScan, CountsFields) {
  GuardLimits limits;
  limits.fields = 1;
  HeaderScan fits(limits);
  EXPECT_EQ(fits.advance(kHeader), kHeader.size());
  HeaderScan over(limits);
  EXPECT_EQ(over.advance("GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n"), 0u);
  EXPECT_EQ(over.refusal()->code, ErrorCode::header_too_large);
}

TEST(HeaderScan, RefusesATargetThatIsTooLongBeforeItsLineEnds) {
  GuardLimits limits;
  limits.target = 100;
  HeaderScan scan(limits);
  EXPECT_EQ(scan.advance("GET /" + std::string(150, 'a')), 0u);
  EXPECT_EQ(scan.refusal()->code, ErrorCode::uri_too_long);
}

TEST(RequestId, OfACallerIsTakenOverOnlyInASafeForm) {
  EXPECT_TRUE(isSafeRequestId("a"));
  EXPECT_TRUE(isSafeRequestId("0-9_A.z"));
  EXPECT_TRUE(isSafeRequestId(std::string(64, 'x')));
  EXPECT_FALSE(isSafeRequestId(""));
  EXPECT_FALSE(isSafeRequestId(std::string(65, 'x')));
  for (const char* unsafe : {"a b", "a\"", "a\\", "a\n", "\x80", "a/b"}) {
    EXPECT_FALSE(isSafeRequestId(unsafe)) << unsafe;
  }
}

constexpr std::string_view kChunked = "5\r\nhello\r\n00A\r\n, world...\r\n0\r\n\r\n";

TEST(ChunkedBody, IsDecodedWhereverTheReadsAreSplit) {
  for (std::size_t split = 0; split <= kChunked.size(); ++split) {
    server::ChunkedBody chunks(1024);
    std::string body;
    EXPECT_EQ(chunks.advance(kChunked.substr(0, split), body), split);
    EXPECT_EQ(chunks.advance(kChunked.substr(split), body), kChunked.size() - split);
    EXPECT_TRUE(chunks.complete());
    EXPECT_EQ(body, "hello, world...");
  }
}

TEST(ChunkedBody, LeavesWhatFollowsIt) {
  server::ChunkedBody chunks(1024);
  std::string body;
  EXPECT_EQ(chunks.advance("0\r\n\r\nGET /", body), 5u);
  EXPECT_TRUE(chunks.complete());
}

TEST(ChunkedBody, RefusesEveryDeparture) {
  for (const std::string_view bytes :
       {"\r\n", "x\r\n", "-1\r\n", "+1\r\n", " 1\r\n", "1 \r\n", "0x1\r\n", "1;a=b\r\n", "1\n",
        "1\rx", "1\r\naXX", "1\r\na\rX", "1\r\na\n", "123456789\r\n", "0\r\nA: b\r\n\r\n",
        "0\r\n\n", "0\r\n\rx"}) {
    server::ChunkedBody chunks(1'000'000'000);
    std::string body;
    chunks.advance(bytes, body);
    ASSERT_TRUE(chunks.refusal()) << bytes;
    EXPECT_EQ(chunks.refusal()->code, ErrorCode::invalid_request);
    EXPECT_FALSE(chunks.complete());
  }
}

TEST(ChunkedBody, IsLimitedByTheSumOfItsChunks) {
  server::ChunkedBody fits(4);
  server::ChunkedBody over(3);
  std::string body;
  fits.advance("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", body);
  EXPECT_TRUE(fits.complete());
  over.advance("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", body);
  EXPECT_EQ(over.refusal()->code, ErrorCode::payload_too_large);
}

}  // namespace
}  // namespace patchbay::http
