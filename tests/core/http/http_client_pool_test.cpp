#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>
#include <latch>

#include "core/base/run_to_end.hpp"
#include "core/http/http_client.hpp"
#include "tests/support/http_calls.hpp"
#include "tests/support/run.hpp"
#include "tests/support/tls_server.hpp"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
using testing::answerEach;
using testing::failureOf;
using testing::okAnswer;
using testing::ScriptedServer;
using testing::ServerConnection;

std::unique_ptr<HttpClient> makeClient(std::size_t cap = 64) {
  HttpClientOptions options;
  options.connections_per_origin = cap;
  return makeHttpClient(options);
}

/// Answers with the request's target, so that mixed-up answers show.
void answerWithTarget(ServerConnection& connection) {
  while (const auto request = connection.readRequest()) {
    const std::size_t from = request->find(' ') + 1;
    connection.write(okAnswer(request->substr(from, request->find(' ', from) - from)));
  }
}

/// What became of one of several requests.
struct Outcome {
  std::string body;
  std::optional<TransportFault> fault;
};

awaitable<void> collect(HttpClient& client, HttpRequest request, Outcome& outcome) {
  std::string body;
  try {
    const HttpResponse response = co_await client.send(std::move(request));
    outcome.body = response.body;
  } catch (const TransportError& error) {
    outcome.fault = error.fault();
  }
}

template <typename Context>
std::future<void> begin(Context& context, HttpClient& client, HttpRequest request,
                        Outcome& outcome) {
  return futureOf(context.get_executor(), collect(client, std::move(request), outcome));
}

