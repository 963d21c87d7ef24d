#include <set>
#include <stdexcept>
#include <string>

#include "core/base/error.hpp"
#include "tests/core/http/server_fixture.hpp"

namespace patchbay::http::testing {
namespace {

const std::string kHost = "Host: h\r\n";

/// Writes down what a handler saw, so that a test reads it in the answer.
awaitable<ServerResponse> describeRequest(ServerRequest request) {
  std::string text = request.method + " " + request.path + "\n";
  for (const auto& [name, value] : request.path_values) text += name + "=" + value + "\n";
  for (const auto& [name, value] : request.query) text += "?" + name + "=" + value + "\n";
  text += "body=" + request.body + "\n";
  ServerResponse response(200);
  response.with("Content-Type", "text/plain");
  response.body = std::move(text);
  co_return response;
}

awaitable<ServerResponse> forgeHeader(ServerRequest) {
  ServerResponse response(200);
  response.with("X-Thing", "a\r\nSet-Cookie: stolen=1");
  co_return response;
}

awaitable<ServerResponse> failForReconnect(ServerRequest) {
  IntegrationError error(ErrorCode::requires_reconnect, "Gusto must be connected \"again\".",
                         "inner detail");
  error.withReconnectUrl("https://host/connect");
  error.withRetryAfter(std::chrono::seconds(7));
  throw error;
  co_return ServerResponse();
}

awaitable<ServerResponse> failUnauthorized(ServerRequest) {
  throw IntegrationError(ErrorCode::unauthorized, "No key.");
  co_return ServerResponse();
}

awaitable<ServerResponse> failStrangely(ServerRequest) {
  throw std::runtime_error("token=SECRET");
  co_return ServerResponse();
}

awaitable<ServerResponse> answerNoContent(ServerRequest) { co_return ServerResponse(204); }

std::optional<ImmediateAnswer> showView(const RequestView& view) {
  auto text = std::make_shared<std::string>();
  *text += std::string(view.pathValue(0)) + "|" + std::string(view.pathValue(1)) + "|";
  *text += std::string(view.rawQuery()) + "|" + std::string(view.header("x-thing")) + "|";
  *text += std::string(view.requestId()) + "|" + std::string(view.header("absent"));
  ImmediateAnswer answer;
  answer.content_type = "text/plain";
  answer.body = *text;
  answer.keep_alive = text;
  return answer;
}

std::optional<ImmediateAnswer> decline(const RequestView&) { return std::nullopt; }

std::optional<ImmediateAnswer> failAtOnce(const RequestView&) { throw std::runtime_error("x"); }

class HttpServerExchange : public HttpServerTest {
 protected:
  HttpServerExchange() {
    router_.add("POST", "/describe/{first}/{rest...}", describeRequest);
    router_.addImmediate("GET", "/view/{a}/{b}", showView, describeRequest);
    router_.addImmediate("GET", "/declined", decline, describeRequest);
    router_.addImmediate("GET", "/fails/at-once", failAtOnce, describeRequest);
    router_.add("GET", "/fails/forging", forgeHeader);
    router_.add("GET", "/fails/reconnect", failForReconnect);
    router_.add("GET", "/fails/unauthorized", failUnauthorized);
    router_.add("GET", "/fails/strangely", failStrangely);
    router_.add("DELETE", "/thing", answerNoContent);
  }

