#include <gmock/gmock.h>

#include "core/http/http_client.hpp"
#include "tests/support/http_calls.hpp"
#include "tests/support/tls_server.hpp"

namespace patchbay::http {
namespace {

using testing::answerEach;
using testing::CertificateFacts;
using testing::Failure;
using testing::failureOf;
using ::testing::HasSubstr;
using testing::okAnswer;
using testing::ScriptedServer;
using testing::ServerConnection;
using testing::TemporaryFile;
using testing::TestAuthority;

/// A client that trusts one authority made for the test.
class HttpClientTls : public ::testing::Test {
 protected:
  static CertificateFacts facts(const std::string& name) {
    CertificateFacts facts;
    facts.subject_alternative_name = name;
    return facts;
  }

  std::unique_ptr<HttpClient> makeClient() const {
    HttpClientOptions options;
    options.extra_ca_file = trusted_.path();
    return makeHttpClient(options);
  }

  /// What becomes of a request to a server with that certificate.
  Failure failureWith(const CertificateFacts& facts) {
    ScriptedServer server(authority_.issue(facts), answerEach(okAnswer("{}")));
    const Failure failure = failureOf(*makeClient(), server.url("/"));
    EXPECT_EQ(server.requests(), 0);
    return failure;
  }

  TestAuthority authority_;
  TemporaryFile trusted_{authority_.certificate()};
};

TEST_F(HttpClientTls, TrustsTheExtraAuthority) {
  ScriptedServer server(authority_.issue(), answerEach(okAnswer("sealed")));
  EXPECT_EQ(testing::get(*makeClient(), server.url("/")).body, "sealed");
}

TEST_F(HttpClientTls, RefusesAnUnknownAuthority) {
  const TestAuthority other;
  ScriptedServer server(other.issue(), answerEach(okAnswer("{}")));
  const Failure failure = failureOf(*makeClient(), server.url("/"));
  EXPECT_EQ(failure.fault, TransportFault::certificate);
  EXPECT_THAT(failure.what, HasSubstr("localhost: its certificate does not verify: "));
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(HttpClientTls, RefusesAnotherName) {
  const Failure failure = failureWith(facts("DNS:localhost.example.com,IP:127.0.0.1"));
  EXPECT_EQ(failure.fault, TransportFault::certificate);
  EXPECT_THAT(failure.what, HasSubstr("hostname mismatch"));
}

TEST_F(HttpClientTls, RefusesAPartialWildcard) {
  EXPECT_EQ(failureWith(facts("DNS:local*")).fault, TransportFault::certificate);
}

TEST_F(HttpClientTls, RefusesAnExpiredCertificate) {
  CertificateFacts expired;
  expired.valid_until = -std::chrono::hours(1);
  const Failure failure = failureWith(expired);
  EXPECT_EQ(failure.fault, TransportFault::certificate);
  EXPECT_THAT(failure.what, HasSubstr("certificate has expired"));
}

TEST_F(HttpClientTls, RefusesACertificateThatIsNotValidYet) {
  CertificateFacts early;
  early.valid_from = std::chrono::hours(1);
  EXPECT_EQ(failureWith(early).fault, TransportFault::certificate);
}

TEST_F(HttpClientTls, ComparesAnAddressWithTheCertificatesAddresses) {
  ScriptedServer with_address(authority_.issue(facts("IP:127.0.0.1")), answerEach(okAnswer("ok")));
  ScriptedServer with_name(authority_.issue(facts("DNS:127.0.0.1")), answerEach(okAnswer("ok")));
  const auto client = makeClient();
  const std::string host = "https://127.0.0.1:";
  EXPECT_EQ(testing::get(*client, host + std::to_string(with_address.port())).status, 200u);
  const Failure failure = failureOf(*client, host + std::to_string(with_name.port()));
  EXPECT_EQ(failure.fault, TransportFault::certificate);
}

TEST_F(HttpClientTls, SendsTheNameOfAHostButNeverAnAddress) {
  const ScriptedServer::Script tell_name = [](ServerConnection& connection) {
    connection.readRequest();
    connection.write(okAnswer("[" + connection.requestedName() + "]"));
    connection.waitForClient();
  };
  ScriptedServer server(authority_.issue(facts("DNS:localhost,IP:127.0.0.1")), tell_name);
  const auto client = makeClient();
  const std::string port = std::to_string(server.port());
  EXPECT_EQ(testing::get(*client, "https://localhost:" + port).body, "[localhost]");
  EXPECT_EQ(testing::get(*client, "https://127.0.0.1:" + port).body, "[]");
}

// "127.1" is a name to the client, and to getaddrinfo an old way to write 127.0.0.1: a look-up that
// needs no name server.
TEST_F(HttpClientTls, FindsTheAddressOfAName) {
  ScriptedServer server(authority_.issue(facts("DNS:127.1")), answerEach(okAnswer("found")));
  const std::string url = "https://127.1:" + std::to_string(server.port());
  EXPECT_EQ(testing::get(*makeClient(), url).body, "found");
}

TEST_F(HttpClientTls, CallsAPlainServerNotSent) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    connection.waitForClient();
  });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(failureOf(*makeClient(), url).fault, TransportFault::not_sent);
}

TEST_F(HttpClientTls, CallsAConnectionLostDuringTheHandshakeNotSent) {
  ScriptedServer server([](ServerConnection& connection) { connection.reset(); });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(failureOf(*makeClient(), url).fault, TransportFault::not_sent);
}

TEST_F(HttpClientTls, CallsAServerThatNeverShakesHandsNotSent) {
  ScriptedServer server([](ServerConnection& connection) { connection.waitForClient(); });
  HttpRequest request("GET", "https://127.0.0.1:" + std::to_string(server.port()));
  request.deadline = Milliseconds(200);
  EXPECT_EQ(failureOf(*makeClient(), request).fault, TransportFault::not_sent);
}

// Without a length only the farewell of TLS tells a whole answer from one that was cut short.
TEST_F(HttpClientTls, AcceptsTheEndOfAnAnswerOnlyWithAFarewell) {
  ScriptedServer server(authority_.issue(), [](ServerConnection& connection) {
    connection.readRequest();
    connection.write("HTTP/1.1 200 OK\r\n\r\nbody");
    connection.number() == 1 ? connection.close() : connection.cut();
  });
  const auto client = makeClient();
  EXPECT_EQ(testing::get(*client, server.url("/")).body, "body");
  EXPECT_EQ(failureOf(*client, server.url("/")).fault, TransportFault::ambiguous);
}

TEST_F(HttpClientTls, ReusesASealedConnection) {
  ScriptedServer server(authority_.issue(), answerEach(okAnswer("{}")));
  const auto client = makeClient();
  for (int call = 0; call < 5; ++call) testing::get(*client, server.url("/"));
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.requests(), 5);
}

TEST_F(HttpClientTls, CarriesLargeBodiesBothWays) {
  const std::string large(600'000, 'x');
  ScriptedServer server(authority_.issue(), answerEach(okAnswer(large)));
  HttpRequest request("POST", server.url("/"));
  request.body = large;
  EXPECT_EQ(testing::send(*makeClient(), request).body, large);
  EXPECT_TRUE(server.received().at(0).ends_with("\r\n\r\n" + large));
}

}  // namespace
}  // namespace patchbay::http
