// What `RequestGuard` refuses, over real sockets: each case is answered, the connection closed, and
// the next caller served at once.
#include <string>

#include "tests/core/http/server_fixture.hpp"

namespace patchbay::http::testing {
namespace {

awaitable<ServerResponse> echo(ServerRequest request) {
  co_return ServerResponse::json(200, request.body);
}

struct BadRequest {
  const char* claim;
  std::string bytes;
  unsigned status;
};

/// A request that is right but for what is inserted into its header.
std::string withFields(const std::string& fields, const std::string& rest = "") {
  return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + rest;
}

std::string withTarget(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

std::string chunked(const std::string& body) {
  return withFields("Transfer-Encoding: chunked\r\n", body);
}

std::string manyFields(unsigned count) {
  std::string fields;
  for (unsigned i = 0; i < count; ++i) fields += "A: b\r\n";
  return fields;
}

using namespace std::string_literals;

const std::vector<BadRequest> kFraming{
    {"LengthAndCoding", withFields("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"CodingAndLength", withFields("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"), 400},
    {"TwoLengths", withFields("Content-Length: 1\r\nContent-Length: 2\r\n"), 400},
    {"TwoEqualLengths", withFields("Content-Length: 1\r\nContent-Length: 1\r\n"), 400},
    {"ListedLengths", withFields("Content-Length: 1, 1\r\n"), 400},
    {"PlusLength", withFields("Content-Length: +1\r\n"), 400},
    {"MinusLength", withFields("Content-Length: -1\r\n"), 400},
    {"HexLength", withFields("Content-Length: 0x1\r\n"), 400},
    {"EmptyLength", withFields("Content-Length:\r\n"), 400},
    {"OverflowingLength", withFields("Content-Length: 18446744073709551617\r\n"), 400},
    {"Gzip", withFields("Transfer-Encoding: gzip\r\n"), 400},
    {"GzipWithLength", withFields("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n"), 400},
    {"GzipChunked", withFields("Transfer-Encoding: gzip, chunked\r\n"), 400},
    {"ChunkedTwice", withFields("Transfer-Encoding: chunked, chunked\r\n"), 400},
    {"ChunkedInTwoFields",
     withFields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"ChunkedIdentity", withFields("Transfer-Encoding: identity\r\n"), 400},
    {"ChunkedQuoted", withFields("Transfer-Encoding: \"chunked\"\r\n"), 400},
    {"ChunkedInHttp10", "POST /echo HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
     400},
    {"ChunkSizeNotHex", chunked("zz\r\n"), 400},
    {"ChunkSizeSigned", chunked("-1\r\n"), 400},
    {"ChunkSizeOverflowing", chunked("fffffffffffffffff\r\n"), 400},
    {"ChunkTerminatorWrong", chunked("1\r\naXX"), 400},
    {"ChunkExtension", chunked("1;a=b\r\na\r\n0\r\n\r\n"), 400},
    {"ChunkLineFeedOnly", chunked("1\na\n0\n\n"), 400},
    {"Trailer", chunked("0\r\nA: b\r\n\r\n"), 400},
    {"HugeTrailer", chunked("0\r\nA: " + std::string(70'000, 'b') + "\r\n\r\n"), 400},
};

const std::vector<BadRequest> kTargets{
    {"AbsoluteForm", withTarget("http://h/hello"), 400},
    {"AuthorityForm", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"Asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"Fragment", withTarget("/hello#x"), 400},
    {"RawNul", withTarget("/hel\0lo"s), 400},
    {"EncodedNul", withTarget("/hello%00"), 400},
    {"EncodedNulInQuery", withTarget("/hello?a=%00"), 400},
    {"RawHighByte", withTarget("/caf\xc3\xa9"), 400},
    {"RawHighByteInQuery", withTarget("/hello?a=\xff"), 400},
    {"InvalidUtf8", withTarget("/hello%ff"), 400},
    {"OverlongUtf8", withTarget("/hello%c0%af"), 400},
    {"SurrogateUtf8", withTarget("/hello%ed%a0%80"), 400},
    {"InvalidUtf8InQuery", withTarget("/hello?a=%c3"), 400},
    {"BrokenEscape", withTarget("/hello%2"), 400},
    {"BrokenEscapeDigits", withTarget("/hello%zz"), 400},
    {"EmptyTarget", "GET  HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"ControlByte", withTarget("/hello\x01"), 400},
    {"TargetOver8K", withTarget("/" + std::string(8 * 1024, 'a')), 414},
    {"TargetFarOver8K", withTarget("/" + std::string(15 * 1024, 'a')), 414},
};

const std::vector<BadRequest> kHeaders{
    {"HostMissing", "GET /hello HTTP/1.1\r\n\r\n", 400},
    {"HostTwice", "GET /hello HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400},
    {"HostTwiceInHttp10", "GET /hello HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", 400},
    {"HostEmpty", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"HostWithPath", "GET /hello HTTP/1.1\r\nHost: h/x\r\n\r\n", 400},
    {"HostWithUser", "GET /hello HTTP/1.1\r\nHost: a@h\r\n\r\n", 400},
    {"BareLineFeed", "GET /hello HTTP/1.1\nHost: h\n\n", 400},
    {"OneBareLineFeed", "GET /hello HTTP/1.1\r\nHost: h\n\r\n", 400},
    {"BareCarriageReturn", "GET /hello HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n", 400},
    {"FoldedField", withFields("A: b\r\n c\r\n"), 400},
    {"BlankBeforeColon", withFields("A : b\r\n"), 400},
    {"FieldWithoutColon", withFields("nonsense\r\n"), 400},
    {"FieldWithoutName", withFields(": b\r\n"), 400},
    {"NulInField", withFields("A: b\0c\r\n"s), 400},
    {"UnknownMethod", "BREW /hello HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"LowerCaseMethod", "get /hello HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"Trace", "TRACE /hello HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"Version2", "GET /hello HTTP/2.0\r\nHost: h\r\n\r\n", 400},
    {"Version09", "GET /hello\r\n\r\n", 400},
    {"Version12", "GET /hello HTTP/1.2\r\nHost: h\r\n\r\n", 400},
    {"Tls", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
    {"LeadingEmptyLine", "\r\nGET /hello HTTP/1.1\r\nHost: h\r\n\r\n", 400},
    {"UnknownExpectation", withFields("Content-Length: 1\r\nExpect: coffee\r\n"), 400},
    {"HeaderOver16K", withFields("A: " + std::string(16 * 1024, 'b') + "\r\n"), 431},
    {"EndlessHeader", "GET /hello HTTP/1.1\r\nA: " + std::string(17 * 1024, 'b'), 431},
    {"Fields101", "GET /hello HTTP/1.1\r\nHost: h\r\n" + manyFields(100) + "\r\n", 431},
    {"BodyDeclaredOverLimit", withFields("Content-Length: 1048577\r\n"), 413},
    {"BodyStreamedOverLimit", chunked("100001\r\n"), 413},
};

class Refusal : public HttpServerTest, public ::testing::WithParamInterface<BadRequest> {
 protected:
  Refusal() { router_.add("POST", "/echo", echo); }
};

TEST_P(Refusal, IsAnsweredClosesAndHarmsNobodyElse) {
  start();
  const auto answer = exchange(GetParam().bytes);
  EXPECT_EQ(statusOf(answer), GetParam().status);
  EXPECT_EQ(headerOf(answer, "Connection"), "close");
  EXPECT_EQ(headerOf(answer, "Content-Type"), "application/problem+json");
  EXPECT_EQ(bodyOf(answer).size(), std::stoul(headerOf(answer, "Content-Length")));
  expectServing();
}

std::string claimOf(const ::testing::TestParamInfo<BadRequest>& info) { return info.param.claim; }

INSTANTIATE_TEST_SUITE_P(OfFraming, Refusal, ::testing::ValuesIn(kFraming), claimOf);
INSTANTIATE_TEST_SUITE_P(OfTargets, Refusal, ::testing::ValuesIn(kTargets), claimOf);
INSTANTIATE_TEST_SUITE_P(OfHeaders, Refusal, ::testing::ValuesIn(kHeaders), claimOf);

TEST_F(HttpServerTest, NothingBehindARefusedRequestIsServed) {
  start();
  const auto answer = exchange(
      "GET /hello HTTP/1.1\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 400u);
  EXPECT_EQ(answer.find("hello\n"), std::string::npos);
}

TEST_F(HttpServerTest, TakesWhatIsExactlyAtTheLimits) {
  router_.add("POST", "/echo", echo);
  start();
  RawCaller caller(server_->port());
  caller.send("GET /hello?" + std::string(8 * 1024 - 7, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(statusOf(caller.readAnswer()), 200u);
  caller.send("GET /hello HTTP/1.1\r\nHost: h\r\n" + manyFields(99) + "\r\n");
  EXPECT_EQ(statusOf(caller.readAnswer()), 200u);
  caller.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n");
  caller.send(std::string(1024 * 1024, 'b'));
  EXPECT_EQ(bodyOf(caller.readAnswer()), std::string(1024 * 1024, 'b'));
}

}  // namespace
}  // namespace patchbay::http::testing