  std::string get(const std::string& target, const std::string& fields = "") {
    return exchange("GET " + target + " HTTP/1.1\r\n" + kHost + fields +
                    "Connection: close\r\n\r\n");
  }
};

TEST_F(HttpServerExchange, AnImmediateAnswerHasTheseBytes) {
  start();
  EXPECT_EQ(get("/hello", "X-Request-Id: r-1\r\n"),
            "HTTP/1.1 200 OK\r\n"
            "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
            "X-Request-Id: r-1\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Connection: close\r\n"
            "Content-Type: text/plain\r\n"
            "Cache-Control: no-store\r\n"
            "Content-Length: 6\r\n"
            "\r\n"
            "hello\n");
}

TEST_F(HttpServerExchange, AHandlersAnswerHasTheseBytes) {
  start();
  RawCaller caller(server_->port());
  caller.send("GET /declined HTTP/1.1\r\nHost: h\r\nX-Request-Id: r-2\r\n\r\n");
  EXPECT_EQ(caller.readAnswer(),
            "HTTP/1.1 200 OK\r\n"
            "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
            "X-Request-Id: r-2\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Content-Type: text/plain\r\n"
            "Content-Length: 20\r\n"
            "\r\n"
            "GET /declined\nbody=\n");
}

TEST_F(HttpServerExchange, HandlersSeeThePathDecodedWithEncodedSlashesInsideValues) {
  start();
  const auto answer = exchange(
      "POST /describe/w%2F%C3%A9/x%2Fy/z?a=1+2&b=%2B&a HTTP/1.1\r\nHost: h\r\n"
      "Content-Length: 2\r\nConnection: close\r\n\r\nhi");
  EXPECT_EQ(bodyOf(answer),
            "POST /describe/w/\xc3\xa9/x/y/z\nfirst=w/\xc3\xa9\nrest=x/y/z\n"
            "?a=1 2\n?b=+\n?a=\nbody=hi\n");
}

TEST_F(HttpServerExchange, ImmediateHandlersSeeValuesDecodedAndTheQueryRaw) {
  start();
  EXPECT_EQ(bodyOf(get("/view/a%20b/c?d=%2F", "X-Thing: t\r\nX-Request-Id: r\r\n")),
            "a b|c|d=%2F|t|r|");
}

TEST_F(HttpServerExchange, AChunkedBodyArrivesWhole) {
  start();
  const auto answer = exchange(
      "POST /describe/a/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n"
      "Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(bodyOf(answer), "POST /describe/a/\nfirst=a\nrest=\nbody=abcde\n");
}

TEST_F(HttpServerExchange, PipelinedRequestsAreAnsweredInOrder) {
  start();
  RawCaller caller(server_->port());
  caller.send(
      "GET /declined HTTP/1.1\r\nHost: h\r\n\r\n"
      "GET /absent HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
      "POST /describe/a/b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz"
      "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(bodyOf(caller.readAnswer()), "GET /declined\nbody=\n");
  EXPECT_EQ(statusOf(caller.readAnswer()), 404u);
  EXPECT_EQ(statusOf(caller.readAnswer()), 405u);
  EXPECT_EQ(bodyOf(caller.readAnswer()), "POST /describe/a/b\nfirst=a\nrest=b\nbody=xyz\n");
  EXPECT_EQ(bodyOf(caller.readAnswer()), "hello\n");
}

TEST_F(HttpServerExchange, ThousandsOfPipelinedRequestsAreAllAnswered) {
  start();
  RawCaller caller(server_->port());
  std::string requests;
  for (int i = 0; i < 2000; ++i) requests += "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
  caller.send(requests);
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(bodyOf(caller.readAnswer()), "hello\n");
}

TEST_F(HttpServerExchange, ARequestMayComeByteByByte) {
  start();
  RawCaller caller(server_->port());
  const std::string request =
      "POST /describe/a/b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz";
  for (const char byte : request) caller.send({&byte, 1});
  EXPECT_EQ(bodyOf(caller.readAnswer()), "POST /describe/a/b\nfirst=a\nrest=b\nbody=xyz\n");
}

TEST_F(HttpServerExchange, HeadIsAnsweredLikeGetWithoutTheBody) {
  start();
  RawCaller caller(server_->port());
  for (const auto* path : {"/hello", "/declined", "/absent"}) {
    caller.send("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n\r\n");
    const auto head = caller.readAnswer(true);
    caller.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n\r\n");
    const auto get = caller.readAnswer();
    if (path != std::string_view("/declined")) {  // its body names the method
      EXPECT_EQ(head, get.substr(0, get.find("\r\n\r\n") + 4));
    }
    EXPECT_EQ(statusOf(head), statusOf(get));
  }
}

TEST_F(HttpServerExchange, AWrongMethodIsToldTheRightOnes) {
  start();
  const auto answer = exchange("PUT /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 405u);
  EXPECT_EQ(headerOf(answer, "Allow"), "GET, HEAD");
}

TEST_F(HttpServerExchange, NoContentHasNoLength) {
  start();
  const auto answer = exchange("DELETE /thing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 204u);
  EXPECT_EQ(headerOf(answer, "Content-Length"), "");
  EXPECT_EQ(bodyOf(answer), "");
}

TEST_F(HttpServerExchange, AnErrorBecomesAProblemDocument) {
  start();
  const auto answer = get("/fails/reconnect", "X-Request-Id: r-3\r\n");
  EXPECT_EQ(statusOf(answer), 424u);
  EXPECT_EQ(headerOf(answer, "Content-Type"), "application/problem+json");
  EXPECT_EQ(headerOf(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(headerOf(answer, "Retry-After"), "7");
  EXPECT_EQ(bodyOf(answer),
            R"({"type":"about:blank","title":"The end user must connect again.","status":424,)"
            R"("detail":"Gusto must be connected \"again\".","code":"requires_reconnect",)"
            R"("request_id":"r-3","retryable":false,"reconnect_url":"https://host/connect"})");
}

TEST_F(HttpServerExchange, UnauthorizedNamesTheScheme) {
  start();
  const auto answer = get("/fails/unauthorized");
  EXPECT_EQ(statusOf(answer), 401u);
  EXPECT_EQ(headerOf(answer, "WWW-Authenticate"), "Bearer");
}

TEST_F(HttpServerExchange, WhateverElseIsThrownBecomesA500AndLeaksNothing) {
  start();
  const auto answer = get("/fails/strangely", "X-Request-Id: r-4\r\n");
  EXPECT_EQ(statusOf(answer), 500u);
  EXPECT_NE(bodyOf(answer).find(R"("code":"internal")"), std::string::npos);
  EXPECT_EQ(answer.find("SECRET"), std::string::npos);
  EXPECT_EQ(statusOf(get("/fails/at-once")), 500u);
  expectServing();
  server_->stop(Milliseconds(1000));
  EXPECT_NE(log_.text().find("exception of type std::runtime_error"), std::string::npos);
  EXPECT_NE(log_.text().find("r-4"), std::string::npos);
  EXPECT_EQ(log_.text().find("SECRET"), std::string::npos);
}

TEST_F(HttpServerExchange, AHeaderValueThatWouldForgeAHeaderMakesTheAnswerA500) {
  start();
  const auto answer = get("/fails/forging");
  EXPECT_EQ(statusOf(answer), 500u);
  EXPECT_EQ(answer.find("stolen"), std::string::npos);
}

TEST_F(HttpServerExchange, RequestIdsAreUniqueAndUnsafeOnesReplaced) {
  start();
  RawCaller caller(server_->port());
  std::set<std::string> ids;
  for (int i = 0; i < 10; ++i) {
    caller.send("GET /hello HTTP/1.1\r\nHost: h\r\nX-Request-Id: not safe\r\n\r\n");
    ids.insert(headerOf(caller.readAnswer(), "X-Request-Id"));
  }
  EXPECT_EQ(ids.size(), 10u);
  EXPECT_FALSE(ids.contains("not safe"));
}

TEST_F(HttpServerExchange, TheBodyIsAskedForWithContinue) {
  start();
  RawCaller caller(server_->port());
  caller.send(
      "POST /describe/a/b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(caller.readHeader(), "HTTP/1.1 100 Continue\r\n\r\n");
  caller.send("xyz");
  EXPECT_EQ(bodyOf(caller.readAnswer()), "POST /describe/a/b\nfirst=a\nrest=b\nbody=xyz\n");
}

TEST_F(HttpServerExchange, ABodyThatNobodyWantsIsNotAskedFor) {
  start();
  const auto answer = exchange(
      "POST /absent HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 404u);
  EXPECT_EQ(headerOf(answer, "Connection"), "close");
}

TEST_F(HttpServerExchange, Http10ClosesUnlessAskedToStay) {
  start();
  EXPECT_EQ(bodyOf(exchange("GET /hello HTTP/1.0\r\n\r\n")), "hello\n");
  RawCaller caller(server_->port());
  caller.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(headerOf(caller.readAnswer(), "Connection"), "keep-alive");
  caller.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(bodyOf(caller.readToEnd()), "hello\n");
}

TEST_F(HttpServerExchange, ACallerThatHasFinishedSendingIsStillAnswered) {
  start();
  RawCaller caller(server_->port());
  caller.send("GET /declined HTTP/1.1\r\nHost: h\r\n\r\n");
  caller.finishSending();
  EXPECT_EQ(bodyOf(caller.readToEnd()), "GET /declined\nbody=\n");
}

TEST_F(HttpServerExchange, ManyConnectionsAreServedAtOnce) {
  start();
  std::vector<std::unique_ptr<RawCaller>> callers;
  for (int i = 0; i < 50; ++i) callers.push_back(std::make_unique<RawCaller>(server_->port()));
  for (auto& caller : callers) caller->send("GET /declined HTTP/1.1\r\nHost: h\r\n\r\n");
  for (auto& caller : callers) EXPECT_EQ(statusOf(caller->readAnswer()), 200u);
}

}  // namespace
}  // namespace patchbay::http::testing
