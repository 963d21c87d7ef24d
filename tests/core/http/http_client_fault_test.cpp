#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>

#include "core/base/fault_point.hpp"
#include "core/http/http_client.hpp"
#include "tests/support/http_calls.hpp"
#include "tests/support/tls_server.hpp"

namespace patchbay::http {
namespace {

using testing::Failure;
using testing::failureOf;
using ::testing::HasSubstr;
using testing::ScriptedServer;
using testing::ServerConnection;

std::unique_ptr<HttpClient> makeClient() { return makeHttpClient(HttpClientOptions()); }

/// How a POST fails whose only answer are these bytes, followed by an orderly close.
Failure failureAfter(const std::string& answer, std::size_t body_limit = 1000) {
  ScriptedServer server([&answer](ServerConnection& connection) {
    connection.readRequest();
    connection.write(answer);
    connection.close();
  });
  HttpRequest request("POST", server.url("/"));
  request.body_limit = body_limit;
  const Failure failure = failureOf(*makeClient(), request);
  EXPECT_EQ(server.requests(), 1);
  return failure;
}

/// How a POST fails at a server that does this with the connection once it has the request.
Failure failureWhen(void (ServerConnection::*act)(), Milliseconds deadline) {
  ScriptedServer server([act](ServerConnection& connection) {
    connection.readRequest();
    (connection.*act)();
  });
  HttpRequest request("POST", server.url("/"));
  request.deadline = deadline;
  const Failure failure = failureOf(*makeClient(), request);
  EXPECT_EQ(server.requests(), 1);
  return failure;
}

std::string chunked(const std::string& rest) {
  return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + rest;
}

TEST(TransportFault, IsNotSentWhenNobodyListens) {
  std::string url;
  {
    const ScriptedServer gone([](ServerConnection&) {});
    url = gone.url("/");
  }
  const Failure failure = failureOf(*makeClient(), url);
  EXPECT_EQ(failure.fault, TransportFault::not_sent);
  EXPECT_THAT(failure.what, HasSubstr("127.0.0.1: cannot connect: Connection refused"));
}

// A label of more than 63 letters never reaches a name server (RFC 1035 section 2.3.4).
TEST(TransportFault, IsNotSentWhenTheNameIsUnknown) {
  const Failure failure = failureOf(*makeClient(), "https://" + std::string(70, 'a') + ".invalid/");
  EXPECT_EQ(failure.fault, TransportFault::not_sent);
  EXPECT_THAT(failure.what, HasSubstr("its address cannot be found"));
}

/// A port whose queue of connections is full: the system drops whoever knocks.
class FullPort {
 public:
  FullPort() {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    ::bind(listener_, generic(), size);
    ::listen(listener_, 0);
    ::getsockname(listener_, generic(), &size);
    for (int& queued : queued_) {
      queued = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      ::connect(queued, generic(), size);
    }
  }
  ~FullPort() {
    for (const int queued : queued_) ::close(queued);
    ::close(listener_);
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/";
  }

 private:
  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&address_); }

  int listener_ = -1;
  sockaddr_in address_{};
  int queued_[4] = {-1, -1, -1, -1};
};

TEST(TransportFault, IsNotSentWhenConnectingTakesTooLong) {
  const FullPort port;
  HttpRequest request("GET", port.url());
  request.deadline = Milliseconds(200);
  const Failure failure = failureOf(*makeClient(), request);
  EXPECT_EQ(failure.fault, TransportFault::not_sent);
  EXPECT_THAT(failure.what, HasSubstr("cannot connect"));
}

TEST(TransportFault, IsNotSentWhenTheDeadlineIsOverAtOnce) {
  const ScriptedServer server([](ServerConnection& connection) { connection.waitForClient(); });
  HttpRequest request("GET", server.url("/"));
  request.deadline = Milliseconds(-5);
  const Failure failure = failureOf(*makeClient(), request);
  EXPECT_EQ(failure.fault, TransportFault::not_sent) << failure.what;
  EXPECT_EQ(server.requests(), 0);
}

TEST(TransportFault, IsAmbiguousWhenTheServerIsSilent) {
  const Failure failure = failureWhen(&ServerConnection::waitForClient, Milliseconds(300));
  EXPECT_EQ(failure.fault, TransportFault::ambiguous);
  EXPECT_THAT(failure.what, HasSubstr("no whole answer came before the deadline"));
}