TEST(ConnectionPool, KeepsAConnectionForTheNextRequest) {
  ScriptedServer server(answerWithTarget);
  const auto client = makeClient();
  for (const char* path : {"/a", "/b", "/c"}) {
    EXPECT_EQ(testing::get(*client, server.url(path)).body, path);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(ConnectionPool, ClosesWhatTheServerWantsClosed) {
  ScriptedServer server(
      answerEach("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  const auto client = makeClient();
  testing::get(*client, server.url("/"));
  testing::get(*client, server.url("/"));
  EXPECT_EQ(server.connections(), 2);
}

TEST(ConnectionPool, ClosesAConnectionThatSaysMoreThanItWasAsked) {
  ScriptedServer server(answerEach(okAnswer("asked") + okAnswer("injected")));
  const auto client = makeClient();
  EXPECT_EQ(testing::get(*client, server.url("/")).body, "asked");
  EXPECT_EQ(testing::get(*client, server.url("/")).body, "asked");
  EXPECT_EQ(server.connections(), 2);
}

TEST(ConnectionPool, KeepsNothingBeyondItsLimits) {
  HttpClientOptions none_idle;
  none_idle.idle_connections_per_origin = 0;
  HttpClientOptions no_lifetime;
  no_lifetime.idle_lifetime = Milliseconds(0);
  for (const HttpClientOptions& options : {none_idle, no_lifetime}) {
    ScriptedServer server(answerWithTarget);
    const auto client = makeHttpClient(options);
    testing::get(*client, server.url("/"));
    testing::get(*client, server.url("/"));
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(ConnectionPool, ClosesIdleConnectionsAfterTheirLifetime) {
  std::promise<void> closed;
  ScriptedServer server([&closed](ServerConnection& connection) {
    answerWithTarget(connection);
    closed.set_value();
  });
  HttpClientOptions options;
  options.idle_lifetime = Milliseconds(20);
  const auto client = makeHttpClient(options);
  testing::get(*client, server.url("/"));
  EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

// The server closes an idle connection: seen before the next request, so even a POST goes out once.
TEST(ConnectionPool, NoticesAConnectionThatWasClosedMeanwhile) {
  std::promise<void> closed;
  ScriptedServer server([&closed](ServerConnection& connection) {
    connection.readRequest();
    connection.write(okAnswer(std::to_string(connection.number())));
    connection.close();
    if (connection.number() == 1) closed.set_value();
  });
  const auto client = makeClient();
  EXPECT_EQ(testing::get(*client, server.url("/")).body, "1");
  closed.get_future().wait();
  EXPECT_EQ(testing::send(*client, HttpRequest("POST", server.url("/"))).body, "2");
  EXPECT_EQ(server.requests(), 2);
}

/// Answers the first request of the first connection and closes it when the second comes.
void closeUnderTheSecondRequest(ServerConnection& connection) {
  if (connection.number() > 1) return answerWithTarget(connection);
  connection.readRequest();
  connection.write(okAnswer("first"));
  connection.readRequest();
  connection.close();
}

TEST(ConnectionPool, RepeatsAGetThatMetAClosingConnection) {
  for (const char* method : {"GET", "HEAD"}) {
    ScriptedServer server(closeUnderTheSecondRequest);
    const auto client = makeClient();
    testing::get(*client, server.url("/"));
    EXPECT_EQ(testing::send(*client, HttpRequest(method, server.url("/x"))).status, 200u);
    EXPECT_EQ(server.requests(), 3);
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(ConnectionPool, NeverRepeatsAPost) {
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    ScriptedServer server(closeUnderTheSecondRequest);
    const auto client = makeClient();
    testing::get(*client, server.url("/"));
    const auto failure = failureOf(*client, HttpRequest(method, server.url("/x")));
    EXPECT_EQ(failure.fault, TransportFault::ambiguous);
    EXPECT_EQ(server.requests(), 2);
  }
}

// Some providers issue tokens by GET, a new pair for each.
TEST(ConnectionPool, NeverRepeatsAGetThatAsksForATokenOrEndsOne) {
  for (const auto purpose :
       {RequestPurpose::connect, RequestPurpose::refresh, RequestPurpose::disconnect}) {
    ScriptedServer server(closeUnderTheSecondRequest);
    const auto client = makeClient();
    testing::get(*client, server.url("/"));
    HttpRequest request("GET", server.url("/token"));
    request.purpose = purpose;
    EXPECT_EQ(failureOf(*client, std::move(request)).fault, TransportFault::ambiguous);
    EXPECT_EQ(server.requests(), 2);
  }
}

TEST(ConnectionPool, RepeatsAGetOnlyOnceAndOnlyOnAReusedConnection) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.readRequest();
    if (connection.number() == 1) connection.write(okAnswer("first"));
    if (connection.number() == 1) connection.readRequest();
    connection.close();
  });
  const auto client = makeClient();
  testing::get(*client, server.url("/"));
  EXPECT_EQ(failureOf(*client, server.url("/")).fault, TransportFault::ambiguous);
  EXPECT_EQ(server.requests(), 3);
  EXPECT_EQ(failureOf(*client, server.url("/")).fault, TransportFault::ambiguous);
  EXPECT_EQ(server.requests(), 4);
}

TEST(ConnectionPool, DoesNotRepeatAGetOnceAnAnswerHasBegun) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.readRequest();
    connection.write(okAnswer("first"));
    connection.readRequest();
    connection.write("HTTP/1.1 2");
    connection.close();
  });
  const auto client = makeClient();
  testing::get(*client, server.url("/"));
  EXPECT_EQ(failureOf(*client, server.url("/")).fault, TransportFault::ambiguous);
  EXPECT_EQ(server.requests(), 2);
}

TEST(ConnectionPool, ServesWaitingRequestsInOrder) {
  ScriptedServer server(answerWithTarget);
  asio::io_context& context = testing::keptContext();
  const auto client = makeClient(1);
  std::vector<Outcome> outcomes(20);
  std::vector<std::string> sent;
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    sent.push_back("/" + std::to_string(index));
    begin(context, *client, HttpRequest("GET", server.url(sent.back())), outcomes[index]);
  }
  context.run();
  std::vector<std::string> came;
  for (const std::string& request : server.received()) {
    came.push_back(request.substr(4, request.find(" HTTP") - 4));
  }
  EXPECT_EQ(came, sent);
  EXPECT_EQ(server.connections(), 1);
}

TEST(ConnectionPool, OpensNoMoreConnectionsThanAllowed) {
  ScriptedServer server(answerWithTarget);
  asio::io_context& context = testing::keptContext();
  const auto client = makeClient(3);
  std::vector<Outcome> outcomes(60);
  for (Outcome& outcome : outcomes) {
    begin(context, *client, HttpRequest("GET", server.url("/same")), outcome);
  }
  context.run();
  for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.body, "/same");
  EXPECT_LE(server.connections(), 3);
}

