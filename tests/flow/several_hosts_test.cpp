#include <gtest/gtest.h>

#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/plain_http.hpp"
#include "tests/support/postgres_server.hpp"

// Hosts, as processes of their own, over one PostgreSQL: whatever one does, the others go on with.

namespace patchbay {
namespace {

using testing::Answer;
using testing::FlowClient;
using testing::HostFolder;
using testing::HostInside;
using testing::HostProcess;
using testing::SandboxProcess;
using testing::ShiftedClock;

class OneDatabase : public ::testing::Test {
 protected:
  static std::map<std::string, std::string> database() {
    return {{"PATCHBAY_DATABASE_URL", testing::PostgresServer::shared().createSchema()}};
  }

  template <typename Host>
  FlowClient clientOf(const Host& host) const {
    return FlowClient(host.port(), folder.apiKey());
  }

  /// As the provider sees it: does this token work?
  unsigned statusAtProvider(const std::string& token) {
    return testing::exchange(sandbox.port(), testing::get("/v1/token_info", token)).status;
  }

  SandboxProcess sandbox;
  HostFolder folder{sandbox, database()};
};

class SeveralHosts : public OneDatabase {
 protected:
  HostProcess first{folder};
  HostProcess second{folder};
};

TEST_F(SeveralHosts, ALoginBegunOnOneEndsOnAnother) {
  const auto page = clientOf(first).connectBackTo(second.port(), "shop", SandboxProcess::kCompany);
  EXPECT_EQ(page.status, 200u) << page.body;
  EXPECT_NE(page.body.find("Gusto is connected"), std::string::npos) << page.body;
  const Answer token = clientOf(first).token("shop");
  ASSERT_EQ(token.status, 200u) << token.json;
  EXPECT_EQ(statusAtProvider(token.text("access_token")), 200u);
}

TEST_F(SeveralHosts, HandOutTheSameTokenAfterOneRefresh) {
  sandbox.control().change({{"access_token_seconds", 2}});
  clientOf(first).connect("shop", SandboxProcess::kCompany);
  sandbox.control().change({{"access_token_seconds", 7200}});
  sandbox.control().clearLedger();
  // Until half of its life is over, the first token is as good as a new one.
  while (sandbox.control().count("issued") == 0) clientOf(first).token("shop");
  const std::string token = clientOf(first).token("shop").text("access_token");
  EXPECT_EQ(clientOf(second).token("shop").text("access_token"), token);
  EXPECT_EQ(clientOf(first).token("shop").text("access_token"), token);
  EXPECT_EQ(statusAtProvider(token), 200u);
  EXPECT_EQ(sandbox.control().count("token_calls"), 1);
}

TEST_F(SeveralHosts, WhatOneDisconnectsTheOtherNoLongerHandsOut) {
  clientOf(first).connect("shop", SandboxProcess::kCompany);
  ASSERT_EQ(clientOf(second).token("shop").status, 200u);
  EXPECT_EQ(clientOf(first).disconnect("shop").status, 200u);
  // The second has the token in memory, and has to hear of it: ctest has the deadline.
  while (clientOf(second).token("shop").status == 200) {
  }
  EXPECT_EQ(clientOf(second).token("shop").status, 404u);
}

TEST_F(OneDatabase, WhatOneRefreshesTheOtherNoLongerHandsOutFromMemory) {
  ShiftedClock clock;
  HostInside first(folder, clock);
  HostInside second(folder, clock);
  clientOf(first).connect("shop", SandboxProcess::kCompany);
  clock.advance(Seconds(7200 - 300));
  sandbox.control().advanceClock(7200 - 300);
  const std::string old = clientOf(second).token("shop").text("access_token");
  const std::string fresh =
      clientOf(first).token("shop", "?min_ttl_seconds=600").text("access_token");
  EXPECT_NE(fresh, old);
  // Five minutes are left of the old one, which the second has in memory; it has to hear of the new
  // one: ctest has the deadline.
  std::string handed_out = old;
  while (handed_out == old) handed_out = clientOf(second).token("shop").text("access_token");
  EXPECT_EQ(handed_out, fresh);
  EXPECT_EQ(statusAtProvider(handed_out), 200u);
}

}  // namespace
}  // namespace patchbay
