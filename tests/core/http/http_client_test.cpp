#include "core/http/http_client.hpp"

#include <gmock/gmock.h>

#include "tests/support/http_calls.hpp"
#include "tests/support/tls_server.hpp"

namespace patchbay::http {
namespace {

using testing::answerEach;
using testing::Failure;
using testing::failureOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::okAnswer;
using testing::ScriptedServer;
using testing::ServerConnection;

std::unique_ptr<HttpClient> makeClient() { return makeHttpClient(HttpClientOptions()); }

/// Answers one request with these bytes and closes.
ScriptedServer::Script answerOnce(std::string answer) {
  return [answer = std::move(answer)](ServerConnection& connection) {
    connection.readRequest();
    connection.write(answer);
    connection.close();
  };
}

TEST(HttpClient, SendsAGetByteForByte) {
  ScriptedServer server(answerEach(okAnswer("{}")));
  const auto client = makeClient();
  HttpRequest request("GET", server.url("/v1/token_info?x=%20a&y"));
  request.headers.add("Authorization", "Bearer abc");
  testing::send(*client, request);
  EXPECT_EQ(
      server.received().at(0),
      "GET /v1/token_info?x=%20a&y HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
          "\r\nUser-Agent: patchbay\r\nAuthorization: Bearer abc\r\n\r\n");
}

TEST(HttpClient, SendsAPostByteForByte) {
  ScriptedServer server(answerEach(okAnswer("{}")));
  const auto client = makeClient();
  HttpRequest request("POST", server.url(""));
  request.headers.add("User-Agent", "own");
  request.body = "grant_type=refresh_token";
  testing::send(*client, request);
  EXPECT_EQ(server.received().at(0),
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                "\r\nUser-Agent: own\r\nContent-Length: 24\r\n\r\n"
                "grant_type=refresh_token");
}

TEST(HttpClient, StatesTheLengthOfAnEmptyPost) {
  ScriptedServer server(answerEach(okAnswer("{}")));
  const auto client = makeClient();
  testing::send(*client, HttpRequest("POST", server.url("/")));
  EXPECT_THAT(server.received().at(0), HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(HttpClient, ReturnsStatusHeadersAndBody) {
  ScriptedServer server(
      answerEach("HTTP/1.1 429 Slow down\r\nRetry-After: 7\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: "
                 "2\r\n\r\nhi"));
  const auto client = makeClient();
  const HttpResponse response = testing::get(*client, server.url("/"));
  EXPECT_EQ(response.status, 429u);
  EXPECT_EQ(response.headers.find("retry-after"), "7");
  EXPECT_EQ(response.headers.find("x-a"), "1");
  EXPECT_EQ(response.headers.find("absent"), std::nullopt);
  EXPECT_EQ(response.headers.all().size(), 4u);
  EXPECT_EQ(response.body, "hi");
}

TEST(HttpClient, ReadsAChunkedAnswer) {
  ScriptedServer server(
      answerEach("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "5\r\nhello\r\n7;ext=1\r\n, world\r\n0\r\nX-Trailer: t\r\n\r\n"));
  const auto client = makeClient();
  const HttpResponse response = testing::get(*client, server.url("/"));
  EXPECT_EQ(response.body, "hello, world");
  EXPECT_EQ(response.headers.find("X-Trailer"), std::nullopt);
}

TEST(HttpClient, ReadsAnAnswerThatComesByteByByte) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.readRequest();
    for (const char byte : okAnswer("slowly")) connection.write(std::string_view(&byte, 1));
    connection.waitForClient();
  });
  const auto client = makeClient();
  EXPECT_EQ(testing::get(*client, server.url("/")).body, "slowly");
}

TEST(HttpClient, ReadsAnAnswerThatEndsWithThePlainConnection) {
  ScriptedServer server(answerOnce("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
  const auto client = makeClient();
  EXPECT_EQ(testing::get(*client, server.url("/")).body, "until the end");
}

TEST(HttpClient, SkipsInterimAnswers) {
  ScriptedServer server(
      answerEach("HTTP/1.1 100 Continue\r\n\r\n"
                 "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" +
                 okAnswer("final")));
  const auto client = makeClient();
  const HttpResponse response = testing::get(*client, server.url("/"));
  EXPECT_EQ(response.body, "final");
  EXPECT_EQ(response.headers.find("Link"), std::nullopt);
}

TEST(HttpClient, ExpectsNoBodyWhereThereIsNone) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.readRequest();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
    connection.readRequest();
    connection.write("HTTP/1.1 204 No Content\r\n\r\n");
    connection.readRequest();
    connection.write("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
    connection.waitForClient();
  });
  const auto client = makeClient();
  EXPECT_EQ(testing::send(*client, HttpRequest("HEAD", server.url("/"))).body, "");
  EXPECT_EQ(testing::get(*client, server.url("/")).status, 204u);
  EXPECT_EQ(testing::get(*client, server.url("/")).status, 304u);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, FollowsNoRedirect) {
  ScriptedServer server(answerEach(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
  const auto client = makeClient();
  const HttpResponse response = testing::get(*client, server.url("/"));
  EXPECT_EQ(response.status, 302u);
  EXPECT_EQ(response.headers.find("Location"), "http://127.0.0.1:1/");
  EXPECT_EQ(server.requests(), 1);
}

TEST(HttpClient, ReadsTheAnswerOfAServerThatRefusesABodyBeforeReadingIt) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.write("HTTP/1.1 413 Too large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
    connection.waitForClient();
  });
  const auto client = makeClient();
  HttpRequest request("POST", server.url("/"));
  request.body.assign(512 * 1024, 'x');
  EXPECT_EQ(testing::send(*client, request).status, 413u);
}

class UncallableUrl : public ::testing::TestWithParam<const char*> {};

TEST_P(UncallableUrl, IsRefusedWithoutAConnection) {
  const auto client = makeClient();
  const Failure failure = failureOf(*client, GetParam());
  EXPECT_EQ(failure.code, ErrorCode::invalid_request) << failure.what;
  EXPECT_THAT(failure.what, Not(HasSubstr("SECRET")));
}

INSTANTIATE_TEST_SUITE_P(
    HttpClient, UncallableUrl,
    ::testing::Values("", "/relative?SECRET", "gusto.com", "http://api.gusto.com/?SECRET",
                      "http://10.0.0.1/", "http://127.0.0.1.example.com/", "http://localhost.evil/",
                      "ftp://127.0.0.1/", "file:///etc/passwd",
                      "https://user:SECRET@api.gusto.com/", "http://SECRET@127.0.0.1/",
                      "https://api.gusto.com/#SECRET", "https:///path", "https://api.gusto.com:0/",
                      "https://api.gusto.com:65536/", "https://api.gusto.com:443x/",
                      "https://api%2egusto.com/", "https://api.gusto.com/a b?SECRET",
                      "https://api.gusto.com/\r\nX: SECRET", "https://[::1/", "https://[v1.a]/",
                      "https://g\xc3\xbcsto.com/", "https://"));

TEST(HttpClient, RefusesMethodsItDoesNotKnow) {
  const auto client = makeClient();
  for (const char* method : {"", "get", "CONNECT", "TRACE", "GET /x", "GET\r\nX: y", "BREW"}) {
    const Failure failure = failureOf(*client, HttpRequest(method, "https://127.0.0.1/"));
    EXPECT_EQ(failure.code, ErrorCode::invalid_request) << method;
  }
}

TEST(HttpClient, RefusesHeadersThatCouldSplitTheRequest) {
  const auto client = makeClient();
  const std::pair<std::string, std::string> bad[] = {{"X-A", "SECRET\r\nX-B: 1"},
                                                     {"X-A", "SECRET\n"},
                                                     {"X-A", std::string("SECRET\0", 7)},
                                                     {"X-A", "SECRET\x7f"},
                                                     {"X-A\r\nX-B", "SECRET"},
                                                     {"X A", "SECRET"},
                                                     {"X:A", "SECRET"},
                                                     {"", "SECRET"},
                                                     {"X-\xc3\xbc", "SECRET"},
                                                     {"Host", "SECRET"},
                                                     {"content-length", "1"},
                                                     {"Transfer-Encoding", "chunked"},
                                                     {"Connection", "upgrade"},
                                                     {"Expect", "100-continue"}};
  for (const auto& [name, value] : bad) {
    HttpRequest request("GET", "https://127.0.0.1/");
    request.headers.add(name, value);
    const Failure failure = failureOf(*client, request);
    EXPECT_EQ(failure.code, ErrorCode::invalid_request) << name;
    EXPECT_THAT(failure.what, Not(HasSubstr("SECRET")));
  }
}

TEST(HttpClient, SaysNothingOfQueryHeadersAndBodyWhenItFails) {
  ScriptedServer server(
      answerOnce("HTTP/1.1 200 OK\r\nX: SECRET\r\nContent-Length: 50\r\n\r\nSECRET"));
  const auto client = makeClient();
  HttpRequest request("POST", server.url("/p?SECRET"));
  request.headers.add("Authorization", "SECRET");
  request.body = "SECRET";
  const Failure failure = failureOf(*client, request);
  EXPECT_EQ(failure.fault, TransportFault::ambiguous);
  EXPECT_THAT(failure.what, HasSubstr("127.0.0.1:"));
  EXPECT_THAT(failure.what, Not(HasSubstr("SECRET")));
}

TEST(HttpClient, RefusesAnExtraCaFileThatCannotBeRead) {
  const testing::TemporaryFile no_certificate("not a certificate\n");
  for (const std::string& path : {std::string("/nonexistent/ca.pem"), no_certificate.path()}) {
    HttpClientOptions options;
    options.extra_ca_file = path;
    try {
      makeHttpClient(options);
      FAIL() << path;
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
      EXPECT_THAT(error.publicText(), HasSubstr(path));
    }
  }
}

}  // namespace
}  // namespace patchbay::http
