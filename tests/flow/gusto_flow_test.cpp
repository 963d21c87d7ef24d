#include <gtest/gtest.h>

#include <boost/asio/system_executor.hpp>
#include <future>
#include <set>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/plain_http.hpp"
#include "tests/support/run.hpp"

// The real plugin in the real host against the real sandbox, over loopback. The host runs within
// the test where hours have to pass, and as a process of its own where it has to die.

namespace patchbay {
namespace {

using testing::Answer;
using testing::FlowClient;
using testing::HostFolder;
using testing::HostInside;
using testing::HostProcess;
using testing::SandboxProcess;
using testing::ShiftedClock;

class GustoFlow : public ::testing::Test {
 protected:
  /// As the provider sees it: does this token work?
  unsigned statusAtProvider(const std::string& token) {
    return testing::exchange(sandbox.port(), testing::get("/v1/token_info", token)).status;
  }

  SandboxProcess sandbox;
  HostFolder folder{sandbox};
  ShiftedClock clock;
};

TEST_F(GustoFlow, AWorkspaceConnectsAndItsBackendGetsAWorkingToken) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  const auto page = client.connect("shop", SandboxProcess::kCompany);
  EXPECT_EQ(page.status, 200u) << page.body;
  EXPECT_NE(page.body.find("Gusto is connected"), std::string::npos) << page.body;  // O18

  const Answer token = client.token("shop");
  ASSERT_EQ(token.status, 200u) << token.json;
  EXPECT_EQ(token.text("tenant_id"), SandboxProcess::kCompany);
  EXPECT_EQ(statusAtProvider(token.text("access_token")), 200u);
  EXPECT_FALSE(token.json.as_object().contains("refresh_token"));
}

TEST_F(GustoFlow, AnExpiredTokenIsReplacedByOneThatWorks) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  client.connect("shop", SandboxProcess::kCompany);
  const std::string first = client.token("shop").text("access_token");
  clock.advance(Seconds(7200));
  sandbox.control().advanceClock(7200);
  const std::string second = client.token("shop").text("access_token");
  EXPECT_NE(second, first);
  EXPECT_EQ(statusAtProvider(second), 200u);
}

TEST_F(GustoFlow, AHundredRequestsForOneExpiredGrantMakeOneTokenCall) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  client.connect("shop", SandboxProcess::kCompany);
  const std::string old = client.token("shop").text("access_token");
  clock.advance(Seconds(7200));
  sandbox.control().advanceClock(7200);
  sandbox.control().clearLedger();

  const boost::asio::system_executor threads;  // outlives the client's thread
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 100; ++i) {
    answers.push_back(futureOf(threads, client.awaitToken("shop")));
  }
  std::set<std::string> tokens;
  for (auto& answer : answers) tokens.insert(answer.get().text("access_token"));
  EXPECT_EQ(tokens.size(), 1u) << "all get the same token";
  EXPECT_EQ(tokens.count(old), 0u) << "and it is the new one";
  EXPECT_EQ(statusAtProvider(*tokens.begin()), 200u);
  EXPECT_EQ(sandbox.control().count("token_calls"), 1);
  EXPECT_EQ(sandbox.control().count("dead_token_uses"), 0);
}

TEST_F(GustoFlow, ARevokedGrantRequiresReconnectAndAReconnectHealsIt) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  client.connect("shop", SandboxProcess::kCompany);
  sandbox.control().removeApplication(SandboxProcess::kCompany);
  clock.advance(Seconds(7200));
  const Answer refused = client.token("shop");
  EXPECT_EQ(refused.status, 424u) << refused.json;
  EXPECT_EQ(refused.text("code"), "requires_reconnect");
  EXPECT_NE(refused.text("reconnect_url"), "");

  client.connect("shop", SandboxProcess::kCompany);
  const Answer healed = client.token("shop");
  ASSERT_EQ(healed.status, 200u) << healed.json;
  EXPECT_EQ(statusAtProvider(healed.text("access_token")), 200u);
}

TEST_F(GustoFlow, ADisconnectRevokesAtTheProvider) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  client.connect("shop", SandboxProcess::kCompany);
  const std::string token = client.token("shop").text("access_token");
  EXPECT_EQ(client.disconnect("shop").status, 200u);
  EXPECT_EQ(statusAtProvider(token), 401u);
  EXPECT_EQ(client.token("shop").status, 404u);
}

TEST_F(GustoFlow, TheUsersRefusalConnectsNothing) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  const auto page = client.refuse("shop");
  EXPECT_EQ(page.status, 403u);
  EXPECT_EQ(client.token("shop").status, 404u);
}

TEST_F(GustoFlow, ALostAnswerIsRetriedWithTheSameRefreshToken) {
  HostInside host(folder, clock);
  FlowClient client(host.port(), folder.apiKey());
  client.connect("shop", SandboxProcess::kCompany);
  clock.advance(Seconds(7200));
  sandbox.control().advanceClock(7200);
  sandbox.control().addFault({{"endpoint", "/oauth/token"}, {"kind", "drop"}, {"count", 1}});
  EXPECT_EQ(client.token("shop").status, 502u);
  clock.advance(Seconds(2));
  EXPECT_EQ(client.token("shop").status, 200u);
}

TEST_F(GustoFlow, KilledDuringTheTokenCallTheConnectionStillWorks) {
  {
    clock.advance(-std::chrono::hours(3));
    HostInside host(folder, clock);
    FlowClient(host.port(), folder.apiKey()).connect("shop", SandboxProcess::kCompany);
  }
  sandbox.control().addFault({{"endpoint", "/oauth/token"}, {"kind", "hold"}, {"count", 1}});
  {
    HostProcess doomed(folder);
    FlowClient client(doomed.port(), folder.apiKey());
    const boost::asio::system_executor threads;  // outlives the client's thread
    auto answer = futureOf(threads, client.awaitToken("shop"));
    sandbox.control().awaitHeld(1);
    doomed.process().signal(SIGKILL);
    doomed.process().wait();
    sandbox.control().release();
    EXPECT_THROW(answer.get(), http::TransportError);
  }
  HostProcess restarted(folder);
  const Answer token = FlowClient(restarted.port(), folder.apiKey()).token("shop");
  ASSERT_EQ(token.status, 200u) << token.json;
  EXPECT_EQ(statusAtProvider(token.text("access_token")), 200u);
}

TEST_F(GustoFlow, ASecondHostOnTheSameDatabaseIsRefused) {
  HostProcess first(folder);
  try {
    HostProcess second(folder);
    ADD_FAILURE() << "the second host serves as well";
  } catch (const std::runtime_error&) {
    EXPECT_NE(folder.log().find("another host serves this database"), std::string::npos);
  }
}

TEST_F(GustoFlow, NoTokenIsOnDiskOrInTheLogInClear) {
  std::vector<std::string> secrets{std::string(SandboxProcess::kClientSecret), folder.apiKey()};
  {
    HostProcess host(folder);
    FlowClient client(host.port(), folder.apiKey());
    client.connect("shop", SandboxProcess::kCompany);
    secrets.push_back(client.token("shop").text("access_token"));
    host.process().signal(SIGTERM);
    EXPECT_EQ(host.process().wait(), 0);
  }
  {
    HostInside host(folder, clock);
    const auto grants = testing::run(host.store().findGrants("shop", "gusto"));
    secrets.push_back(grants.front().token.refresh_token.reveal());
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = testing::readFile(entry.path());
    for (const std::string& secret : secrets) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.path();
    }
  }
}

}  // namespace
}  // namespace patchbay