TEST(ConnectionPool, CallsADeadlineInTheQueueNotSent) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.readRequest();
    connection.waitForClient();
  });
  asio::io_context& context = testing::keptContext();
  const auto client = makeClient(1);
  std::vector<Outcome> outcomes(2);
  HttpRequest holding("POST", server.url("/holding"));
  holding.deadline = Milliseconds(1'500);
  HttpRequest waiting("POST", server.url("/waiting"));
  waiting.deadline = Milliseconds(200);
  begin(context, *client, holding, outcomes[0]);
  begin(context, *client, waiting, outcomes[1]);
  context.run();
  EXPECT_EQ(outcomes[0].fault, TransportFault::ambiguous);
  EXPECT_EQ(outcomes[1].fault, TransportFault::not_sent);
  EXPECT_EQ(server.requests(), 1);
}

/// Two requests for one connection; the first gets no answer for a second and a half.
std::vector<Outcome> holdAndWait(Milliseconds deadline, Milliseconds connection_wait) {
  ScriptedServer server([](ServerConnection& connection) {
    const auto request = connection.readRequest();
    const bool is_held = request && request->find("/holding") != std::string::npos;
    if (is_held) return connection.waitForClient();
    connection.write(okAnswer("answered"));
  });
  asio::io_context& context = testing::keptContext();
  const auto client = makeClient(1);
  std::vector<Outcome> outcomes(2);
  HttpRequest holding("POST", server.url("/holding"));
  holding.deadline = Milliseconds(1'500);
  HttpRequest waiting("POST", server.url("/waiting"));
  waiting.deadline = deadline;
  waiting.connection_wait = connection_wait;
  begin(context, *client, holding, outcomes[0]);
  begin(context, *client, waiting, outcomes[1]);
  context.run();
  EXPECT_EQ(outcomes[0].fault, TransportFault::ambiguous);
  return outcomes;
}

TEST(ConnectionPool, WaitsForAConnectionNoLongerThanARequestSays) {
  const auto outcomes = holdAndWait(Milliseconds(60'000), Milliseconds(200));
  EXPECT_EQ(outcomes[1].fault, TransportFault::not_sent);
}

TEST(ConnectionPool, DoesNotCountItsOwnQueueAgainstTheServer) {
  const auto outcomes = holdAndWait(Milliseconds(1'400), Milliseconds(60'000));
  EXPECT_EQ(outcomes[1].fault, std::nullopt);
  EXPECT_EQ(outcomes[1].body, "answered");
}

TEST(ConnectionPool, CarriesAHundredRequestsOfManyThreads) {
  ScriptedServer server(answerWithTarget);
  asio::thread_pool threads(4);
  const auto client = makeClient();
  std::vector<Outcome> outcomes(100);
  std::vector<std::future<void>> ends;
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    const std::string url = server.url("/" + std::to_string(index));
    ends.push_back(begin(threads, *client, HttpRequest("GET", url), outcomes[index]));
  }
  for (auto& end : ends) end.get();
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    EXPECT_EQ(outcomes[index].body, "/" + std::to_string(index));
  }
  EXPECT_EQ(server.requests(), 100);
  EXPECT_LE(server.connections(), 64);
}

/// The first request is cancelled once the server has it; the next needs the same, only slot.
TEST(ConnectionPool, IsIntactAfterACallerWasCancelled) {
  asio::io_context& context = testing::keptContext();
  asio::cancellation_signal cancel;
  ScriptedServer server([&](ServerConnection& connection) {
    if (connection.number() > 1) return answerWithTarget(connection);
    connection.readRequest();
    asio::post(context, [&cancel] { cancel.emit(asio::cancellation_type::terminal); });
    connection.waitForClient();
  });
  const auto client = makeClient(1);
  std::vector<Outcome> outcomes(2);
  asio::co_spawn(context, collect(*client, HttpRequest("GET", server.url("/1")), outcomes[0]),
                 asio::bind_cancellation_slot(cancel.slot(), [](std::exception_ptr) {}));
  begin(context, *client, HttpRequest("GET", server.url("/2")), outcomes[1]);
  context.run();
  EXPECT_EQ(outcomes[0].fault, TransportFault::ambiguous);
  EXPECT_EQ(outcomes[1].body, "/2");
}

TEST(ConnectionPool, ForgetsACallerThatWasCancelledInTheQueue) {
  asio::io_context& context = testing::keptContext();
  asio::cancellation_signal cancel;
  std::promise<void> cancelled;
  ScriptedServer server([&](ServerConnection& connection) {
    connection.readRequest();
    asio::post(context, [&cancel] { cancel.emit(asio::cancellation_type::terminal); });
    cancelled.get_future().wait();
    connection.write(okAnswer("held"));
    answerWithTarget(connection);
  });
  const auto client = makeClient(1);
  std::vector<Outcome> outcomes(3);
  begin(context, *client, HttpRequest("GET", server.url("/0")), outcomes[0]);
  asio::co_spawn(context, collect(*client, HttpRequest("GET", server.url("/1")), outcomes[1]),
                 asio::bind_cancellation_slot(
                     cancel.slot(), [&cancelled](std::exception_ptr) { cancelled.set_value(); }));
  begin(context, *client, HttpRequest("GET", server.url("/2")), outcomes[2]);
  context.run();
  EXPECT_EQ(outcomes[0].body, "held");
  EXPECT_EQ(outcomes[1].fault, TransportFault::not_sent);
  EXPECT_EQ(outcomes[2].body, "/2");
  EXPECT_EQ(server.requests(), 2);
}

/// Cancellations that cross with answers: whatever wins, nothing is lost or mixed up.
TEST(ConnectionPool, SurvivesCancellationsThatCrossWithAnswers) {
  ScriptedServer server(answerWithTarget);
  asio::thread_pool threads(2);
  const auto client = makeClient(4);
  constexpr int kRequests = 200;
  std::vector<Outcome> outcomes(kRequests);
  std::latch ended(kRequests);
  for (int index = 0; index < kRequests; ++index) {
    const auto strand = asio::make_strand(threads);
    const auto cancel = std::make_shared<asio::cancellation_signal>();
    const std::string url = server.url("/" + std::to_string(index));
    asio::post(strand, [&, strand, cancel, url, index] {
      asio::co_spawn(
          strand, collect(*client, HttpRequest("GET", url), outcomes[index]),
          asio::bind_cancellation_slot(
              cancel->slot(), [&ended, cancel](std::exception_ptr) { ended.count_down(); }));
    });
    if (index % 2 == 0) continue;
    asio::post(strand, [cancel] { cancel->emit(asio::cancellation_type::terminal); });
  }
  ended.wait();
  threads.join();
  for (int index = 0; index < kRequests; ++index) {
    const bool whole = outcomes[index].body == "/" + std::to_string(index);
    EXPECT_TRUE(whole || (index % 2 == 1 && outcomes[index].fault)) << index;
  }
  EXPECT_EQ(testing::get(*client, server.url("/after")).body, "/after");
}

TEST(HttpClientEnd, FailsRequestsThatAreUnderWayOrWaiting) {
  std::promise<void> arrived;
  ScriptedServer server([&arrived](ServerConnection& connection) {
    connection.readRequest();
    arrived.set_value();
    connection.waitForClient();
  });
  asio::thread_pool thread(1);
  auto client = makeClient(1);
  std::vector<Outcome> outcomes(2);
  auto under_way = begin(thread, *client, HttpRequest("POST", server.url("/1")), outcomes[0]);
  auto waiting = begin(thread, *client, HttpRequest("POST", server.url("/2")), outcomes[1]);
  arrived.get_future().wait();
  client.reset();
  under_way.get();
  waiting.get();
  EXPECT_EQ(outcomes[0].fault, TransportFault::ambiguous);
  EXPECT_EQ(outcomes[1].fault, TransportFault::not_sent);
}

}  // namespace
}  // namespace patchbay::http