TEST(TransportFault, IsAmbiguousWhenTheConnectionIsResetAfterTheRequest) {
  const Failure failure = failureWhen(&ServerConnection::reset, Milliseconds(20'000));
  EXPECT_EQ(failure.fault, TransportFault::ambiguous);
}

TEST(TransportFault, IsAmbiguousWhenTheConnectionIsClosedWithoutAnAnswer) {
  const Failure failure = failureWhen(&ServerConnection::close, Milliseconds(20'000));
  EXPECT_EQ(failure.fault, TransportFault::ambiguous);
}

TEST(TransportFault, IsAmbiguousWhenABodyStallsUntilTheDeadline) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.readRequest();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    connection.waitForClient();
  });
  HttpRequest request("GET", server.url("/"));
  request.deadline = Milliseconds(300);
  EXPECT_EQ(failureOf(*makeClient(), request).fault, TransportFault::ambiguous);
  EXPECT_EQ(server.requests(), 1);
}

TEST(TransportFault, IsAmbiguousWhenTheAnswerIsTruncated) {
  for (const std::string& answer :
       {std::string("HTTP/1.1 200"), std::string("HTTP/1.1 200 OK\r\nContent-Len"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"), chunked(""),
        chunked("5\r\nhel"), chunked("5\r\nhello\r\n"), chunked("5\r\nhello\r\n0\r\n"),
        std::string("HTTP/1.1 100 Continue\r\n\r\n")}) {
    EXPECT_EQ(failureAfter(answer).fault, TransportFault::ambiguous) << answer;
  }
}

#ifdef PATCHBAY_FAULT_POINTS
TEST(TransportFault, IsAmbiguousAtAFaultPointBehindTheSending) {
  armFaultPoints("refresh.after_send=error");
  std::promise<void> arrived;
  ScriptedServer server([&arrived](ServerConnection& connection) {
    connection.readRequest();
    if (connection.number() == 1) arrived.set_value();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  HttpRequest request("POST", server.url("/"));
  request.purpose = RequestPurpose::refresh;
  const auto client = makeClient();
  EXPECT_EQ(failureOf(*client, request).fault, TransportFault::ambiguous);
  EXPECT_EQ(arrived.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready)
      << "it was sent";
  EXPECT_EQ(failureOf(*client, server.url("/")).what, "") << "other requests pass";
  disarmFaultPoints();
}
#endif

TEST(TransportFault, IsUnreadableWhenTheAnswerIsNotHttp) {
  for (const std::string& answer :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n\r\n"), std::string("{\"access_token\":1}\r\n\r\n"),
        std::string(60'000, '\0'), std::string("HTTP/2.0 200 OK\r\n\r\n"),
        std::string("HTTP/1.1 20 OK\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc"),
        std::string("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        chunked("zz\r\nhello\r\n"), chunked("5\r\nhelloXX0\r\n\r\n")}) {
    EXPECT_EQ(failureAfter(answer).fault, TransportFault::unreadable) << answer.substr(0, 60);
  }
}

TEST(TransportFault, IsUnreadableWhenTheBodyIsOverTheLimit) {
  const std::string body(1001, 'x');
  const std::string declared = "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n";
  const std::string streamed = chunked("200\r\n" + std::string(512, 'x') + "\r\n" + "200\r\n" +
                                       std::string(512, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(failureAfter(declared).fault, TransportFault::unreadable);
  EXPECT_EQ(failureAfter(streamed).fault, TransportFault::unreadable);
  EXPECT_EQ(failureAfter("HTTP/1.1 200 OK\r\n\r\n" + body).fault, TransportFault::unreadable);
  EXPECT_EQ(failureAfter(declared + body, 1001).fault, std::nullopt);
}

TEST(TransportFault, IsUnreadableWhenAHeaderOrTrailerHasNoEnd) {
  const std::string endless(200'000, 'h');
  EXPECT_EQ(failureAfter("HTTP/1.1 200 OK\r\nX: " + endless + "\r\n\r\n").fault,
            TransportFault::unreadable);
  EXPECT_EQ(failureAfter(chunked("0\r\nX: " + endless + "\r\n\r\n")).fault,
            TransportFault::unreadable);
  EXPECT_EQ(failureAfter(chunked("1;" + endless + "\r\nx\r\n0\r\n\r\n")).fault,
            TransportFault::unreadable);
  std::string interim;
  for (int count = 0; count < 50; ++count) interim += "HTTP/1.1 102 Processing\r\n\r\n";
  EXPECT_EQ(failureAfter(interim).fault, TransportFault::unreadable);
}

}  // namespace
}  // namespace patchbay::http
